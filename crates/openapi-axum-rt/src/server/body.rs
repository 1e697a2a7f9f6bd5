//! Reading a JSON body: its media type, its size, its bytes.

use std::error::Error as StdError;
use std::io;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError};

use super::rejection::{Rejection, RejectionKind};

/// Refuses a media type other than JSON in UTF-8. No media type is JSON.
pub(super) fn check_media_type(headers: &HeaderMap) -> Result<(), Rejection> {
    match headers.get(CONTENT_TYPE) {
        None => Ok(()),
        Some(value) if value == "application/json" || is_json(value.as_bytes()) => Ok(()),
        Some(_) => Err(Rejection::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RejectionKind::MediaType,
            "unsupported_media_type",
            "the media type is not supported: send application/json",
        )),
    }
}

fn is_json(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else {
        return false;
    };
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let charset_is_utf_8 = parameters.split(';').all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !name.trim().eq_ignore_ascii_case("charset")
            || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    essence.trim().eq_ignore_ascii_case("application/json") && charset_is_utf_8
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
fn too_large(limit: usize) -> Rejection {
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
fn broken(error: &axum::Error, limit: usize) -> Rejection {
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
    use super::is_json;

    #[test]
    fn json_in_utf_8_only() {
        for value in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
        ] {
            assert!(is_json(value.as_bytes()), "{value}");
        }
        for value in [
            "",
            "text/json",
            "application/json; charset=latin1",
            "application/merge-patch+json",
            "json",
        ] {
            assert!(!is_json(value.as_bytes()), "{value}");
        }
    }
}
