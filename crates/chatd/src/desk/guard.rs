//! What is refused before the desk's router sees it: requests that a browser was lured into, and the emulator's operations where
//! that is switched off.
//!
//! A page on the internet cannot read answers of this listener (there is no CORS), but it could send requests to it: its name may lead
//! to this machine (DNS rebinding), so the `Host` must be listed; and a form could post, so a change must be sent as
//! `application/json`, which no form can and which a script may only after a preflight that is never answered.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::routing::MethodRouter;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, Method, StatusCode};

use super::DESK_PATH;
use crate::edge::reply::{NOT_FOUND, Refusal};
use crate::edge::request_id;

const FOREIGN_HOST: Refusal = Refusal {
    status: StatusCode::MISDIRECTED_REQUEST,
    code: "host_not_listed",
    message: "this Host is not one of the desk's: list it in the configuration",
};
const FOREIGN_ORIGIN: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    code: "origin_refused",
    message: "the desk is not asked by pages of a browser",
};
const NOT_JSON: Refusal = Refusal {
    status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
    code: "unsupported_media_type",
    message: "send the body as Content-Type: application/json",
};

/// The names under which the desk is asked: hosts without their port, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// The machine itself and these.
    pub fn and(listed: impl IntoIterator<Item = String>) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        let listed = listed.into_iter().map(|host| host.to_ascii_lowercase());
        Self(own.into_iter().chain(listed).collect())
    }

    fn has(&self, authority: &str) -> bool {
        let host = match authority.rfind(':') {
            // A colon inside brackets belongs to the address.
            Some(at) if !authority[at..].contains(']') => &authority[..at],
            _ => authority,
        };
        self.0.contains(&host.to_ascii_lowercase())
    }
}

/// Adds the checks to the desk's routes.
pub(super) fn layer(router: Router, hosts: Hosts, emulator: bool) -> Router {
    router.layer(from_fn(move |request: Request, next: Next| {
        let refused = refusal(&request, &hosts, emulator);
        async move {
            match refused {
                None => next.run(request).await,
                Some(refusal) => refusal.response(&request_id::of(request.extensions())),
            }
        }
    }))
}

fn refusal(request: &Request, hosts: &Hosts, emulator: bool) -> Option<Refusal> {
    let headers = request.headers();
    let host = request
        .uri()
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(|| headers.get(HOST)?.to_str().ok());
    if !host.is_some_and(|host| hosts.has(host)) {
        return Some(FOREIGN_HOST);
    }
    if headers.contains_key(ORIGIN) {
        return Some(FOREIGN_ORIGIN);
    }
    let control = request
        .uri()
        .path()
        .strip_prefix(DESK_PATH)
        .is_some_and(|path| path == "/control" || path.starts_with("/control/"));
    if control && !emulator {
        return Some(NOT_FOUND);
    }
    None
}

/// Has the route of an operation that takes a body take JSON alone. Where there is no such route, that is what is told: so this is
/// not a matter of the layer around all of them.
pub(super) fn json_only(route: MethodRouter) -> MethodRouter {
    route.route_layer(from_fn(|request: Request, next: Next| async move {
        if takes_json(&request) {
            return next.run(request).await;
        }
        NOT_JSON.response(&request_id::of(request.extensions()))
    }))
}

fn takes_json(request: &Request) -> bool {
    let changes = matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH
    );
    !changes || is_json(request.headers())
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    let essence = value.to_str().unwrap_or_default().split(';').next();
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;

    use super::{Hosts, refusal, takes_json};

    fn request(method: &str, uri: &str, headers: &[(&str, &str)]) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).expect("a request")
    }

    fn refused(method: &str, uri: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let request = request(method, uri, headers);
        let hosts = Hosts::and(["Desk.Example.com".to_owned()]);
        refusal(&request, &hosts, false).map(|refusal| refusal.status.as_u16())
    }

    #[test]
    fn only_listed_hosts_are_served() {
        for host in [
            "localhost:8081",
            "LOCALHOST",
            "127.0.0.1:8081",
            "127.0.0.1",
            "[::1]:8081",
            "[::1]",
            "desk.example.com",
            "desk.example.com:443",
        ] {
            assert_eq!(
                refused("GET", "/desk/v1/tenants", &[("host", host)]),
                None,
                "{host}"
            );
        }
        for host in [
            "evil.example.com",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "",
            "[::2]:8081",
        ] {
            let answer = refused("GET", "/desk/v1/tenants", &[("host", host)]);
            assert_eq!(answer, Some(421), "{host}");
        }
        assert_eq!(refused("GET", "/desk/v1/tenants", &[]), Some(421));
        assert_eq!(
            refused(
                "GET",
                "http://evil.example/desk/v1/tenants",
                &[("host", "localhost")]
            ),
            Some(421)
        );
    }

    #[test]
    fn changes_are_json() {
        let taken = |method: &str, kind: Option<&str>| {
            let kind = kind.map(|kind| ("content-type", kind));
            takes_json(&request(method, "/desk/v1/tenants", kind.as_slice()))
        };
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonp",
        ] {
            assert!(!taken("POST", Some(kind)), "{kind}");
        }
        assert!(!taken("PATCH", None));
        for kind in ["application/json", "Application/JSON; charset=utf-8"] {
            assert!(taken("PUT", Some(kind)), "{kind}");
        }
        assert!(taken("DELETE", None));
    }

    #[test]
    fn nothing_comes_from_a_page() {
        let lured = [
            ("host", "localhost"),
            ("content-type", "application/json"),
            ("origin", "https://evil.example"),
        ];
        assert_eq!(refused("POST", "/desk/v1/tenants", &lured), Some(403));
    }

    #[test]
    fn the_emulator_is_not_there_unless_it_is_switched_on() {
        for path in [
            "/desk/v1/control",
            "/desk/v1/control/clock",
            "/desk/v1/control/x",
        ] {
            assert_eq!(
                refused("GET", path, &[("host", "localhost")]),
                Some(404),
                "{path}"
            );
        }
        assert_eq!(
            refused("GET", "/desk/v1/controls", &[("host", "localhost")]),
            None
        );
    }
}
