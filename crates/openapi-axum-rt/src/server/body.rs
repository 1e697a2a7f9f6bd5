//! Reading a body: its size, its bytes, and what they are.

use std::error::Error as StdError;
use std::io;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use super::nul;
use super::options::RouterOptions;
use super::parameters::{self, FieldEncoding};
use super::rejection::{Rejection, RejectionKind};
use super::tree::Tree;
use crate::json;
use crate::read::{ReadError, explained, read_json, read_value};
use crate::report::{Validate, validate};
use crate::schema::Schema;

/// Bytes of a body as they come.
#[derive(Debug)]
pub struct BodyStream {
    body: Body,
    limit: usize,
    /// Headers of the request, such as `Content-Type`.
    pub headers: HeaderMap,
}

impl BodyStream {
    pub(super) fn new(body: Body, headers: HeaderMap, limit: usize) -> Self {
        Self {
            body: Body::new(Limited::new(body, limit)),
            limit,
            headers,
        }
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// 413, 408 or 400 when the body is too large, too slow or breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Rejection> {
        while let Some(frame) = self.body.frame().await {
            let frame = frame.map_err(|error| broken(&error, self.limit))?;
            if let Ok(data) = frame.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    /// The whole body at once.
    ///
    /// # Errors
    /// 413, 408 or 400 when the body is too large, too slow or breaks off.
    pub async fn bytes(self) -> Result<Bytes, Rejection> {
        read(&self.headers, self.body, self.limit).await
    }

    /// The body as axum has it; it ends with an error where it is larger than the limit.
    pub fn into_inner(self) -> Body {
        self.body
    }
}

/// Reads JSON and checks it.
pub(super) fn json<T: DeserializeOwned + Validate>(
    bytes: &[u8],
    refuse_nul: bool,
    constraint_status: StatusCode,
) -> Result<T, Rejection> {
    checked_json(bytes, refuse_nul).map_err(|error| refused(error, constraint_status))
}

/// Reads JSON, wherever in a request it stands, and checks it.
pub(super) fn checked_json<T: DeserializeOwned + Validate>(
    bytes: &[u8],
    refuse_nul: bool,
) -> Result<T, ReadError> {
    if refuse_nul {
        nul::in_json(bytes)?;
    }
    read_json(bytes)
}

/// The answer to a body that was not taken; `constraint_status` is for one that only breaks bounds.
#[cold]
pub(super) fn refused(error: ReadError, constraint_status: StatusCode) -> Rejection {
    match error {
        ReadError::Malformed(violations) => Rejection::malformed(violations),
        ReadError::Constraints(violations) => Rejection::constraints(constraint_status, violations),
    }
}

/// Reads JSON that is not checked any further.
pub(super) fn tolerant_json<T: DeserializeOwned>(
    bytes: &[u8],
    options: &RouterOptions,
) -> Result<T, json::Error> {
    if options.refuse_nul {
        nul::in_json(bytes)?;
    }
    json::from_slice(bytes)
}

/// Reads a form and checks it.
pub(super) fn form<T: DeserializeOwned + Validate>(
    bytes: &[u8],
    fields: &[(&'static str, FieldEncoding)],
    options: &RouterOptions,
    constraint_status: StatusCode,
) -> Result<T, Rejection> {
    let members = members(bytes, fields, options).map_err(Rejection::json)?;
    tree(members, constraint_status)
}

/// The members of a form.
pub(super) fn members<'a>(
    bytes: &'a [u8],
    fields: &[(&'static str, FieldEncoding)],
    options: &RouterOptions,
) -> Result<Tree<'a>, json::Error> {
    let members = parameters::form(utf_8(bytes, false)?, fields)?;
    if options.refuse_nul {
        members.without_nul()?;
    }
    Ok(members)
}

/// Reads a text and checks it.
pub(super) fn text<T: DeserializeOwned + Validate>(
    bytes: &[u8],
    refuse_nul: bool,
    constraint_status: StatusCode,
) -> Result<T, Rejection> {
    let text = utf_8(bytes, refuse_nul).map_err(Rejection::json)?;
    tree(Tree::text(text), constraint_status)
}

/// A text without rules.
pub(super) fn utf_8(bytes: &[u8], refuse_nul: bool) -> Result<&str, json::Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| json::Error::syntax("is not UTF-8"))?;
    if refuse_nul {
        nul::in_text(text)?;
    }
    Ok(text)
}

fn tree<T: DeserializeOwned + Validate>(
    tree: Tree<'_>,
    constraint_status: StatusCode,
) -> Result<T, Rejection> {
    match T::deserialize(tree.clone()) {
        Ok(value) => match validate(&value) {
            Ok(()) => Ok(value),
            Err(violations) => Err(Rejection::constraints(constraint_status, violations)),
        },
        Err(error) => {
            // What is held back on the way, as members without a name are, takes a text for a number: the schema knows better.
            let value = tree.to_value(T::schema().unwrap_or(&Schema::ANY));
            read_value(value.clone())
                .map_err(|_| refused(explained::<T>(&value, error), constraint_status))
        }
    }
}

/// Reads a body of at most `limit` bytes. A body that came in one piece is not copied.
pub(super) async fn read(
    headers: &HeaderMap,
    mut body: Body,
    limit: usize,
) -> Result<Bytes, Rejection> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| broken(&error, limit))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if first.len() + rest.len() + data.len() > limit {
            return Err(too_large(limit));
        }
        if first.is_empty() {
            first = data;
        } else {
            rest.extend_from_slice(&data);
        }
    }
    if rest.is_empty() {
        return Ok(first);
    }
    let mut whole = BytesMut::with_capacity(first.len() + rest.len());
    whole.extend_from_slice(&first);
    whole.extend_from_slice(&rest);
    Ok(whole.freeze())
}

