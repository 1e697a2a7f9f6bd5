//! Parameters in the path, the query, headers and cookies.

mod faults;
mod form;
mod source;

use std::borrow::Cow;

use serde::de::DeserializeOwned;

pub use self::faults::Faults;
pub use self::form::FieldEncoding;
pub(super) use self::form::form;
pub(super) use self::source::Source;
use super::style::{Holds, Layout};
use super::tree::Tree;
use super::{body, nul};
use crate::json;
use crate::report::Validate;
use crate::text::FromText;
use crate::violation::Keyword;
use crate::wire::ReadAs;

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// How a violation names the place.
    fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// Why a parameter cannot be read.
pub(super) enum Fault {
    /// Nothing stands in the segment of the path: the route does not exist.
    EmptySegment,
    /// What is wrong with it.
    Wrong(Keyword, Cow<'static, str>),
}

/// Reads the parameters of one place. What is wrong with one is noted, and the others are read all the same: every method
/// answers `None` for a fault.
#[derive(Debug)]
pub struct Reader<'a, 'f> {
    location: Location,
    source: Source<'a>,
    refuse_nul: bool,
    faults: &'f mut Faults,
}

impl<'a, 'f> Reader<'a, 'f> {
    pub(super) fn new(
        location: Location,
        source: Source<'a>,
        refuse_nul: bool,
        faults: &'f mut Faults,
    ) -> Self {
        Self {
            location,
            source,
            refuse_nul,
            faults,
        }
    }

    /// A scalar that must be given.
    pub fn required<T: FromText>(&mut self, name: &str) -> Option<T> {
        let value = self.optional(name)?;
        self.given(name, value)
    }

    /// A scalar that may be left out.
    pub fn optional<T: FromText>(&mut self, name: &str) -> Option<Option<T>> {
        let Some(text) = self.text(name)? else {
            return Some(None);
        };
        match T::from_text(&text) {
            Ok(value) => Some(Some(value)),
            Err(error) => self.refuse(name, Fault::Wrong(error.keyword, error.detail.into())),
        }
    }

    /// A scalar that is `default` where it is left out.
    pub fn or<T: FromText>(&mut self, name: &str, default: &str) -> Option<T> {
        match self.optional(name)? {
            Some(value) => Some(value),
            None => match T::from_text(default) {
                Ok(value) => Some(value),
                Err(error) => self.refuse(name, Fault::Wrong(error.keyword, error.detail.into())),
            },
        }
    }

    /// A value in a style that must be given.
    pub fn required_as<T: DeserializeOwned>(&mut self, name: &str, layout: Layout) -> Option<T> {
        let value = self.optional_as(name, layout)?;
        self.given(name, value)
    }

    /// A value in a style that may be left out.
    pub fn optional_as<T: DeserializeOwned>(
        &mut self,
        name: &str,
        layout: Layout,
    ) -> Option<Option<T>> {
        let Some(tree) = self.tree(name, layout)? else {
            return Some(None);
        };
        self.read(name, T::deserialize(tree)).map(Some)
    }

    /// A value in a style, in a format of the run time, that must be given.
    pub fn required_in<F, T>(&mut self, name: &str, layout: Layout) -> Option<T>
    where
        F: for<'de> ReadAs<'de, T>,
    {
        let value = self.optional_in::<F, T>(name, layout)?;
        self.given(name, value)
    }

    /// A value in a style, in a format of the run time, that may be left out.
    pub fn optional_in<F, T>(&mut self, name: &str, layout: Layout) -> Option<Option<T>>
    where
        F: for<'de> ReadAs<'de, T>,
    {
        let Some(tree) = self.tree(name, layout)? else {
            return Some(None);
        };
        self.read(name, F::read(tree)).map(Some)
    }

