//! How parameters are written: the styles of OpenAPI, which are those of RFC 6570.

use std::borrow::Cow;

use super::tree::Tree;

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// What is written.
    pub holds: Holds,
}

impl Layout {
    /// One text, as it stands.
    pub const TEXT: Self = Self::plain(Style::Simple, Holds::Scalar);

    /// Everything in one place.
    #[must_use]
    pub const fn plain(style: Style, holds: Holds) -> Self {
        Self {
            style,
            explode: false,
            holds,
        }
    }

    /// Every value for itself (`explode`).
    #[must_use]
    pub const fn exploded(style: Style, holds: Holds) -> Self {
        Self {
            style,
            explode: true,
            holds,
        }
    }
}

/// `style` of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`, in paths and headers.
    Simple,
    /// `.a.b`, in paths.
    Label,
    /// `;name=a;name=b`, in paths.
    Matrix,
    /// `name=a&name=b`, in queries and cookies.
    Form,
    /// `name=a%20b`, in queries.
    SpaceDelimited,
    /// `name=a|b`, in queries.
    PipeDelimited,
    /// `name[key]=a`, in queries.
    DeepObject,
}

/// What a parameter holds, as far as its text shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One text.
    Scalar,
    /// Several.
    List,
    /// Texts by name. The names that the document lists tell which keys of a query belong to the object.
    Object(&'static [&'static str]),
}

/// Turns raw text into text; `None` where it is not UTF-8.
pub(super) type Decode = for<'a> fn(&'a str) -> Option<Cow<'a, str>>;

/// Takes apart what stands in one place: a segment, a header, the value of a query key. Splits before it decodes, so that
/// an encoded delimiter belongs to the text.
pub(super) fn split<'a>(
    raw: &'a str,
    name: &str,
    layout: Layout,
    decode: Decode,
) -> Result<Tree<'a>, &'static str> {
    match layout.style {
        Style::Label => {
            let raw = raw.strip_prefix('.').ok_or("must begin with a dot")?;
            let delimiter = if layout.explode { "." } else { "," };
            pieces(raw, &[delimiter], layout, decode)
        }
        Style::Matrix => matrix(raw, name, layout, decode),
        Style::SpaceDelimited => pieces(raw, &["%20", "+", " "], layout, decode),
        Style::PipeDelimited => pieces(raw, &["%7C", "%7c", "|"], layout, decode),
        Style::Simple | Style::Form | Style::DeepObject => pieces(raw, &[","], layout, decode),
    }
}

fn matrix<'a>(
    raw: &'a str,
    name: &str,
    layout: Layout,
    decode: Decode,
) -> Result<Tree<'a>, &'static str> {
    let raw = raw.strip_prefix(';').ok_or("must begin with a semicolon")?;
    let value = |pair: &'a str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name)
            .then_some(value)
            .ok_or("must repeat its name after each semicolon")
    };
    match (layout.explode, layout.holds) {
        (true, Holds::Object(_)) => pieces(raw, &[";"], layout, decode),
        (true, Holds::List) => {
            let values = raw.split(';').map(value);
            let texts = values.map(|value| value.and_then(|value| text(value, decode)));
            texts.collect::<Result<_, _>>().map(Tree::List)
        }
        _ => pieces(value(raw)?, &[","], layout, decode),
    }
}

fn pieces<'a>(
    raw: &'a str,
    delimiters: &[&str],
    layout: Layout,
    decode: Decode,
) -> Result<Tree<'a>, &'static str> {
    match layout.holds {
        Holds::Scalar => text(raw, decode),
        _ if raw.is_empty() => Ok(match layout.holds {
            Holds::List => Tree::List(Vec::new()),
            _ => Tree::Object(Vec::new()),
        }),
        Holds::List => {
            let texts = cut(raw, delimiters)
                .into_iter()
                .map(|piece| text(piece, decode));
            texts.collect::<Result<_, _>>().map(Tree::List)
        }
        Holds::Object(_) if layout.explode => {
            let mut members = Vec::new();
            for pair in cut(raw, delimiters) {
                let (key, value) = pair.split_once('=').ok_or("must be names with values")?;
                let key = decode(key).ok_or("must be UTF-8")?;
                Tree::insert(&mut members, key, text(value, decode)?);
            }
            Ok(Tree::Object(members))
        }
        Holds::Object(_) => {
            let pieces = cut(raw, delimiters);
            if !pieces.len().is_multiple_of(2) {
                return Err("must be names, each followed by its value");
            }
            let mut members = Vec::new();
            for pair in pieces.chunks(2) {
                let key = decode(pair[0]).ok_or("must be UTF-8")?;
                Tree::insert(&mut members, key, text(pair[1], decode)?);
            }
            Ok(Tree::Object(members))
        }
    }
}

fn text(raw: &str, decode: Decode) -> Result<Tree<'_>, &'static str> {
    decode(raw).map(Tree::Text).ok_or("must be UTF-8")
}

fn cut<'a>(mut rest: &'a str, delimiters: &[&str]) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let next = |rest: &str| {
        delimiters
            .iter()
            .filter_map(|it| Some((rest.find(it)?, it.len())))
            .min()
    };
    while let Some((at, length)) = next(rest) {
        pieces.push(&rest[..at]);
        rest = &rest[at + length..];
    }
    pieces.push(rest);
    pieces
}

