//! `multipart/form-data` bodies, part by part.

mod listed;
mod part;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

pub use self::listed::{Items, Listed};
pub use self::part::FilePart;
use super::body::{self, BodyStream};
use super::rejection::{Rejection, RejectionKind};
use crate::pointer::{Escaped, Pointer};
use crate::read::ReadError;
use crate::report::{Validate, validate_at};
use crate::violation::{Keyword, Violation};

/// What holds for every part of a body.
#[derive(Clone, Copy, Debug)]
struct Rules {
    /// Bytes of the whole body.
    limit: usize,
    refuse_nul: bool,
    constraint_status: StatusCode,
}

/// A multipart body whose parts are read one after another, each before the next is asked for.
///
/// The whole body may have as many bytes as any other body of the operation.
#[derive(Debug)]
pub struct Multipart {
    parts: multer::Multipart<'static>,
    rules: Rules,
    listed: &'static [Listed],
    seen: HashMap<String, usize>,
    /// The values of parts that must differ, as they are written, by name.
    distinct: HashSet<(String, String)>,
    /// Where the last part stands, as a JSON Pointer.
    place: String,
}

impl Multipart {
    /// Reads the boundary; the parts are left for later.
    ///
    /// # Errors
    /// 400 when there is none.
    pub(super) fn new(body: BodyStream, limit: usize, refuse_nul: bool) -> Result<Self, Rejection> {
        let boundary = boundary(&body.headers)?;
        let stream = body.into_inner().into_data_stream();
        Ok(Self {
            parts: multer::Multipart::new(stream, boundary),
            rules: Rules {
                limit,
                refuse_nul,
                constraint_status: StatusCode::BAD_REQUEST,
            },
            listed: &[],
            seen: HashMap::new(),
            distinct: HashSet::new(),
            place: String::new(),
        })
    }

    /// Holds the parts to what a document lists; `constraint_status` is for those that break bounds.
    #[must_use]
    pub fn listing(mut self, listed: &'static [Listed], constraint_status: StatusCode) -> Self {
        self.listed = listed;
        self.rules.constraint_status = constraint_status;
        self
    }

    /// The next part; `None` at the end, when there were as many of each name as must be.
    ///
    /// # Errors
    /// 413, 408 or 400 when the body is too large, too slow, breaks off or is not well formed; 400 for a part too many,
    /// and at the end for all that are missing.
    pub async fn next_part(&mut self) -> Result<Option<FilePart>, Rejection> {
        let field = self.parts.next_field().await;
        let Some(field) = field.map_err(|error| broken(error, self.rules.limit))? else {
            return self.finish().map(|()| None);
        };
        let name = field.name().unwrap_or_default().to_owned();
        self.count(&name)?;
        Ok(Some(FilePart {
            name,
            file_name: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(ToString::to_string),
            field: Box::new(field),
            rules: self.rules,
            longest: None,
            read: 0,
            place: self.place.clone(),
        }))
    }

    /// Counts a part and refuses one too many.
    fn count(&mut self, name: &str) -> Result<(), Rejection> {
        let before = self.seen.entry(name.to_owned()).or_default();
        let index = *before;
        *before += 1;
        self.place = format!("/{}", Escaped(name));
        let Some(listed) = self.listed.iter().find(|it| it.name == name) else {
            return Ok(());
        };
        match listed.items {
            None if index > 0 => Err(self.wrong(Keyword::Duplicate, "must be given once")),
            None => Ok(()),
            Some(Items { max, .. }) if index as u64 >= max => {
                let detail = format!("must be given at most {max} times");
                Err(self.wrong(Keyword::MaxItems, detail))
            }
            Some(_) => {
                let _infallible = write!(self.place, "/{index}");
                Ok(())
            }
        }
    }

    /// Refuses a part that the document does not list.
    #[must_use]
    pub fn unlisted(&self) -> Rejection {
        self.wrong(Keyword::AdditionalProperties, "is not a part of this body")
    }

    /// Checks the bounds of the part that was read last.
    ///
    /// # Errors
    /// 400, or what else the operation has for broken bounds, with everything that is wrong with it.
    pub fn checked<T: Validate>(&self, part: T) -> Result<T, Rejection> {
        match validate_at(&part, &Pointer::root(&self.place)) {
            Ok(()) => Ok(part),
            Err(violations) => Err(Rejection::constraints(
                self.rules.constraint_status,
                violations,
            )),
        }
    }

    /// Refuses a part, the one that was read last, whose value one of the same name had (`uniqueItems`).
    ///
    /// # Errors
    /// As of [`Multipart::checked`].
    pub fn distinct<T: Serialize>(&mut self, name: &str, value: T) -> Result<T, Rejection> {
        let written = serde_json::to_string(&value).map_err(|it| Rejection::internal(it.into()))?;
        if self.distinct.insert((name.to_owned(), written)) {
            return Ok(value);
        }
        let detail = "must differ from every element before it";
        Err(self.wrong(Keyword::UniqueItems, detail))
    }

    fn finish(&self) -> Result<(), Rejection> {
        let count = |listed: &Listed| self.seen.get(listed.name).copied().unwrap_or_default();
        let violations = self.listed.iter().filter_map(|it| it.count(count(it)));
        let violations: Vec<Violation> = violations.collect();
        if violations.is_empty() {
            return Ok(());
        }
        let error = ReadError::of(violations);
        Err(body::refused(error, self.rules.constraint_status))
    }

    #[cold]
    fn wrong(&self, keyword: Keyword, detail: impl Into<String>) -> Rejection {
        wrong(&self.place, self.rules.constraint_status, keyword, detail)
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
fn wrong(
    place: &str,
    status: StatusCode,
    keyword: Keyword,
    detail: impl Into<String>,
) -> Rejection {
    let violation = Violation {
        pointer: place.to_owned(),
        keyword,
        detail: detail.into(),
    };
    body::refused(ReadError::of(vec![violation]), status)
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
