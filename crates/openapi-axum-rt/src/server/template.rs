//! Path templates whose segments are more than a parameter, such as `/shelves/{shelf}:merge`.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::Response;
use axum::routing::MethodRouter;
use tower_service::Service;

/// The text of the parameter `name` in a segment that is written as `pattern`; `None` where it does not fit.
pub(super) fn capture<'a>(pattern: &str, name: &str, segment: &'a str) -> Option<&'a str> {
    let mut found = None;
    let fits = walk(pattern, segment, &mut |parameter, text| {
        if parameter == name {
            found = Some(text);
        }
    });
    found.filter(|_| fits)
}

/// Hands every parameter of the pattern with its text to `each`; whether the whole segment fits.
///
/// A parameter takes as little as the next literal allows, and never nothing.
fn walk<'a>(pattern: &str, segment: &'a str, each: &mut dyn FnMut(&str, &'a str)) -> bool {
    let (mut pattern, mut rest) = (pattern, segment);
    loop {
        let Some((literal, after)) = pattern.split_once('{') else {
            return rest == pattern;
        };
        let Some(stripped) = rest.strip_prefix(literal) else {
            return false;
        };
        let Some((name, after)) = after.split_once('}') else {
            return false;
        };
        let next = after.split('{').next().unwrap_or_default();
        let length = if after.is_empty() {
            stripped.len()
        } else if next.len() == after.len() {
            // The last literal is what the segment ends with, wherever else it occurs.
            match stripped.strip_suffix(next) {
                Some(text) => text.len(),
                None => return false,
            }
        } else {
            let first = stripped.chars().next().map_or(0, char::len_utf8);
            match stripped.get(first..).and_then(|tail| tail.find(next)) {
                Some(at) => first + at,
                None => return false,
            }
        };
        if length == 0 {
            return false;
        }
        each(name, &stripped[..length]);
        rest = &stripped[length..];
        pattern = after;
    }
}

/// Whether the end of a path fits a template, segment by segment.
fn fits(template: &str, path: &str) -> bool {
    let mut segments = path.rsplit('/');
    template
        .rsplit('/')
        .all(|pattern| match (segments.next(), pattern) {
            (Some(_), "") => true,
            (Some(segment), pattern) => walk(pattern, segment, &mut |_, _| {}),
            (None, _) => false,
        })
}

/// Routes of one position in the router, told apart by their templates.
#[derive(Clone, Debug)]
pub struct Templates {
    routes: Vec<(&'static str, MethodRouter)>,
    otherwise: MethodRouter,
}

impl Templates {
    /// Tries the templates in this order; `otherwise` takes what fits none.
    #[must_use]
    pub fn new(routes: Vec<(&'static str, MethodRouter)>, otherwise: MethodRouter) -> Self {
        Self { routes, otherwise }
    }
}

impl Service<Request> for Templates {
    type Response = Response;
    type Error = Infallible;
    type Future = <MethodRouter as Service<Request>>::Future;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let path = request.uri().path();
        let found = self
            .routes
            .iter_mut()
            .find(|(template, _)| fits(template, path));
        let route = match found {
            Some((_, route)) => route,
            None => &mut self.otherwise,
        };
        route.call(request)
    }
}

#[cfg(test)]
mod tests {
    use super::{capture, fits};

    #[test]
    fn parameters_within_a_segment() {
        let cases = [
            ("{name}:merge", "name", "a:b:merge", Some("a:b")),
            ("{name}:merge", "name", ":merge", None),
            ("{name}:merge", "name", "a:move", None),
            ("{x}.{y}", "x", "a.b.c", Some("a")),
            ("{x}.{y}", "y", "a.b.c", Some("b.c")),
            ("users('{id}')", "id", "users('7')", Some("7")),
            ("v{major}-{minor}", "minor", "v1-2", Some("2")),
            ("{x}{y}", "y", "ab", Some("b")),
        ];
        for (pattern, name, segment, expected) in cases {
            assert_eq!(
                capture(pattern, name, segment),
                expected,
                "{pattern} {segment}"
            );
        }
    }

    #[test]
    fn a_router_may_be_nested() {
        assert!(fits("/v1/{name}:merge", "/api/v1/a:merge"));
        assert!(!fits("/v1/{name}:merge", "/api/v1/a:move"));
        assert!(!fits("/v1/{name}:merge", "a:merge"));
    }
}
