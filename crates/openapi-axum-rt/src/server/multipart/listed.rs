//! What a document says of the parts of a name.

use crate::pointer::Escaped;
use crate::violation::{Keyword, Violation};

/// What a document says of the parts of a name.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// The name.
    pub name: &'static str,
    /// Whether there must be one.
    pub required: bool,
    /// How many there may be, where there may be several.
    pub items: Option<Items>,
}

/// How many parts of a name there may be.
#[derive(Clone, Copy, Debug)]
pub struct Items {
    /// `minItems`, of those that are given at all.
    pub min: u64,
    /// `maxItems`.
    pub max: u64,
}

impl Listed {
    /// A part that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            items: None,
        }
    }

    /// A part that must be there.
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self {
            required: true,
            ..Self::optional(name)
        }
    }

    /// Any number of parts, from `min` to `max`.
    #[must_use]
    pub const fn repeated(self, min: u64, max: u64) -> Self {
        Self {
            items: Some(Items { min, max }),
            ..self
        }
    }

    /// What is wrong with there being `count` parts, at the end.
    pub(super) fn count(&self, count: usize) -> Option<Violation> {
        let min = self.items.map_or(0, |items| items.min);
        let (keyword, detail) = match count as u64 {
            0 if self.required => (Keyword::Required, format!("{} is required", self.name)),
            0 => return None,
            count if count < min => (
                Keyword::MinItems,
                format!("must be given at least {min} times"),
            ),
            _ => return None,
        };
        Some(Violation {
            pointer: format!("/{}", Escaped(self.name)),
            keyword,
            detail,
        })
    }
}
