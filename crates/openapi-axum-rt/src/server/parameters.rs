//! Parameters in the path, the query and headers.

use std::borrow::Cow;

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::rejection::{Rejection, RejectionKind};
use crate::text::FromText;
use crate::violation::{Keyword, Violation};

#[cold]
fn refused(
    kind: RejectionKind,
    name: &str,
    keyword: Keyword,
    detail: impl Into<String>,
) -> Rejection {
    let place = match kind {
        RejectionKind::Path => "path",
        RejectionKind::Header => "header",
        _ => "query",
    };
    let pointer = if name.is_empty() {
        place.to_owned()
    } else {
        format!("{place}/{name}")
    };
    Rejection::parameters(
        kind,
        vec![Violation {
            pointer,
            keyword,
            detail: detail.into(),
        }],
    )
}

fn parse<T: FromText>(kind: RejectionKind, name: &str, text: &str) -> Result<T, Rejection> {
    T::from_text(text).map_err(|error| refused(kind, name, error.keyword, error.detail))
}

/// Asks for a parameter that must be given.
///
/// # Errors
/// 400 when it is absent.
pub fn required<T>(kind: RejectionKind, name: &str, value: Option<T>) -> Result<T, Rejection> {
    value.ok_or_else(|| refused(kind, name, Keyword::Required, format!("{name} is required")))
}

/// Reads path parameters by their distance from the end of the path, so that a router may be nested anywhere.
#[derive(Debug)]
pub struct PathReader<'a> {
    path: &'a str,
}

impl<'a> PathReader<'a> {
    pub(crate) fn new(path: &'a str) -> Self {
        Self { path }
    }

    /// The parameter `name`, which is the segment with `from_end` segments after it.
    ///
    /// # Errors
    /// 404 when the segment is empty; 400 when it is not UTF-8 or not a `T`.
    pub fn segment<T: FromText>(&self, name: &str, from_end: usize) -> Result<T, Rejection> {
        let segment = self.path.rsplit('/').nth(from_end).unwrap_or_default();
        if segment.is_empty() {
            return Err(Rejection::route_not_found());
        }
        let text = percent_decode_str(segment)
            .decode_utf8()
            .map_err(|_| refused(RejectionKind::Path, name, Keyword::Syntax, "must be UTF-8"))?;
        parse(RejectionKind::Path, name, &text)
    }
}

/// Reads query parameters. Unknown ones are ignored; one that is given twice is refused.
#[derive(Debug)]
pub struct QueryReader<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> QueryReader<'a> {
    pub(crate) fn new(query: &'a str) -> Result<Self, Rejection> {
        let pairs = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let name = decode(name).ok_or_else(|| {
                    refused(
                        RejectionKind::Query,
                        "",
                        Keyword::Syntax,
                        "a name must be UTF-8",
                    )
                })?;
                let value = decode(value).ok_or_else(|| {
                    refused(
                        RejectionKind::Query,
                        &name,
                        Keyword::Syntax,
                        "must be UTF-8",
                    )
                })?;
                Ok((name, value))
            });
        Ok(Self {
            pairs: pairs.collect::<Result<_, Rejection>>()?,
        })
    }

    /// The parameter `name`.
    ///
    /// # Errors
    /// 400 when it is given twice or not a `T`.
    pub fn get<T: FromText>(&self, name: &str) -> Result<Option<T>, Rejection> {
        let mut values = self.pairs.iter().filter(|(key, _)| key == name);
        let Some((_, value)) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(refused(
                RejectionKind::Query,
                name,
                Keyword::Duplicate,
                "must be given once",
            ));
        }
        parse(RejectionKind::Query, name, value).map(Some)
    }
}

/// `application/x-www-form-urlencoded`: a plus sign is a space.
fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('+') {
        return percent_decode_str(text).decode_utf8().ok();
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?.into_owned();
    Some(Cow::Owned(decoded))
}

/// Reads header parameters. One that is given twice is refused.
#[derive(Debug)]
pub struct HeaderReader<'a> {
    headers: &'a HeaderMap,
}

impl<'a> HeaderReader<'a> {
    pub(crate) fn new(headers: &'a HeaderMap) -> Self {
        Self { headers }
    }

    /// The header `name`, in lower case.
    ///
    /// # Errors
    /// 400 when it is given twice, not UTF-8 or not a `T`.
    pub fn get<T: FromText>(&self, name: &str) -> Result<Option<T>, Rejection> {
        let mut values = self.headers.get_all(name).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(refused(
                RejectionKind::Header,
                name,
                Keyword::Duplicate,
                "must be given once",
            ));
        }
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| {
            refused(
                RejectionKind::Header,
                name,
                Keyword::Syntax,
                "must be UTF-8",
            )
        })?;
        parse(RejectionKind::Header, name, text).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::{PathReader, QueryReader, RejectionKind};
    use crate::violation::Keyword;

    #[test]
    fn path_segments_are_decoded_and_strict() {
        let id = |path: &str| PathReader::new(path).segment::<i64>("id", 1);
        assert_eq!(id("/v1/chats/7/message").ok(), Some(7));
        assert_eq!(id("/chats/%37/message").ok(), Some(7));
        for path in [
            "/chats/1%3Fx=/message",
            "/chats/%2e%2e/message",
            "/chats/%ff/message",
            "/chats/1.0/message",
        ] {
            let rejection = id(path).expect_err(path);
            assert_eq!(rejection.violations[0].pointer, "path/id");
        }
        let rejection = id("/chats//message").expect_err("no segment");
        assert_eq!(rejection.kind, RejectionKind::RouteNotFound);
    }

    #[test]
    fn query_values() {
        let query = QueryReader::new("a=1&b=x+y%2B&c&c=&unknown=%20").expect("UTF-8");
        assert_eq!(query.get::<i64>("a").ok(), Some(Some(1)));
        assert_eq!(
            query.get::<String>("b").ok().flatten().as_deref(),
            Some("x y+")
        );
        assert_eq!(query.get::<String>("d").ok(), Some(None));
        let twice = query.get::<String>("c").expect_err("given twice");
        assert_eq!(
            (
                twice.violations[0].pointer.as_str(),
                twice.violations[0].keyword
            ),
            ("query/c", Keyword::Duplicate)
        );
        assert!(QueryReader::new("a=%ff").is_err());
    }
}
