//! The place of a value while a check walks down: a list on the stack that costs nothing until it is printed.

use std::fmt;

/// A place in a JSON value, printed as a JSON Pointer (RFC 6901).
///
/// Each step borrows the step above it, so walking down allocates nothing.
#[derive(Clone, Copy, Debug)]
pub struct Pointer<'a> {
    parent: Option<&'a Pointer<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    /// Where the walk starts; the text is what every pointer begins with (`""` for a body, `path` for path parameters).
    Root(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> Pointer<'a> {
    /// The whole body: prints as the empty pointer.
    pub const BODY: Pointer<'static> = Pointer::root("");

    /// A start that prints as `text`, such as `query` for query parameters.
    #[must_use]
    pub const fn root(text: &'a str) -> Self {
        Self {
            parent: None,
            step: Step::Root(text),
        }
    }

    /// The member `key` of the object here.
    #[must_use]
    pub const fn key(&'a self, key: &'a str) -> Self {
        Self {
            parent: Some(self),
            step: Step::Key(key),
        }
    }

    /// The element `index` of the array here.
    #[must_use]
    pub const fn index(&'a self, index: usize) -> Self {
        Self {
            parent: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root(text) => f.write_str(text),
            Step::Key(key) => write!(f, "/{}", Escaped(key)),
            Step::Index(index) => write!(f, "/{index}"),
        }
    }
}

/// One reference token, with `~` and `/` escaped as RFC 6901 asks.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(['~', '/']) {
            if let Some(head) = part.strip_suffix('~') {
                write!(f, "{head}~0")?;
            } else if let Some(head) = part.strip_suffix('/') {
                write!(f, "{head}~1")?;
            } else {
                f.write_str(part)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn prints_rfc_6901() {
        let body = Pointer::BODY;
        let chat = body.key("chat");
        let list = chat.key("a/b~c");
        assert_eq!(list.index(3).to_string(), "/chat/a~1b~0c/3");
        assert_eq!(body.to_string(), "");
        assert_eq!(Pointer::root("path").key("id").to_string(), "path/id");
    }
}
