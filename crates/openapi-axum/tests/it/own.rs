//! Types that the case `own_types` leaves to somebody else, written as a user would.

use std::fmt;

use openapi_axum_rt::{FromText, Pointer, Report, TextError, Validate};
use serde::{Deserialize, Serialize};

/// An amount, with a method that has the name of the run time's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cents {
    pub(crate) cents: i64,
}

impl Cents {
    pub(crate) fn validate(&self) -> bool {
        self.cents >= 0
    }
}

impl Validate for Cents {
    fn validate(&self, at: &Pointer<'_>, report: &mut Report) {
        if !self.validate() {
            report.minimum(&at.key("cents"), self.cents, 0);
        }
    }
}

/// The number of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Iban(pub(crate) String);

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromText for Iban {
    fn from_text(text: &str) -> Result<Self, TextError> {
        Ok(Self(text.to_owned()))
    }
}

impl Validate for Iban {
    fn validate(&self, at: &Pointer<'_>, report: &mut Report) {
        report.min_length(at, &self.0, 4);
    }
}

/// A text that is not checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note(pub(crate) String);

impl Validate for Note {
    fn validate(&self, _at: &Pointer<'_>, _report: &mut Report) {}
}

/// Something with a parameter, which only answers have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct At<T>(pub(crate) T);
