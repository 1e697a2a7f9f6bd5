//! Forms: `application/x-www-form-urlencoded` bodies.

use std::borrow::Cow;
use std::collections::HashSet;

use super::source::{form_text, pairs};
use super::{Fault, Source};
use crate::json::Error;
use crate::server::style::{self, Holds, Layout, Style};
use crate::server::tree::Tree;

/// Most different names in a form: each is looked for among those before it.
const MAX_NAMES: usize = 4096;

/// How a member of a form is written (`encoding`), where that is not the usual way.
#[derive(Clone, Copy, Debug)]
pub enum FieldEncoding {
    /// In a style of parameters.
    Styled(Layout),
    /// As JSON.
    Json,
}

/// A form, taken apart: `fields` are the members that are not written in the usual way, where a list is its name several
/// times and a member of an object `name[member]`.
pub(in crate::server) fn form<'a>(
    text: &'a str,
    fields: &[(&'static str, FieldEncoding)],
) -> Result<Tree<'a>, Error> {
    let mut members = usual(text)?;
    if fields.is_empty() {
        return Ok(Tree::Object(members));
    }
    let source = Source::query(text);
    for (name, encoding) in fields {
        let found = match *encoding {
            FieldEncoding::Styled(layout) => source.tree(name, layout).map_err(wrong),
            FieldEncoding::Json => json(&source, name),
        };
        let found = found.map_err(|error| error.under(name))?;
        members.retain(|(key, _)| key != name && !is_member(encoding, key));
        members.extend(found.map(|tree| (Cow::Borrowed(*name), tree)));
    }
    Ok(Tree::Object(members))
}

/// Whether a key is a member of an object that is written as its members.
fn is_member(encoding: &FieldEncoding, key: &str) -> bool {
    match encoding {
        FieldEncoding::Styled(Layout {
            style: Style::Form,
            explode: true,
            holds: Holds::Object(names),
        }) => names.contains(&key),
        _ => false,
    }
}

fn json<'a>(source: &Source<'a>, name: &str) -> Result<Option<Tree<'a>>, Error> {
    let Some(text) = source.text(name).map_err(wrong)? else {
        return Ok(None);
    };
    crate::json::from_slice(text.as_bytes()).map(|value| Some(Tree::of(value)))
}

fn wrong(fault: Fault) -> Error {
    match fault {
        Fault::Wrong(keyword, detail) => Error::new(keyword, detail),
        Fault::EmptySegment => Error::syntax("is empty"),
    }
}

/// The members of a form as they are usually written: repeated names are lists, `name[key]` are objects.
fn usual(text: &str) -> Result<Vec<(Cow<'_, str>, Tree<'_>)>, Error> {
    let mut members = Vec::new();
    let mut names = HashSet::new();
    for (key, raw) in pairs(text) {
        let text = form_text(raw);
        let value = text.ok_or_else(|| Error::syntax("must be percent-encoded UTF-8"))?;
        let value = Tree::Text(value);
        if names.insert(key.clone()) && names.len() > MAX_NAMES {
            return Err(Error::syntax(format!("has more than {MAX_NAMES} names")));
        }
        let name = key.split('[').next().unwrap_or_default().to_owned();
        let keys = style::deep_keys(&key, &name).filter(|_| !name.is_empty());
        match keys {
            Some(keys) if !keys.is_empty() => {
                let keys = std::iter::once(name.as_str()).chain(keys);
                let keys: Vec<Cow<'_, str>> = keys.map(|key| key.to_owned().into()).collect();
                style::insert_deep(&mut members, &keys, value);
            }
            Some(_) => Tree::insert(&mut members, name.into(), value),
            None => Tree::insert(&mut members, key, value),
        }
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::{FieldEncoding, form};
    use crate::server::style::{Holds, Layout, Style};

    const FIELDS: &[(&str, FieldEncoding)] = &[
        (
            "commas",
            FieldEncoding::Styled(Layout::plain(Style::Form, Holds::List)),
        ),
        (
            "pipes",
            FieldEncoding::Styled(Layout::plain(Style::PipeDelimited, Holds::List)),
        ),
        (
            "color",
            FieldEncoding::Styled(Layout::exploded(Style::Form, Holds::Object(&["r", "g"]))),
        ),
        ("point", FieldEncoding::Json),
    ];

    fn read(text: &str) -> Result<Value, (String, String)> {
        let tree = form(text, FIELDS).and_then(Value::deserialize);
        tree.map_err(|error| {
            let violation = error.into_violation();
            (violation.pointer, violation.detail)
        })
    }

    #[test]
    fn each_field_is_written_its_own_way() {
        let text =
            "commas=a,b%2Cc&pipes=1|2&r=1&g=2&point=%7B%22x%22%3A1%7D&usual=x&usual=y&deep[a]=1";
        let expected = json!({
            "commas": ["a", "b,c"],
            "pipes": [1, 2],
            "color": {"r": 1, "g": 2},
            "point": {"x": 1},
            "usual": ["x", "y"],
            "deep": {"a": 1},
        });
        assert_eq!(read(text), Ok(expected));
        assert_eq!(read("usual=x"), Ok(json!({"usual": "x"})));
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        let place = |text: &str| read(text).expect_err(text).0;
        assert_eq!(place("point=%7B"), "/point");
        assert_eq!(place("commas=a&commas=b"), "/commas");
        assert_eq!(place("usual=%ff"), "");
    }

    #[test]
    fn what_would_take_for_ever_is_not_taken_apart() {
        let deep = format!("a{}=1", "[b]".repeat(100_000));
        let key = deep.trim_end_matches("=1").to_owned();
        assert_eq!(read(&deep), Ok(json!({ key: 1 })));
        let many: Vec<String> = (0..=super::MAX_NAMES)
            .map(|at| format!("n{at}=1"))
            .collect();
        let (_, detail) = read(&many.join("&")).expect_err("too many");
        assert_eq!(detail, "has more than 4096 names");
    }
}
