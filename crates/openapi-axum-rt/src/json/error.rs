//! Why a body could not be read.

use std::fmt::{self, Display};

use serde::de::{Expected, Unexpected};

use crate::pointer::Escaped;
use crate::violation::{Keyword, Violation};

/// Why a body could not be read, and where. The place is put together on the way out, so reading well-formed text
/// never pays for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Violation>);

/// How an error that crosses another deserializer's error type carries its place in its text.
const MARK: &str = " (at \"";
const MARK_END: &str = "\")";

impl Error {
    /// An error here.
    pub(crate) fn new(keyword: Keyword, detail: impl Into<String>) -> Self {
        Self(Box::new(Violation {
            pointer: String::new(),
            keyword,
            detail: detail.into(),
        }))
    }

    /// The text is not JSON, or not JSON that a body may hold.
    pub(crate) fn syntax(detail: impl Into<String>) -> Self {
        Self::new(Keyword::Syntax, detail)
    }

    /// A member is missing; the place is the member itself.
    pub(crate) fn missing(member: &str) -> Self {
        Self::new(Keyword::Required, format!("{member} is required")).under(member)
    }

    /// The same error, seen from the object whose member `key` it is in.
    #[must_use]
    pub(crate) fn under(mut self, key: &str) -> Self {
        self.0.pointer.insert_str(0, &format!("/{}", Escaped(key)));
        self
    }

    /// The same error, seen from the array whose element `index` it is in.
    #[must_use]
    pub(crate) fn under_index(mut self, index: usize) -> Self {
        self.0.pointer.insert_str(0, &format!("/{index}"));
        self
    }

    /// Whether the text itself is at fault, not its fit to the type.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.0.keyword == Keyword::Syntax
    }

    /// What is wrong and where.
    #[must_use]
    pub fn into_violation(self) -> Violation {
        *self.0
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)?;
        if self.0.pointer.is_empty() {
            Ok(())
        } else {
            write!(f, "{MARK}{}{MARK_END}", self.0.pointer)
        }
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    /// Also takes back an error of this type that was printed on its way through another error type.
    fn custom<T: Display>(message: T) -> Self {
        let text = message.to_string();
        let located = text
            .strip_suffix(MARK_END)
            .and_then(|text| text.rsplit_once(MARK));
        let Some((detail, pointer)) = located else {
            return Self::new(Keyword::Type, text);
        };
        let mut error = Self::new(keyword_of(detail), detail);
        error.0.pointer = pointer.to_owned();
        error
    }

    fn missing_field(field: &'static str) -> Self {
        Self::missing(field)
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::new(
            Keyword::AdditionalProperties,
            format!("{field} is not a known member"),
        )
        .under(field)
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        let expected = in_words(&expected);
        match unexpected {
            Unexpected::Unit => Self::new(Keyword::Null, format!("must be {expected}, not null")),
            other => Self::new(
                Keyword::Type,
                format!("must be {expected}, not {}", kind_of(other)),
            ),
        }
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(
            Keyword::Enum,
            format!("must be one of {}", expected.join(", ")),
        )
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Keyword::Format, format!("must be {expected}"))
    }
}

/// The rule behind a detail of ours: what a printed error lost.
fn keyword_of(detail: &str) -> Keyword {
    if detail.ends_with(" is required") {
        Keyword::Required
    } else if detail.ends_with(", not null") {
        Keyword::Null
    } else if detail.ends_with(" is not a known member") {
        Keyword::AdditionalProperties
    } else if detail.starts_with("must be one of ") {
        Keyword::Enum
    } else if detail.contains(", not ") {
        Keyword::Type
    } else {
        Keyword::Format
    }
}

/// What serde calls the expected type, in the words of JSON.
fn in_words(expected: &str) -> &str {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "an integer",
        "f32" | "f64" => "a number",
        "a sequence" => "an array",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other if other.starts_with("enum ") => "a string",
        other => other,
    }
}

fn kind_of(unexpected: Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Seq => "an array",
        Unexpected::Map => "an object",
        _ => "another value",
    }
}
