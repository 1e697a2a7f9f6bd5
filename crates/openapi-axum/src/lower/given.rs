//! Names that the document gives itself: `x-rust-name`, and `x-rust-names` beside a list of values.
//!
//! They are taken before any other name of their scope is chosen, so that one is only refused where another given name, or
//! something that generated code needs, has it already.

use serde_json::Value;

use super::Lowering;
use super::conjunction::Conjunction;
use crate::names::{Scope, identifier, is_pascal_case, is_snake_case};
use crate::place::Place;

/// Where a schema, a parameter or an operation gives its name.
const NAME: &str = "x-rust-name";

/// Where a list of values gives the names of its variants.
const NAMES: &str = "x-rust-names";

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Types and variants.
    Pascal,
    /// Fields, parameters and methods.
    Snake,
}

impl<'d> Lowering<'d> {
    /// The name that a place gives, taken in its scope; what is wrong with it is refused.
    pub(super) fn given(
        &mut self,
        place: &Place<'d>,
        case: Case,
        scope: &mut Scope,
    ) -> Option<String> {
        let written = place.get(NAME)?;
        self.claim(&written, case, scope)
    }

    /// The name of the first place that gives one.
    pub(super) fn given_by_any(
        &mut self,
        places: &[Place<'d>],
        case: Case,
        scope: &mut Scope,
    ) -> Option<String> {
        let place = places.iter().find(|place| place.has(NAME))?;
        self.given(place, case, scope)
    }

    /// The name of a type that the document gives where the type stands.
    pub(super) fn given_type(&mut self, place: &Place<'d>) -> Option<String> {
        let mut scope = std::mem::take(&mut self.scope);
        let name = self.given(place, Case::Pascal, &mut scope);
        self.scope = scope;
        name
    }

    /// The names of the values of an enumeration, as far as the document gives them.
    pub(super) fn given_values(
        &mut self,
        found: &Conjunction<'d>,
        scope: &mut Scope,
    ) -> Vec<(Value, String)> {
        let mut given: Vec<(Value, String)> = Vec::new();
        for part in &found.parts {
            let Some(names) = part.place.get(NAMES) else {
                continue;
            };
            let list = if part.place.has("enum") {
                "enum"
            } else {
                "x-extensible-enum"
            };
            let values = part.place.items_of(list);
            if names.items().len() != values.len() {
                let message = format!(
                    "`{NAMES}` has {} names for {} values, write one for each, or null where the usual one is fine",
                    names.items().len(),
                    values.len(),
                );
                self.refuse(&names, "rust-name", message);
                continue;
            }
            for (value, name) in values.iter().zip(names.items()) {
                let value = value.node.to_json();
                let is_known = given.iter().any(|(known, _)| *known == value);
                if is_known || name.node.to_json().is_null() {
                    continue;
                }
                let name = self.claim(&name, Case::Pascal, scope);
                given.extend(name.map(|name| (value, name)));
            }
        }
        given
    }

    fn claim(&mut self, written: &Place<'d>, case: Case, scope: &mut Scope) -> Option<String> {
        let Some(name) = written.node.as_str() else {
            let message = format!("the name must be a string, not {}", written.node.kind());
            self.refuse(written, "rust-name", message);
            return None;
        };
        if let Some(message) = complaint(name, case) {
            self.refuse(written, "rust-name", message);
            return None;
        }
        if !scope.claim(name.trim_start_matches("r#")) {
            let message = format!("`{name}` is taken here, choose another name");
            self.refuse(written, "rust-name", message);
            return None;
        }
        Some(name.to_owned())
    }
}

/// What keeps a name from being used as it is.
fn complaint(name: &str, case: Case) -> Option<String> {
    let bare = name.strip_prefix("r#").unwrap_or(name);
    let is_raw = bare.len() < name.len();
    let (fits, wanted) = match case {
        Case::Pascal => (is_pascal_case(name), "in PascalCase"),
        Case::Snake => (is_snake_case(bare), "in snake_case"),
    };
    if !fits {
        return Some(format!(
            "`{name}` is no Rust name of its kind, write an identifier {wanted}"
        ));
    }
    let usable = identifier(bare);
    match case {
        Case::Snake if usable.starts_with("r#") && !is_raw => {
            Some(format!("`{name}` is a keyword, write `{usable}`"))
        }
        Case::Snake if usable.starts_with("r#") != is_raw => {
            Some(format!("`{bare}` cannot be raw, write a name without `r#`"))
        }
        _ if usable.trim_start_matches("r#") != bare => Some(format!(
            "`{bare}` is a keyword that cannot name anything, choose another name"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