#[cold]
pub(super) fn too_large(limit: usize) -> Rejection {
    let message = format!("the body is too large: send at most {limit} bytes");
    Rejection::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        RejectionKind::BodyTooLarge,
        "body_too_large",
        message,
    )
}

/// A body that cannot be read to its end: an outer limit, a deadline (`io::ErrorKind::TimedOut` among the causes), or
/// the other side went away.
#[cold]
pub(super) fn broken(error: &(dyn StdError + 'static), limit: usize) -> Rejection {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return too_large(limit);
        }
        if error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
        {
            let message = "the body did not arrive in time";
            let status = StatusCode::REQUEST_TIMEOUT;
            return Rejection::new(status, RejectionKind::BodyTimeout, "body_timeout", message);
        }
        cause = error.source();
    }
    let message = "the body ended before it was complete";
    Rejection::new(
        StatusCode::BAD_REQUEST,
        RejectionKind::BodyIncomplete,
        "body_incomplete",
        message,
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::StatusCode;
    use serde::Deserialize;

    use super::form;
    use crate::pointer::Pointer;
    use crate::report::{Report, Validate};
    use crate::schema::{Rule, Schema, Types};
    use crate::server::RouterOptions;

    #[derive(Debug, Deserialize)]
    struct Labels {
        #[serde(flatten)]
        labels: BTreeMap<String, String>,
    }

    impl Validate for Labels {
        fn validate(&self, _at: &Pointer<'_>, _report: &mut Report) {}

        fn schema() -> Option<&'static Schema> {
            static TEXT: Schema = Schema(&[Rule::Type(Types::STRING), Rule::MaxLength(3)]);
            static LABELS: Schema = Schema(&[Rule::Members {
                known: &[],
                patterns: &[],
                rest: Some(&TEXT),
            }]);
            Some(&LABELS)
        }
    }

    #[test]
    fn texts_that_look_like_numbers_are_texts_where_the_schema_says_so() {
        let read = |text: &str| {
            form::<Labels>(
                text.as_bytes(),
                &[],
                &RouterOptions::default(),
                StatusCode::BAD_REQUEST,
            )
        };
        let labels = read("a=123&b=true&c=x").expect("all are texts").labels;
        assert_eq!(
            (&*labels["a"], &*labels["b"], &*labels["c"]),
            ("123", "true", "x")
        );
    }
}
