//! Media types: which one a request has, and which one its caller would like to get.

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::rejection::{Rejection, RejectionKind};

/// A media type or range without its parameters.
#[derive(Clone, Copy)]
struct Essence<'a> {
    kind: &'a str,
    subtype: &'a str,
}

impl<'a> Essence<'a> {
    fn parse(text: &'a str) -> Option<(Self, &'a str)> {
        let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
        let (kind, subtype) = essence.trim().split_once('/')?;
        Some((Self { kind, subtype }, parameters))
    }

    /// How well the range `self` names `other`: 0 not at all, 3 exactly. `*+json` is a range of subtypes.
    fn covers(self, other: Self) -> u8 {
        let same_kind = self.kind.eq_ignore_ascii_case(other.kind);
        if same_kind && self.subtype.eq_ignore_ascii_case(other.subtype) {
            return 4;
        }
        let suffix = self.subtype.strip_prefix('*');
        if same_kind
            && let Some(suffix) = suffix.filter(|suffix| !suffix.is_empty())
            && ends_with(other.subtype, suffix)
        {
            return 3;
        }
        match (self.kind, self.subtype) {
            ("*", _) => 1,
            (_, "*") if same_kind => 2,
            _ => 0,
        }
    }
}

fn ends_with(text: &str, suffix: &str) -> bool {
    text.len()
        .checked_sub(suffix.len())
        .and_then(|at| text.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
}

/// Which of the documented media types a body has; without a `Content-Type` it has the first.
///
/// # Errors
/// 415 with what is taken instead.
pub(super) fn of_body(
    method: &Method,
    headers: &HeaderMap,
    consumes: &'static [&'static [&'static str]],
) -> Result<usize, Rejection> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Ok(0);
    };
    // The usual case costs one comparison.
    if let [[only]] = consumes
        && value == only
    {
        return Ok(0);
    }
    let given = value.to_str().ok().and_then(Essence::parse);
    let best = given.and_then(|(given, parameters)| best(given, parameters, consumes));
    best.ok_or_else(|| unsupported(method, consumes))
}

fn best(given: Essence<'_>, parameters: &str, consumes: &[&[&str]]) -> Option<usize> {
    let mut best: Option<(u8, usize)> = None;
    for (index, group) in consumes.iter().enumerate() {
        for range in *group {
            let Some((range, _)) = Essence::parse(range) else {
                continue;
            };
            let rank = range.covers(given);
            let readable = !is_textual(given) || is_utf_8(parameters);
            if rank > 0 && readable && best.is_none_or(|(other, _)| rank > other) {
                best = Some((rank, index));
            }
        }
    }
    best.map(|(_, index)| index)
}

/// JSON and text are read here, and only as UTF-8.
fn is_textual(given: Essence<'_>) -> bool {
    given.kind.eq_ignore_ascii_case("text") || ends_with(given.subtype, "json")
}

fn is_utf_8(parameters: &str) -> bool {
    parameters.split(';').all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"');
        !name.trim().eq_ignore_ascii_case("charset")
            || value.eq_ignore_ascii_case("utf-8")
            || value.eq_ignore_ascii_case("us-ascii")
    })
}

#[cold]
fn unsupported(method: &Method, consumes: &[&[&str]]) -> Rejection {
    let list: Vec<&str> = consumes.iter().flat_map(|group| *group).copied().collect();
    let message = format!(
        "the media type is not supported: send {}",
        list.join(" or ")
    );
    let mut rejection = Rejection::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        RejectionKind::MediaType,
        "unsupported_media_type",
        message,
    );
    let name = if *method == Method::PATCH {
        HeaderName::from_static("accept-patch")
    } else {
        HeaderName::from_static("accept-post")
    };
    if matches!(*method, Method::POST | Method::PATCH)
        && let Ok(value) = HeaderValue::from_str(&list.join(", "))
    {
        rejection.headers.insert(name, value);
    }
    rejection
}

