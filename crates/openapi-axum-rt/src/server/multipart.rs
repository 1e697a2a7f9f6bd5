//! `multipart/form-data` bodies, part by part.

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::body::{self, BodyStream};
use super::rejection::{Rejection, RejectionKind};
use super::tree::{Tree, textual};
use crate::json;
use crate::report::{Validate, validate};
use crate::text::FromText;
use crate::violation::{Keyword, Violation};

/// A multipart body whose parts are read one after another, each before the next is asked for.
///
/// The whole body may have as many bytes as any other body of the operation.
#[derive(Debug)]
pub struct Multipart {
    parts: multer::Multipart<'static>,
    limit: usize,
    seen: Vec<String>,
}

/// A part of a multipart body: what is known before its bytes are read.
#[derive(Debug)]
pub struct FilePart {
    /// The name of the field.
    pub name: String,
    /// The name of the file, as the caller gives it. Never use it as a path.
    pub file_name: Option<String>,
    /// The media type, if the caller gives one.
    pub content_type: Option<String>,
    /// Boxed, so that an enumeration of parts is not as large as its files.
    field: Box<multer::Field<'static>>,
    limit: usize,
    /// `maxLength` of the part, where the document gives one.
    longest: Option<u64>,
    read: u64,
}

impl Multipart {
    /// Reads the boundary; the parts are left for later.
    ///
    /// # Errors
    /// 400 when there is none.
    pub(super) fn new(body: BodyStream, limit: usize) -> Result<Self, Rejection> {
        let boundary = boundary(&body.headers)?;
        let stream = body.into_inner().into_data_stream();
        Ok(Self {
            parts: multer::Multipart::new(stream, boundary),
            limit,
            seen: Vec::new(),
        })
    }

    /// The next part; `None` at the end.
    ///
    /// # Errors
    /// 413, 408 or 400 when the body is too large, too slow, breaks off or is not well formed.
    pub async fn next_part(&mut self) -> Result<Option<FilePart>, Rejection> {
        let field = self.parts.next_field().await;
        let Some(field) = field.map_err(|error| broken(error, self.limit))? else {
            return Ok(None);
        };
        let name = field.name().unwrap_or_default().to_owned();
        self.seen.push(name.clone());
        Ok(Some(FilePart {
            name,
            file_name: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(ToString::to_string),
            field: Box::new(field),
            limit: self.limit,
            longest: None,
            read: 0,
        }))
    }

    /// Refuses a part of a name that may be given once and was given before.
    ///
    /// # Errors
    /// 400 for the second one.
    pub fn once(&self, name: &str) -> Result<(), Rejection> {
        if self.seen.iter().filter(|seen| *seen == name).count() > 1 {
            return Err(wrong(name, Keyword::Duplicate, "must be given once"));
        }
        Ok(())
    }

    /// Refuses a part that the document does not list.
    #[must_use]
    pub fn unlisted(part: &FilePart) -> Rejection {
        wrong(
            &part.name,
            Keyword::AdditionalProperties,
            "is not a part of this body",
        )
    }

    /// Checks the bounds of a part.
    ///
    /// # Errors
    /// 400 with everything that is wrong with it.
    pub fn checked<T: Validate>(part: T) -> Result<T, Rejection> {
        match validate(&part) {
            Ok(()) => Ok(part),
            Err(violations) => {
                let status = StatusCode::BAD_REQUEST;
                Err(Rejection::constraints(status, violations))
            }
        }
    }

    /// Asks at the end for the parts that must have been there.
    ///
    /// # Errors
    /// 400 with all that are missing.
    pub fn finish(&self, required: &[&str]) -> Result<(), Rejection> {
        let missing = required
            .iter()
            .filter(|name| !self.seen.iter().any(|seen| seen == *name));
        let violations: Vec<Violation> = missing
            .map(|name| Violation {
                pointer: format!("/{name}"),
                keyword: Keyword::Required,
                detail: format!("{name} is required"),
            })
            .collect();
        if violations.is_empty() {
            return Ok(());
        }
        let status = StatusCode::BAD_REQUEST;
        Err(Rejection::constraints(status, violations))
    }
}

impl FilePart {
    /// The same part, of at most `bytes` bytes.
    #[must_use]
    pub fn at_most(mut self, bytes: u64) -> Self {
        self.longest = Some(bytes);
        self
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// 413, 408 or 400 when the body is too large, too slow or breaks off; 400 when the part is longer than it may be.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Rejection> {
        let chunk = self.field.chunk().await;
        let chunk = chunk.map_err(|error| broken(error, self.limit))?;
        self.read += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        match self.longest.filter(|&longest| self.read > longest) {
            Some(longest) => Err(self.too_long(longest)),
            None => Ok(chunk),
        }
    }

    /// The whole part at once.
    ///
    /// # Errors
    /// Those of [`FilePart::chunk`].
    pub async fn bytes(mut self) -> Result<Bytes, Rejection> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    #[cold]
    fn too_long(&self, longest: u64) -> Rejection {
        let detail = format!("must have at most {longest} bytes");
        wrong(&self.name, Keyword::MaxLength, &detail)
    }

    /// The part as JSON.
    ///
    /// # Errors
    /// 400 when it is not of the type; those of [`FilePart::bytes`].
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Rejection> {
        let name = self.name.clone();
        let bytes = self.bytes().await?;
        json::from_slice(&bytes).map_err(|error| Rejection::json(error.under(&name)))
    }

    /// The part as a scalar, an enumeration or whatever else a text can be.
    ///
    /// # Errors
    /// 400 when it is not of the type; those of [`FilePart::bytes`].
    pub async fn text<T: DeserializeOwned>(self) -> Result<T, Rejection> {
        let name = self.name.clone();
        let bytes = self.bytes().await?;
        let text = body::utf_8(&bytes)?;
        T::deserialize(Tree::text(text)).map_err(|error| Rejection::json(error.under(&name)))
    }

    /// The part as a scalar that travels as text in a format, such as a date or a UUID.
    ///
    /// # Errors
    /// As for [`FilePart::text`].
    pub async fn scalar<T: FromText>(self) -> Result<T, Rejection> {
        let name = self.name.clone();
        let bytes = self.bytes().await?;
        let text = body::utf_8(&bytes)?;
        T::from_text(text).map_err(|error| Rejection::json(textual(error).under(&name)))
    }
}

fn boundary(headers: &HeaderMap) -> Result<String, Rejection> {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    value
        .and_then(|value| multer::parse_boundary(value).ok())
        .ok_or_else(|| {
            Rejection::new(
                StatusCode::BAD_REQUEST,
                RejectionKind::BodySyntax,
                "invalid_multipart",
                "the media type multipart/form-data must name its boundary",
            )
        })
}

#[cold]
fn wrong(name: &str, keyword: Keyword, detail: &str) -> Rejection {
    let violation = Violation {
        pointer: format!("/{name}"),
        keyword,
        detail: detail.to_owned(),
    };
    Rejection::constraints(StatusCode::BAD_REQUEST, vec![violation])
}

#[cold]
fn broken(error: multer::Error, limit: usize) -> Rejection {
    match error {
        multer::Error::StreamReadFailed(error) => body::broken(&*error, limit),
        error => Rejection::new(
            StatusCode::BAD_REQUEST,
            RejectionKind::BodySyntax,
            "invalid_multipart",
            format!("the body is not well-formed multipart/form-data: {error}"),
        ),
    }
}
