//! One part of a multipart body.

use bytes::{Bytes, BytesMut};
use serde::de::DeserializeOwned;

use super::{Rules, broken, wrong};
use crate::read::ReadError;
use crate::report::Validate;
use crate::server::body;
use crate::server::rejection::Rejection;
use crate::server::tree::{Tree, textual};
use crate::text::FromText;
use crate::violation::Keyword;

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
    pub(super) field: Box<multer::Field<'static>>,
    pub(super) rules: Rules,
    /// `maxLength` of the part, where the document gives one.
    pub(super) longest: Option<u64>,
    pub(super) read: u64,
    /// Where the part stands, as a JSON Pointer.
    pub(super) place: String,
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
        let chunk = chunk.map_err(|error| broken(error, self.rules.limit))?;
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
        let status = self.rules.constraint_status;
        wrong(&self.place, status, Keyword::MaxLength, detail)
    }

    /// The part as JSON, checked against its schema.
    ///
    /// # Errors
    /// 400 when it is not of the type or breaks bounds, with everything that is wrong; those of [`FilePart::bytes`].
    pub async fn json<T: DeserializeOwned + Validate>(self) -> Result<T, Rejection> {
        self.read(|bytes, rules| body::checked_json(bytes, rules.refuse_nul))
            .await
    }

    /// The part as a scalar, an enumeration or whatever else a text can be.
    ///
    /// # Errors
    /// 400 when it is not of the type; those of [`FilePart::bytes`].
    pub async fn text<T: DeserializeOwned>(self) -> Result<T, Rejection> {
        self.read(|bytes, rules| {
            let text = body::utf_8(bytes, rules.refuse_nul)?;
            Ok(T::deserialize(Tree::text(text))?)
        })
        .await
    }

    /// The part as a scalar that travels as text in a format, such as a date or a UUID.
    ///
    /// # Errors
    /// As for [`FilePart::text`].
    pub async fn scalar<T: FromText>(self) -> Result<T, Rejection> {
        self.read(|bytes, rules| {
            let text = body::utf_8(bytes, rules.refuse_nul)?;
            Ok(T::from_text(text).map_err(textual)?)
        })
        .await
    }

    async fn read<T>(
        self,
        read: impl FnOnce(&[u8], Rules) -> Result<T, ReadError>,
    ) -> Result<T, Rejection> {
        let (place, rules) = (self.place.clone(), self.rules);
        let bytes = self.bytes().await?;
        read(&bytes, rules)
            .map_err(|error| body::refused(error.under(&place), rules.constraint_status))
    }
}