    /// A value in a style that is `default` where it is left out: a text, or JSON for a list or an object.
    pub fn or_as<T: DeserializeOwned>(
        &mut self,
        name: &str,
        layout: Layout,
        default: &'static str,
    ) -> Option<T> {
        match self.optional_as(name, layout)? {
            Some(value) => Some(value),
            None => self.read(name, T::deserialize(of_default(layout, default))),
        }
    }

    /// A value in a style, in a format of the run time, that is `default` where it is left out: a text, or JSON for a list
    /// or an object.
    pub fn or_in<F, T>(&mut self, name: &str, layout: Layout, default: &'static str) -> Option<T>
    where
        F: for<'de> ReadAs<'de, T>,
    {
        match self.optional_in::<F, T>(name, layout)? {
            Some(value) => Some(value),
            None => self.read(name, F::read(of_default(layout, default))),
        }
    }

    /// A JSON text that must be given.
    pub fn required_json<T: DeserializeOwned + Validate>(&mut self, name: &str) -> Option<T> {
        let value = self.optional_json(name)?;
        self.given(name, value)
    }

    /// A JSON text that may be left out.
    pub fn optional_json<T: DeserializeOwned + Validate>(
        &mut self,
        name: &str,
    ) -> Option<Option<T>> {
        let Some(text) = self.text(name)? else {
            return Some(None);
        };
        self.json(name, &text).map(Some)
    }

    /// A JSON text that is `default` where it is left out.
    pub fn or_json<T: DeserializeOwned + Validate>(
        &mut self,
        name: &str,
        default: &'static str,
    ) -> Option<T> {
        match self.optional_json(name)? {
            Some(value) => Some(value),
            None => self.json(name, default),
        }
    }

    fn json<T: DeserializeOwned + Validate>(&mut self, name: &str, text: &str) -> Option<T> {
        let read = body::checked_json(text.as_bytes(), self.refuse_nul);
        read.map_err(|error| {
            let violations = error.into_violations();
            self.faults.under(self.location, name, violations);
        })
        .ok()
    }

    /// The text of a parameter.
    fn text(&mut self, name: &str) -> Option<Option<Cow<'a, str>>> {
        match self.source.text(name) {
            Ok(text) => {
                if let Some(text) = text.as_deref().filter(|_| self.refuse_nul) {
                    self.read(name, nul::in_text(text))?;
                }
                Some(text)
            }
            Err(fault) => self.refuse(name, fault),
        }
    }

    /// A parameter, taken apart.
    fn tree(&mut self, name: &str, layout: Layout) -> Option<Option<Tree<'a>>> {
        match self.source.tree(name, layout) {
            Ok(tree) => {
                if let Some(tree) = tree.as_ref().filter(|_| self.refuse_nul) {
                    self.read(name, tree.without_nul())?;
                }
                Some(tree)
            }
            Err(fault) => self.refuse(name, fault),
        }
    }

    /// What was read, or `None` with its fault noted.
    fn read<T>(&mut self, name: &str, read: Result<T, json::Error>) -> Option<T> {
        read.map_err(|error| {
            let violations = vec![error.into_violation()];
            self.faults.under(self.location, name, violations);
        })
        .ok()
    }

    fn given<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let detail = format!("{name} is required");
            self.faults
                .add(self.location, name, Keyword::Required, detail);
        }
        value
    }

    #[cold]
    fn refuse<T>(&mut self, name: &str, fault: Fault) -> Option<T> {
        match fault {
            Fault::EmptySegment => self.faults.no_route(),
            Fault::Wrong(keyword, detail) => {
                self.faults.add(self.location, name, keyword, detail);
            }
        }
        None
    }
}

/// A default as a caller would have written it.
fn of_default(layout: Layout, default: &'static str) -> Tree<'static> {
    match layout.holds {
        Holds::Scalar => Tree::text(default),
        Holds::List | Holds::Object(_) => {
            serde_json::from_str(default).map_or_else(|_| Tree::text(default), Tree::of)
        }
    }
}

#[cfg(test)]
mod tests;
