//! Parameters in the path, the query, headers and cookies.

mod faults;
mod source;

use std::borrow::Cow;

use serde::de::DeserializeOwned;

pub use self::faults::Faults;
pub(super) use self::source::{Source, form_members};
use super::style::Layout;
use crate::json;
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
    faults: &'f mut Faults,
}

impl<'a, 'f> Reader<'a, 'f> {
    pub(super) fn new(location: Location, source: Source<'a>, faults: &'f mut Faults) -> Self {
        Self {
            location,
            source,
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
        match self.source.text(name) {
            Ok(None) => Some(None),
            Ok(Some(text)) => match T::from_text(&text) {
                Ok(value) => Some(Some(value)),
                Err(error) => self.refuse(name, Fault::Wrong(error.keyword, error.detail.into())),
            },
            Err(fault) => self.refuse(name, fault),
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
        let read = match self.source.tree(name, layout) {
            Ok(None) => return Some(None),
            Ok(Some(tree)) => T::deserialize(tree),
            Err(fault) => return self.refuse(name, fault),
        };
        read.map(Some)
            .map_err(|error| self.faults.json(self.location, name, error))
            .ok()
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
        let read = match self.source.tree(name, layout) {
            Ok(None) => return Some(None),
            Ok(Some(tree)) => F::read(tree),
            Err(fault) => return self.refuse(name, fault),
        };
        read.map(Some)
            .map_err(|error| self.faults.json(self.location, name, error))
            .ok()
    }

    /// A value in a style that is the text `default` where it is left out.
    pub fn or_as<T: DeserializeOwned>(
        &mut self,
        name: &str,
        layout: Layout,
        default: &'static str,
    ) -> Option<T> {
        if let Some(value) = self.optional_as(name, layout)? {
            return Some(value);
        }
        T::deserialize(super::tree::Tree::text(default))
            .map_err(|error| self.faults.json(self.location, name, error))
            .ok()
    }

    /// A JSON text that must be given.
    pub fn required_json<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.optional_json(name)?;
        self.given(name, value)
    }

    /// A JSON text that may be left out.
    pub fn optional_json<T: DeserializeOwned>(&mut self, name: &str) -> Option<Option<T>> {
        let read = match self.source.text(name) {
            Ok(None) => return Some(None),
            Ok(Some(text)) => json::from_slice::<T>(text.as_bytes()),
            Err(fault) => return self.refuse(name, fault),
        };
        read.map(Some)
            .map_err(|error| self.faults.json(self.location, name, error))
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

#[cfg(test)]
mod tests;
