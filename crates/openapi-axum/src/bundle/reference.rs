//! The text of a reference: which file, and which place in it.

use crate::read::escape;

/// A reference taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// Path as written, decoded; empty for the file that it stands in.
    pub(super) path: String,
    /// JSON Pointer, decoded.
    pub(super) pointer: String,
}

impl Reference {
    /// Takes the text of a `$ref` apart.
    ///
    /// # Errors
    /// A sentence for what is not a place in a file below the document.
    pub(super) fn parse(text: &str) -> Result<Reference, String> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if has_scheme(path) || path.starts_with("//") {
            return Err(format!(
                "`{text}` is an address, save what it names beside the document and refer to that file"
            ));
        }
        if path.starts_with(['/', '\\']) {
            return Err(format!(
                "`{text}` begins at the root of the file system, write the path from this file"
            ));
        }
        let pointer = decoded(fragment);
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(format!(
                "`{text}` names an anchor, which is not supported, write a JSON Pointer"
            ));
        }
        Ok(Reference {
            path: decoded(path).replace('\\', "/"),
            pointer: if pointer == "/" {
                String::new()
            } else {
                pointer
            },
        })
    }
}

/// `http:`, `urn:`, and also `c:`.
fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// Undoes percent-encoding; what is none stays as it is.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let hexadecimal = |byte: u8| char::from(byte).to_digit(16);
        match (*first, more) {
            (b'%', [high, low, after @ ..]) => match (hexadecimal(*high), hexadecimal(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push((high * 16 + low) as u8);
                    rest = after;
                }
                _ => {
                    bytes.push(b'%');
                    rest = more;
                }
            },
            (byte, _) => {
                bytes.push(byte);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The path of a file that `path` names in the file `from`, without `.` and needless `..`.
pub(super) fn joined(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The section and the name, if a pointer is exactly that of a component.
pub(super) fn component(pointer: &str) -> Option<(&str, &str)> {
    let (section, name) = pointer.strip_prefix("/components/")?.split_once('/')?;
    (!name.is_empty() && !name.contains('/')).then_some((section, name))
}

/// The reference to a component.
pub(super) fn to_component(section: &str, name: &str) -> String {
    format!("#/components/{section}/{}", escape(name))
}

#[cfg(test)]
mod tests {
    use super::{Reference, component, joined};

    #[test]
    fn references_are_taken_apart() {
        let parse = |text: &str| Reference::parse(text).map(|it| (it.path, it.pointer));
        let ok = |path: &str, pointer: &str| Ok((path.to_owned(), pointer.to_owned()));
        assert_eq!(parse("#/a/b"), ok("", "/a/b"));
        assert_eq!(
            parse("my%20types.yaml#/a%7Bb%7D"),
            ok("my types.yaml", "/a{b}")
        );
        assert_eq!(parse("..\\a.json"), ok("../a.json", ""));
        assert_eq!(parse("a.json#/"), ok("a.json", ""));
        for refused in [
            "https://x/y.json",
            "urn:x",
            "C:\\a.yaml",
            "/etc/passwd",
            "//h/x",
            "#anchor",
        ] {
            assert!(parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn paths_are_joined() {
        assert_eq!(joined("api.yaml", "./a/b.yaml"), "a/b.yaml");
        assert_eq!(joined("a/b.yaml", "../c.yaml"), "c.yaml");
        assert_eq!(joined("api.yaml", "../../c.yaml"), "../../c.yaml");
        assert_eq!(joined("../x/a.yaml", "../y.yaml"), "../y.yaml");
    }

    #[test]
    fn components_are_told_from_places_in_them() {
        assert_eq!(component("/components/schemas/A"), Some(("schemas", "A")));
        assert_eq!(component("/components/schemas/A/items"), None);
        assert_eq!(component("/paths/~1a"), None);
    }
}
