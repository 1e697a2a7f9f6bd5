//! Parameters as they arrive.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue};

use super::{Faults, Location, Reader, Source};
use crate::pointer::Pointer;
use crate::report::{Report, Validate};
use crate::server::rejection::{Rejection, RejectionKind};
use crate::server::style::{Holds, Layout, Style};
use crate::violation::Keyword;

fn path<'a, 'f>(template: &'static str, path: &'a str, faults: &'f mut Faults) -> Reader<'a, 'f> {
    Reader::new(
        Location::Path,
        Source::Path { template, path },
        false,
        faults,
    )
}

fn query<'a, 'f>(query: &'a str, faults: &'f mut Faults) -> Reader<'a, 'f> {
    Reader::new(Location::Query, Source::query(query), false, faults)
}

fn layout(style: Style, explode: bool, holds: Holds) -> Layout {
    Layout {
        style,
        explode,
        holds,
    }
}

fn read<T>(read: impl FnOnce(&mut Faults) -> Option<T>) -> Result<T, Rejection> {
    let mut faults = Faults::default();
    let value = read(&mut faults);
    faults.result(value)
}

#[test]
fn path_segments_are_decoded_and_strict() {
    let id =
        |text: &str| read(|faults| path("/chats/{id}/message", text, faults).required::<i64>("id"));
    assert_eq!(id("/v1/chats/7/message").ok(), Some(7));
    assert_eq!(id("/chats/%37/message").ok(), Some(7));
    for text in [
        "/chats/1%3Fx=/message",
        "/chats/%2e%2e/message",
        "/chats/%ff/message",
        "/chats/1.0/message",
    ] {
        let rejection = id(text).expect_err(text);
        assert_eq!(rejection.violations[0].pointer, "path/id");
    }
    let rejection = id("/chats//message").expect_err("no segment");
    assert_eq!(rejection.kind, RejectionKind::RouteNotFound);
}

#[test]
fn a_segment_may_hold_several_parameters() {
    let parts = read(|faults| {
        let mut path = path("/files/{name}.{ext}", "/files/a.b.txt", faults);
        Some((
            path.required::<String>("name")?,
            path.required::<String>("ext")?,
        ))
    });
    assert_eq!(parts.ok(), Some(("a".to_owned(), "b.txt".to_owned())));
}

#[test]
fn query_values() {
    let all = "a=1&b=x+y%2B&c&c=&unknown=%20";
    let a = read(|faults| query(all, faults).optional::<i64>("a"));
    assert_eq!(a.ok(), Some(Some(1)));
    let b = read(|faults| query(all, faults).optional::<String>("b"));
    assert_eq!(b.ok().flatten().as_deref(), Some("x y+"));
    let d = read(|faults| query(all, faults).optional::<String>("d"));
    assert_eq!(d.ok(), Some(None));
    let d = read(|faults| query(all, faults).or::<i64>("d", "20"));
    assert_eq!(d.ok(), Some(20));
    let twice = read(|faults| query(all, faults).optional::<String>("c")).expect_err("twice");
    let violation = &twice.violations[0];
    assert_eq!(
        (violation.pointer.as_str(), violation.keyword),
        ("query/c", Keyword::Duplicate)
    );
    assert!(read(|faults| query("a=%ff", faults).optional::<String>("a")).is_err());
}

#[test]
fn query_styles() {
    let list = layout(Style::Form, true, Holds::List);
    let ids = read(|faults| query("id=1&x=9&id=2", faults).required_as::<Vec<i64>>("id", list));
    assert_eq!(ids.ok(), Some(vec![1, 2]));
    let names = layout(Style::Form, true, Holds::Object(&["R", "G"]));
    let colour = read(|faults| {
        query("R=1&page=9&G=2", faults).required_as::<BTreeMap<String, i64>>("color", names)
    });
    assert_eq!(
        colour.ok(),
        Some(BTreeMap::from([("R".to_owned(), 1), ("G".to_owned(), 2)]))
    );
    let deep = layout(Style::DeepObject, true, Holds::Object(&[]));
    let value = read(|faults| {
        query("f[a][b]=1&f%5Bc%5D=x+y&g[a]=2", faults).required_as::<serde_json::Value>("f", deep)
    });
    assert_eq!(
        value.ok(),
        Some(serde_json::json!({"a": {"b": 1}, "c": "x y"}))
    );
    let absent = read(|faults| query("g[a]=2", faults).optional_as::<serde_json::Value>("f", deep));
    assert_eq!(absent.ok(), Some(None));
}

#[test]
fn everything_that_is_wrong_is_told() {
    let list = layout(Style::Form, false, Holds::List);
    let rejection = read(|faults| {
        let mut query = query("a=x&b=1,y", faults);
        let a = query.required::<i64>("a");
        let b = query.required_as::<Vec<i64>>("b", list);
        let c = query.required::<i64>("c");
        Some((a?, b?, c?))
    });
    let rejection = rejection.expect_err("all are wrong");
    let places: Vec<&str> = rejection
        .violations
        .iter()
        .map(|violation| violation.pointer.as_str())
        .collect();
    assert_eq!(places, ["query/a", "query/b/1", "query/c"]);
    assert_eq!(rejection.kind, RejectionKind::Query);
}

#[test]
fn headers_and_cookies() {
    let mut headers = HeaderMap::new();
    headers.insert("x-tags", HeaderValue::from_static("a%20b, c"));
    headers.insert(
        "cookie",
        HeaderValue::from_static("sid=\"a%20b\"; theme=dark; broken=%ff"),
    );
    let list = layout(Style::Simple, false, Holds::List);
    let tags = read(|faults| {
        Reader::new(Location::Header, Source::Headers(&headers), false, faults)
            .required_as::<Vec<String>>("X-Tags", list)
    });
    assert_eq!(tags.ok(), Some(vec!["a%20b".to_owned(), "c".to_owned()]));
    let cookie = |name: &str| {
        read(|faults| {
            Reader::new(Location::Cookie, Source::cookies(&headers), false, faults)
                .required::<String>(name)
        })
    };
    assert_eq!(cookie("sid").ok().as_deref(), Some("a b"));
    assert_eq!(cookie("theme").ok().as_deref(), Some("dark"));
    assert_eq!(cookie("broken").ok().as_deref(), Some("%ff"));
    let missing = cookie("other").expect_err("missing");
    assert_eq!(missing.violations[0].pointer, "cookie/other");
}

#[test]
fn nul_is_refused_where_that_is_asked() {
    let source = || Source::query("a=x%00&b=1%2C%002&c=%22%5Cu0000%22");
    let layout = layout(Style::Form, false, Holds::List);
    let text = |refuse_nul: bool| {
        read(|faults| {
            let mut query = Reader::new(Location::Query, source(), refuse_nul, faults);
            let a = query.required::<String>("a");
            let b = query.required_as::<Vec<String>>("b", layout);
            let c = query.required_json::<Text>("c");
            Some((a?, b?, c?))
        })
    };
    let (a, b, c) = text(false).expect("every text is taken");
    assert_eq!(
        (a.as_str(), b[0].as_str(), c.0.as_str()),
        ("x\0", "1,\x002", "\0")
    );
    let refused = text(true).expect_err("none is taken");
    let places: Vec<&str> = refused
        .violations
        .iter()
        .map(|it| it.pointer.as_str())
        .collect();
    assert_eq!(places, ["query/a", "query/b/0", "query/c"]);
}

#[derive(Debug, serde::Deserialize)]
struct Text(String);

impl Validate for Text {
    fn validate(&self, _: &Pointer<'_>, _: &mut Report) {}
}