/// The documented media type that the caller prefers (RFC 9110, section 12.5.1); the first where it says nothing, `None`
/// where it wants none of them.
pub(super) fn preferred(headers: &HeaderMap, produces: &[&'static str]) -> Option<&'static str> {
    let values = headers.get_all(ACCEPT).iter();
    let texts: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    let ranges: Vec<(Essence<'_>, &str)> = texts
        .iter()
        .flat_map(|text| text.split(','))
        .filter_map(Essence::parse)
        .collect();
    if ranges.is_empty() {
        return produces.first().copied();
    }
    let mut best: Option<(u16, &'static str)> = None;
    for media_type in produces {
        let Some((essence, _)) = Essence::parse(media_type) else {
            continue;
        };
        let quality = quality(essence, &ranges);
        if quality > 0 && best.is_none_or(|(other, _)| quality > other) {
            best = Some((quality, media_type));
        }
    }
    best.map(|(_, media_type)| media_type)
}

/// The quality that the most specific range gives, in thousandths.
fn quality(essence: Essence<'_>, ranges: &[(Essence<'_>, &str)]) -> u16 {
    let matching = ranges.iter().filter_map(|(range, parameters)| {
        // A documented range is satisfied by anything within it.
        let rank = range.covers(essence).max(essence.covers(*range));
        (rank > 0).then(|| (rank, weight(parameters)))
    });
    matching.max_by_key(|(rank, _)| *rank).map_or(0, |it| it.1)
}

fn weight(parameters: &str) -> u16 {
    let given = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let Some(text) = given else { return 1000 };
    let quality = text.parse::<f32>().unwrap_or(1.0).clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000"
    )]
    let thousandths = (quality * 1000.0) as u16;
    thousandths
}

/// 406 where the caller wants none of the documented media types.
pub(super) fn not_acceptable(produces: &[&str]) -> Rejection {
    Rejection::new(
        StatusCode::NOT_ACCEPTABLE,
        RejectionKind::NotAcceptable,
        "not_acceptable",
        format!(
            "nothing here is acceptable: accept {}",
            produces.join(" or ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use http::header::{ACCEPT, CONTENT_TYPE};
    use http::{HeaderMap, HeaderValue, Method};

    use super::{of_body, preferred};

    fn index(content_type: &str, consumes: &'static [&'static [&'static str]]) -> Option<usize> {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(content_type).expect("a header");
        headers.insert(CONTENT_TYPE, value);
        of_body(&Method::POST, &headers, consumes).ok()
    }

    #[test]
    fn json_in_utf_8_only() {
        for value in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
        ] {
            assert_eq!(index(value, &[&["application/json"]]), Some(0), "{value}");
        }
        for value in [
            "text/json",
            "application/json; charset=latin1",
            "application/merge-patch+json",
            "json",
        ] {
            assert_eq!(index(value, &[&["application/json"]]), None, "{value}");
        }
    }

    #[test]
    fn the_closest_media_type_is_taken() {
        const ALL: &[&[&str]] = &[
            &["*/*"],
            &["text/*"],
            &["application/*+json"],
            &["application/json", "text/json"],
        ];
        let cases = [
            ("image/png", 0),
            ("text/plain", 1),
            ("application/vnd.api+json", 2),
            ("application/json", 3),
            ("text/json; charset=utf-8", 3),
        ];
        for (value, expected) in cases {
            assert_eq!(index(value, ALL), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_taken_is_told() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        let consumes: &[&[&str]] = &[&["application/json"], &["image/png"]];
        let rejection = of_body(&Method::PATCH, &headers, consumes).expect_err("not taken");
        assert_eq!(rejection.status, 415);
        assert_eq!(
            rejection.headers["accept-patch"],
            "application/json, image/png"
        );
    }

    #[test]
    fn the_best_answer_is_chosen() {
        const ALL: &[&str] = &["application/json", "application/xml", "text/csv"];
        let cases = [
            ("*/*", Some("application/json")),
            ("application/xml", Some("application/xml")),
            ("application/*;q=0.5, text/csv", Some("text/csv")),
            (
                "application/json;q=0.1, application/xml;q=0.9",
                Some("application/xml"),
            ),
            ("*/*, application/json;q=0", Some("application/xml")),
            ("text/*", Some("text/csv")),
            ("image/png", None),
            ("application/json;q=0", None),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(preferred(&headers, ALL), expected, "{accept}");
        }
        assert_eq!(preferred(&HeaderMap::new(), ALL), Some("application/json"));
    }
}
