//! Reading: values, positions, refusals, and never a panic.

use proptest::prelude::*;
use serde_json::json;

use super::{Document, MAX_DEPTH, MAX_NODES, decode, escape, unescape};

fn read(text: &str) -> serde_json::Value {
    Document::parse(text)
        .expect("a readable document")
        .root()
        .to_json()
}

fn refusals(text: &str) -> Vec<(usize, String, String)> {
    let problems = Document::parse(text).expect_err("a document that is refused");
    problems
        .into_iter()
        .map(|p| (p.line, p.pointer, p.message))
        .collect()
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    let text = "a: 1\nb: -2\nc: 1.5\nd: 1e3\ne: true\nf: ~\ng:\nh: yes\ni: 0x1F\nj: 0o17\nk: 2024-01-01\nl: '1'\nm: \"true\"\nn: 3.0.3\n";
    let expected = json!({"a": 1, "b": -2, "c": 1.5, "d": 1000.0, "e": true, "f": null, "g": null, "h": "yes",
        "i": 31, "j": 15, "k": "2024-01-01", "l": "1", "m": "true", "n": "3.0.3"});
    assert_eq!(read(text), expected);
}

#[test]
fn integer_keys_become_strings_and_order_is_kept() {
    assert_eq!(
        read("404: b\n200: a\n").to_string(),
        r#"{"404":"b","200":"a"}"#
    );
}

#[test]
fn json_is_read_with_surrogate_pairs_and_tabs() {
    let text = "{\n\t\"a\": \"\\ud83d\\ude00 \\\\ud83d\\n\",\n\t\"b\": [1, {\"c\": \"\\/\"}]\n}\n";
    assert_eq!(
        read(text),
        json!({"a": "😀 \\ud83d\n", "b": [1, {"c": "/"}]})
    );
}

#[test]
fn members_stand_at_their_key_and_items_at_themselves() {
    let document = Document::parse("a:\n  b:\n    - 1\n    - 2\n").expect("readable");
    let line = |pointer: &str| document.get(pointer).map(|node| (node.line, node.column));
    assert_eq!(line("/a"), Some((1, 1)));
    assert_eq!(line("/a/b"), Some((2, 3)));
    assert_eq!(line("/a/b/1"), Some((4, 7)));
    assert_eq!(document.line("/a/b/7/none"), 2);
}

#[test]
fn anchors_are_expanded() {
    assert_eq!(
        read("a: &x [1, 2]\nb: *x\n"),
        json!({"a": [1, 2], "b": [1, 2]})
    );
}

#[test]
fn duplicate_keys_are_refused_with_both_lines() {
    let refused = refusals("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");
    assert_eq!(refused.len(), 2);
    assert_eq!((refused[0].0, refused[0].1.as_str()), (4, "/b/c"));
    assert!(refused[0].2.contains("line 3"), "{}", refused[0].2);
    assert_eq!((refused[1].0, refused[1].1.as_str()), (5, "/a"));
}

