//! What is read: a text, its name, and how to get at the files that it refers to.

/// A document to read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// What problems call the file, such as `specs/api.yaml`; empty for text without a name.
    pub name: &'a str,
    /// YAML or JSON.
    pub text: &'a str,
    /// Gives the text of other files; without one, a reference to another file is an error.
    pub loader: Option<&'a dyn Loader>,
}

impl<'a> Source<'a> {
    /// Text without a name and without other files.
    pub fn text(text: &'a str) -> Source<'a> {
        Source::named("", text)
    }

    /// A file on its own.
    pub fn named(name: &'a str, text: &'a str) -> Source<'a> {
        Source {
            name,
            text,
            loader: None,
        }
    }

    /// The same with the files that it refers to.
    #[must_use]
    pub fn with_loader(self, loader: &'a dyn Loader) -> Source<'a> {
        Source {
            loader: Some(loader),
            ..self
        }
    }
}

/// Gives the text of the files that a document refers to, so that the generator itself reads nothing.
///
/// Any `Fn(&str) -> Result<String, String>` is one.
pub trait Loader {
    /// The text of a file; `path` is relative to the directory of the document, with `/` between its parts, and without
    /// `.` and `..` but for as many `..` at its beginning as lead out of that directory.
    ///
    /// # Errors
    /// Why there is none, as the end of a sentence.
    fn load(&self, path: &str) -> Result<String, String>;
}

impl<F: Fn(&str) -> Result<String, String>> Loader for F {
    fn load(&self, path: &str) -> Result<String, String> {
        self(path)
    }
}
