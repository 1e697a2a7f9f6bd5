//! The reader against what callers send by mistake and on purpose.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::from_slice;
use crate::union::{self, Union};
use crate::violation::Keyword;
use crate::wire::{As, Integer, present};

#[derive(Debug, PartialEq, Deserialize)]
struct Request {
    chat: Chat,
    #[serde(default, deserialize_with = "present")]
    lang: Option<String>,
    #[serde(default, deserialize_with = "present")]
    list: Option<Vec<Chat>>,
    #[serde(default, deserialize_with = "present")]
    message: Option<Message>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Chat {
    #[serde(with = "As::<Integer>")]
    menu_id: i64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    content: String,
    #[serde(default)]
    parts: Vec<Chat>,
}

#[derive(Debug, PartialEq)]
enum Message {
    Text(Text),
}

impl<'de> Union<'de> for Message {
    const TAG: &'static str = "type";

    fn member<D: Deserializer<'de>>(tag: &str, member: D) -> Result<Self, D::Error> {
        match tag {
            "text" => Text::deserialize(member).map(Self::Text),
            _ => Err(union::unknown_tag(Self::TAG, &["text"])),
        }
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::deserialize(deserializer)
    }
}

fn failure(text: &str) -> (String, Keyword) {
    let violation = from_slice::<Request>(text.as_bytes())
        .expect_err(text)
        .into_violation();
    (violation.pointer, violation.keyword)
}

#[track_caller]
fn fails(text: &str, pointer: &str, keyword: Keyword) {
    assert_eq!(failure(text), (pointer.to_owned(), keyword), "{text}");
}

#[test]
fn shape_errors_name_the_place() {
    fails("{}", "/chat", Keyword::Required);
    fails(r#"{"chat":{}}"#, "/chat/menu_id", Keyword::Required);
    fails(
        r#"{"chat":{"menu_id":"1"}}"#,
        "/chat/menu_id",
        Keyword::Type,
    );
    fails(
        r#"{"chat":{"menu_id":1.5}}"#,
        "/chat/menu_id",
        Keyword::Type,
    );
    fails(
        r#"{"chat":{"menu_id":1e30}}"#,
        "/chat/menu_id",
        Keyword::Format,
    );
    fails(
        r#"{"chat":{"menu_id":null}}"#,
        "/chat/menu_id",
        Keyword::Null,
    );
    fails(r#"{"chat":[1]}"#, "/chat", Keyword::Type);
    fails("[]", "", Keyword::Type);
    fails("null", "", Keyword::Null);
    fails(
        r#"{"chat":{"menu_id":1},"lang":null}"#,
        "/lang",
        Keyword::Null,
    );
    fails(
        r#"{"chat":{"menu_id":1},"list":[{"menu_id":1},{"menu_id":true}]}"#,
        "/list/1/menu_id",
        Keyword::Type,
    );
}

#[test]
fn union_errors_name_the_place_inside_the_member() {
    let with = |message: &str| format!(r#"{{"chat":{{"menu_id":1}},"message":{message}}}"#);
    assert!(from_slice::<Request>(with(r#"{"type":"text","content":"a"}"#).as_bytes()).is_ok());
    assert!(from_slice::<Request>(with(r#"{"content":"a","type":"text"}"#).as_bytes()).is_ok());
    fails(&with("{}"), "/message/type", Keyword::Required);
    fails(
        &with(r#"{"type":"x","content":"a"}"#),
        "/message/type",
        Keyword::Enum,
    );
    fails(
        &with(r#"{"content":"a","type":1}"#),
        "/message/type",
        Keyword::Type,
    );
    fails(
        &with(r#"{"type":"text","content":1}"#),
        "/message/content",
        Keyword::Type,
    );
    fails(
        &with(r#"{"content":1,"type":"text"}"#),
        "/message/content",
        Keyword::Type,
    );
    fails(
        &with(r#"{"content":null,"type":"text"}"#),
        "/message/content",
        Keyword::Null,
    );
    fails(
        &with(r#"{"parts":[{}],"type":"text","content":"a"}"#),
        "/message/parts/0/menu_id",
        Keyword::Required,
    );
    fails(
        &with(r#"{"type":"text"}"#),
        "/message/content",
        Keyword::Required,
    );
    fails(
        &with(r#"{"x/y":1,"type":"text","content":"a"}"#),
        "/message/x~1y",
        Keyword::AdditionalProperties,
    );
    fails(&with(r#""text""#), "/message", Keyword::Type);
}

#[test]
fn text_that_a_body_may_not_hold() {
    for text in [
        "",
        " ",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{,}",
        "{\"a\":1,}",
        "tru",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{}x",
        "{'a':1}",
    ] {
        let error = from_slice::<IgnoredAny>(text.as_bytes()).expect_err(text);
        assert!(error.is_syntax(), "{text}");
    }
    fails(
        r#"{"chat":{"menu_id":1,"menu_id":1}}"#,
        "/chat/menu_id",
        Keyword::Syntax,
    );
    fails(
        r#"{"chat":{"menu_id":1},"x":{"a":1,"\u0061":2}}"#,
        "/x/a",
        Keyword::Syntax,
    );
    fails(
        "{\"chat\":{\"menu_id\":1},\"x\":\"a\0\"}",
        "/x",
        Keyword::Syntax,
    );
    fails(
        r#"{"chat":{"menu_id":1},"lang":"\ud800"}"#,
        "/lang",
        Keyword::Syntax,
    );
    assert!(
        from_slice::<Value>(b"\"\xff\"")
            .expect_err("not UTF-8")
            .is_syntax()
    );
}

#[test]
fn depth_is_counted_in_brackets() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(from_slice::<Value>(nested(64).as_bytes()).is_ok());
    assert!(from_slice::<Value>(nested(65).as_bytes()).is_err());
    assert!(from_slice::<IgnoredAny>(nested(5_000).as_bytes()).is_err());
}

#[test]
fn agrees_with_serde_json_on_well_formed_text() {
    for text in [
        r#"{"a":[1,-2,3.5,1e3,-0,18446744073709551615],"b":"é\n\u00e9\ud83d\ude00","c":{"d":null,"e":true,"f":false}}"#,
        " [ ] ",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "-12.25E-2",
    ] {
        let ours: Value = from_slice(text.as_bytes()).expect(text);
        assert_eq!(
            ours,
            serde_json::from_str::<Value>(text).expect(text),
            "{text}"
        );
    }
    let keys: String = (0..40).map(|n| format!(r#""k{n}":{n},"#)).collect();
    let object: Map<String, Value> =
        from_slice(format!("{{{keys}\"z\":0}}").as_bytes()).expect("41 keys");
    assert_eq!(object.len(), 41);
    assert!(from_slice::<Value>(format!("{{{keys}\"k3\":0}}").as_bytes()).is_err());
}
