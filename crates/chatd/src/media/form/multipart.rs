//! The parts of a form: small fields first, then the file.

use axum::body::Body;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use multer::{Constraints, Field, Multipart, SizeLimit};

use super::Refusal;
use crate::media::local::LocalMedia;
use crate::media::local::receive::Received;
use crate::media::policy::conditions::Fields;

/// The largest field; a policy has about 1 KiB.
const FIELD_BYTES: u64 = 16 * 1024;
/// The most fields before the file.
const FIELDS: usize = 32;
/// The most bytes of a form, above every file that a policy allows.
const FORM_BYTES: u64 = 101_000_000;

/// A form whose fields are read and whose file is next.
pub(super) struct Upload {
    pub(super) fields: Fields,
    file: Option<Field<'static>>,
    rest: Multipart<'static>,
}

/// Reads up to the file.
pub(super) async fn read_fields(headers: &HeaderMap, body: Body) -> Result<Upload, Refusal> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(content_type.unwrap_or_default())
        .map_err(|_| malformed("the body must be multipart/form-data with a boundary"))?;
    let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(FORM_BYTES));
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, limits);
    let mut fields = Fields::default();
    for _ in 0..=FIELDS {
        let part = parts.next_field().await.map_err(refusal)?;
        let part =
            part.ok_or_else(|| malformed("the form has no part 'file', which must be last"))?;
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            return Ok(Upload {
                fields,
                file: Some(part),
                rest: parts,
            });
        }
        let value = text(part).await?;
        if !fields.insert(&name, value) {
            return Err(malformed(format!("the form has the field '{name}' twice")));
        }
    }
    Err(malformed(
        "the form has too many fields before the part 'file'",
    ))
}

impl Upload {
    /// Streams the file to disk, and sees to it that the form ends as it should.
    pub(super) async fn receive(
        &mut self,
        files: &LocalMedia,
        limit: u64,
    ) -> Result<Received, Refusal> {
        let file = self.file.take();
        let file = file.ok_or_else(|| malformed("the file was read already"))?;
        let received = files.receive(file, limit).await?;
        // What follows the file is ignored, but the form must be whole.
        while self.rest.next_field().await.map_err(refusal)?.is_some() {}
        Ok(received)
    }
}

/// A small field as text.
async fn text(mut part: Field<'_>) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(refusal)? {
        if bytes.len() + piece.len() > FIELD_BYTES as usize {
            return Err(malformed("a field of the form is too large"));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| malformed("a field of the form is not UTF-8"))
}

/// What a fault of the form is to the caller.
pub(super) fn refusal(error: multer::Error) -> Refusal {
    match error {
        multer::Error::StreamSizeExceeded { .. } => Refusal::TooLarge,
        error => malformed(format!("the form is broken or incomplete: {error}")),
    }
}

fn malformed(reason: impl Into<String>) -> Refusal {
    Refusal::Malformed(reason.into())
}