/// Most keys in a name: what is nested deeper is a name like any other.
const MAX_KEYS: usize = 64;

/// The path of keys in `name[a][b]`; `None` when the key is not of the name. `name[]` is `name`.
pub(super) fn deep_keys<'a>(key: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let mut rest = key.strip_prefix(name)?;
    let mut keys = Vec::new();
    while !rest.is_empty() {
        let (inner, after) = rest.strip_prefix('[')?.split_once(']')?;
        if !inner.is_empty() {
            keys.push(inner);
        }
        if keys.len() > MAX_KEYS {
            return None;
        }
        rest = after;
    }
    Some(keys)
}

/// Puts a text at a path of keys. Where an object and a text meet, the later one stays.
pub(super) fn insert_deep<'a>(
    members: &mut Vec<(Cow<'a, str>, Tree<'a>)>,
    keys: &[Cow<'a, str>],
    value: Tree<'a>,
) {
    let [key, inner @ ..] = keys else { return };
    if inner.is_empty() {
        return Tree::insert(members, key.clone(), value);
    }
    if !members
        .iter()
        .any(|(other, tree)| other == key && matches!(tree, Tree::Object(_)))
    {
        members.retain(|(other, _)| other != key);
        members.push((key.clone(), Tree::Object(Vec::new())));
    }
    let found = members.iter_mut().find(|(other, _)| other == key);
    if let Some((_, Tree::Object(members))) = found {
        insert_deep(members, inner, value);
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::{Holds, Layout, Style, deep_keys, split};

    fn read(raw: &str, style: Style, explode: bool, holds: Holds) -> Result<Value, &'static str> {
        let layout = Layout {
            style,
            explode,
            holds,
        };
        let tree = split(raw, "color", layout, |raw| {
            percent_encoding::percent_decode_str(raw).decode_utf8().ok()
        })?;
        Ok(Value::deserialize(tree).expect("any tree is a value"))
    }

    /// The table of the specification (OpenAPI 3.0.4, Style Examples), for what stands in one place.
    #[test]
    fn the_examples_of_the_specification() {
        use Style::{Form, Label, Matrix, PipeDelimited, Simple, SpaceDelimited};
        let list = json!(["blue", "black", "brown"]);
        let object = json!({"R": 100, "G": 200, "B": 150});
        let names = Holds::Object(&["R", "G", "B"]);
        let cases = [
            (Matrix, false, Holds::Scalar, ";color=blue", json!("blue")),
            (Matrix, false, Holds::Scalar, ";color", json!("")),
            (
                Matrix,
                false,
                Holds::List,
                ";color=blue,black,brown",
                list.clone(),
            ),
            (
                Matrix,
                true,
                Holds::List,
                ";color=blue;color=black;color=brown",
                list.clone(),
            ),
            (
                Matrix,
                false,
                names,
                ";color=R,100,G,200,B,150",
                object.clone(),
            ),
            (Matrix, true, names, ";R=100;G=200;B=150", object.clone()),
            (Label, false, Holds::Scalar, ".blue", json!("blue")),
            (Label, false, Holds::List, ".blue,black,brown", list.clone()),
            (Label, true, Holds::List, ".blue.black.brown", list.clone()),
            (Label, false, names, ".R,100,G,200,B,150", object.clone()),
            (Label, true, names, ".R=100.G=200.B=150", object.clone()),
            (Simple, false, Holds::List, "blue,black,brown", list.clone()),
            (Simple, false, names, "R,100,G,200,B,150", object.clone()),
            (Simple, true, names, "R=100,G=200,B=150", object.clone()),
            (Form, false, Holds::List, "blue,black,brown", list.clone()),
            (Form, false, names, "R,100,G,200,B,150", object.clone()),
            (
                SpaceDelimited,
                false,
                Holds::List,
                "blue%20black+brown",
                list.clone(),
            ),
            (
                SpaceDelimited,
                false,
                names,
                "R%20100%20G%20200%20B%20150",
                object.clone(),
            ),
            (
                PipeDelimited,
                false,
                Holds::List,
                "blue%7Cblack|brown",
                list,
            ),
            (PipeDelimited, false, names, "R|100|G|200|B|150", object),
        ];
        for (style, explode, holds, raw, expected) in cases {
            assert_eq!(read(raw, style, explode, holds), Ok(expected), "{raw}");
        }
    }

    #[test]
    fn an_encoded_delimiter_belongs_to_the_text() {
        let value = read("a%2Cb,c", Style::Simple, false, Holds::List);
        assert_eq!(value, Ok(json!(["a,b", "c"])));
    }

    #[test]
    fn what_is_not_in_the_style_is_refused() {
        assert!(read("blue", Style::Label, false, Holds::Scalar).is_err());
        assert!(read(";colour=blue", Style::Matrix, false, Holds::Scalar).is_err());
        assert!(read("R,100,G", Style::Simple, false, Holds::Object(&[])).is_err());
        assert!(read("%ff", Style::Simple, false, Holds::List).is_err());
    }

    #[test]
    fn keys_of_deep_objects() {
        assert_eq!(deep_keys("f[a][b]", "f"), Some(vec!["a", "b"]));
        assert_eq!(deep_keys("f[]", "f"), Some(vec![]));
        assert_eq!(deep_keys("g[a]", "f"), None);
        assert_eq!(deep_keys("f[a", "f"), None);
    }
}
