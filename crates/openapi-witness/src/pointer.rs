//! JSON Pointers (RFC 6901) as text.

use serde_json::Value;

/// `pointer` with one more reference token, escaped.
pub(crate) fn child(pointer: &str, token: &str) -> String {
    let escaped = token.replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{escaped}")
}

/// `pointer` with an index as one more reference token.
pub(crate) fn index(pointer: &str, index: usize) -> String {
    format!("{pointer}/{index}")
}

/// The pointer without its last token, and that token unescaped; `None` for the whole document.
pub(crate) fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, token) = pointer.rsplit_once('/')?;
    Some((parent, token.replace("~1", "/").replace("~0", "~")))
}

/// The target of a local reference such as `#/components/schemas/Chat`, as a pointer.
pub(crate) fn of_reference(reference: &str) -> Option<&str> {
    reference
        .strip_prefix('#')
        .filter(|pointer| pointer.starts_with('/'))
}

/// Follows `$ref`s from `node`, which stands at `pointer`, and gives the target, its pointer and the places of the
/// references that were followed. `None` when a reference leads nowhere or in a circle.
pub(crate) fn resolve<'a>(
    document: &'a Value,
    node: &'a Value,
    pointer: &str,
) -> Option<(&'a Value, String, Vec<String>)> {
    let mut node = node;
    let mut pointer = pointer.to_owned();
    let mut via = Vec::new();
    while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
        let target = of_reference(reference)?.to_owned();
        via.push(child(&pointer, "$ref"));
        if via.len() > 32 {
            return None;
        }
        node = document.pointer(&target)?;
        pointer = target;
    }
    Some((node, pointer, via))
}

#[cfg(test)]
mod tests {
    use super::{child, split};

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let pointer = child("/paths", "/chats/{id}~");
        assert_eq!(pointer, "/paths/~1chats~1{id}~0");
        assert_eq!(split(&pointer), Some(("/paths", "/chats/{id}~".to_owned())));
        assert_eq!(split(""), None);
    }
}