#[test]
fn what_json_cannot_express_is_refused() {
    let deep = format!("{}{}", "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1));
    let deep_yaml: String = (0..=MAX_DEPTH)
        .map(|level| format!("{}a:\n", " ".repeat(level)))
        .collect();
    let billion: String = (0..9).fold("a0: &a0 [x, x]\n".to_owned(), |text, level| {
        let items = vec![format!("*a{level}"); 9].join(", ");
        format!("{text}a{next}: &a{next} [{items}]\n", next = level + 1)
    });
    let cases = [
        ("a: 1\n---\nb: 2\n", 2, "several documents"),
        ("a: !include x.yaml\n", 1, "tag"),
        ("a: !x {}\n", 1, "tag"),
        ("a: .inf\n", 1, "not a number in JSON"),
        ("a: 1\n? [x]\n: 2\n", 2, "collection"),
        ("a: {}\nb:\n  <<: 5\n", 3, "merge"),
        ("a: &x [*x]\n", 1, "stands in"),
        ("a: *none\n", 1, "not YAML"),
        ("a: [1\nb: 2\n", 2, "not YAML"),
        ("{\"a\": 1,\n \"b\" 2}", 2, "not JSON"),
        ("{\"a\": 1e999}", 1, "too large"),
        ("{\"a\": 1} x", 1, "not JSON"),
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        (deep.as_str(), 1, "deeper"),
        (deep_yaml.as_str(), MAX_DEPTH + 1, "deeper"),
        (billion.as_str(), 6, "expand"),
    ];
    for (text, line, part) in cases {
        let refused = refusals(text);
        assert_eq!(refused[0].0, line, "{text}: {refused:?}");
        assert!(refused[0].2.contains(part), "{text}: {refused:?}");
    }
}

#[test]
fn what_other_tools_read_is_read() {
    let cases = [
        ("\u{feff}a: 1\r\nb: 2\r\n", json!({"a": 1, "b": 2})),
        (
            "200: a\ntrue: b\n1.0: c\n2024-01-01: d\n~: e\non: f\n",
            json!({"200": "a", "true": "b", "1.0": "c", "2024-01-01": "d", "~": "e", "on": "f"}),
        ),
        (
            "a: [yes, no, on, off, y, True]\n",
            json!({"a": ["yes", "no", "on", "off", "y", true]}),
        ),
        (
            "a: 18446744073709552000\nb: -9223372036854775809\n",
            json!({"a": 18446744073709552000_f64, "b": -9223372036854775809_f64}),
        ),
        (
            "a: 12e34567\nb: 0x1FFFFFFFFFFFFFFFFF\n",
            json!({"a": "12e34567", "b": "0x1FFFFFFFFFFFFFFFFF"}),
        ),
        (
            "a: !!str 1\nb: !!int '2'\nc: !!float 3\nd: !!map {}\ne: ! 5\n",
            json!({"a": "1", "b": 2, "c": 3, "d": {}, "e": "5"}),
        ),
        (
            "base: &b {x: 1, y: 2}\na:\n  y: 3\n  <<: *b\n",
            json!({"base": {"x": 1, "y": 2}, "a": {"y": 3, "x": 1}}),
        ),
        (
            "a: {<<: [{x: 1}, {x: 2, y: 2}], '<<': 5}\n",
            json!({"a": {"<<": 5, "x": 1, "y": 2}}),
        ),
        ("--- # one\na: 1\n...\n", json!({"a": 1})),
        ("%YAML 1.2\n---\na: 1\n", json!({"a": 1})),
        (
            "a:\tb\nc: d\t# e\n\t\nf: [\t1,\n\t2]\n",
            json!({"a": "b", "c": "d", "f": [1, 2]}),
        ),
        (
            "a: |\n  x\n   y\n\nb: >-\n  z\n  z\n",
            json!({"a": "x\n y\n", "b": "z z"}),
        ),
        ("- 1\n- a\n", json!([1, "a"])),
        ("just text\n", json!("just text")),
        ("{a: 1, b: [c, d], }\n", json!({"a": 1, "b": ["c", "d"]})),
        (
            "{\"a\": \"\\u0001\\ud800\\/\\t\"}",
            json!({"a": "\u{1}\u{fffd}/\t"}),
        ),
        (
            "[1e5, -0.5, 123456789012345678901234567890]",
            json!([1e5, -0.5, 123456789012345678901234567890_f64]),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), expected, "{text}");
    }
    let long = "k".repeat(5000);
    assert_eq!(read(&format!("{{\"{long}\": 1}}")), json!({ long: 1 }));
}

#[test]
fn json_is_read_with_positions() {
    let document = Document::parse("{\n  \"é\": {\"b\": [1,\n 2]}}").expect("readable");
    let at = |pointer: &str| document.get(pointer).map(|node| (node.line, node.column));
    assert_eq!(at("/é"), Some((2, 3)));
    assert_eq!(at("/é/b"), Some((2, 9)));
    assert_eq!(at("/é/b/1"), Some((3, 2)));
}

#[test]
fn bytes_become_text() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("a: é".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(decode(&utf16).expect("UTF-16"), "a: é");
    assert_eq!(decode(b"\xef\xbb\xbfa").expect("UTF-8"), "a");
    let refused = decode(b"a: b\nc: \xe9\n").expect_err("Latin-1");
    assert_eq!(refused.line, 2);
}

#[test]
fn the_number_of_values_is_bounded() {
    let many = format!("[{}1]", "1,".repeat(MAX_NODES));
    assert!(refusals(&many)[0].2.contains("split it"));
}

#[test]
fn pointers_are_escaped() {
    assert_eq!(escape("/a~b"), "~1a~0b");
    assert_eq!(unescape("~1a~0b~01"), "/a~b~1");
    let document = Document::parse("/a~b: {x: [1]}\n").expect("readable");
    assert!(document.get("/~1a~0b/x/0").is_some());
    assert!(document.get("/~1a~0b/x/00").is_none());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = Document::parse(&text);
    }

    #[test]
    fn any_yaml_like_text_is_read_or_refused(text in "[-a1:{}\\[\\],&*!?|>'\"#%@`~<. \\n\\t\\\\u]{0,60}") {
        let _ = Document::parse(&text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        let _ = Document::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_damaged_document_is_read_or_refused(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..3u8), 1..8),
    ) {
        let mut text: Vec<char> = include_str!("../lint/tests/base.yaml").chars().collect();
        for (at, character, kind) in edits {
            let at = at.index(text.len());
            match kind {
                0 => drop(text.remove(at)),
                1 => text.insert(at, character),
                _ => text[at] = ['\t', ' ', '\n', ':', '-', '&', '*', '{', '"', '|'][character as usize % 10],
            }
        }
        let _ = Document::parse(&text.into_iter().collect::<String>());
    }
}
