//! Witness (d): code generated from a model with a planted defect is caught by another witness, where the defect is.
//!
//! `tests/planted` emits the modules from a changed model; they are checked in, and compiled here.

mod enum_value_dropped;
mod maximum_dropped;
mod nullable_dropped;
mod probe;
mod rename_swapped;
mod required_dropped;
mod right;
mod route_forgotten;
mod wrong_status;
mod wrong_tag;

use openapi_witness::behaviour::{Contract, Subject, witness};
use openapi_witness::{GENERAL, Scope, compare, lower_schemars, lower_utoipa};
use serde_json::Value;

/// The document.
const DOCUMENT: &str = include_str!("planted/planted.yaml");

fn document() -> Value {
    openapi_witness::yaml::read(DOCUMENT).expect("the document is YAML")
}

/// What the witnesses say of one set of generated modules.
struct Findings {
    schemars: Vec<String>,
    utoipa: Vec<String>,
    behaviour: Vec<String>,
}

impl Findings {
    /// Pointers that loss and behaviour name for the modules.
    fn of(schemars: &Value, utoipa: &Value, subject: &Subject) -> Self {
        let document = document();
        let differences = |derived: &Value, scope| {
            compare(&document, derived, scope, GENERAL)
                .into_iter()
                .map(|difference| difference.pointer)
                .collect()
        };
        let contract = Contract::new(document.clone()).expect("the document has operations");
        let outcome = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime starts")
            .block_on(witness(&contract, subject))
            .expect("the judge reads the document");
        assert_eq!(outcome.gaps, []);
        Self {
            schemars: differences(&lower_schemars(schemars), Scope::Schemas),
            utoipa: differences(&lower_utoipa(utoipa), Scope::Document),
            behaviour: outcome
                .failures
                .into_iter()
                .map(|failure| failure.pointer)
                .collect(),
        }
    }

    /// Asserts that the first witness, in its form of operations, names the place, and that behaviour does.
    fn assert_named(&self, loss: Option<&str>, behaviour: Option<&str>) {
        if let Some(pointer) = loss {
            assert!(
                self.utoipa.iter().any(|found| found == pointer),
                "{:?}",
                self.utoipa
            );
            if pointer.starts_with("/components/schemas/") {
                assert!(
                    self.schemars.iter().any(|found| found == pointer),
                    "{:?}",
                    self.schemars
                );
            }
        }
        if let Some(pointer) = behaviour {
            assert!(
                self.behaviour.iter().any(|found| found == pointer),
                "{:?}",
                self.behaviour
            );
        }
    }
}

/// What the witnesses say of a set of modules.
macro_rules! findings {
    ($modules:ident) => {{
        let subject = probe::$modules::subject(Contract::new(document()).expect("operations"));
        Findings::of(
            &probe::$modules::schemars(),
            &probe::$modules::utoipa(),
            &subject,
        )
    }};
}

const REQUEST: &str = "/components/schemas/AddCardRequest";

#[test]
fn the_right_model_is_caught_by_none() {
    let findings = findings!(right);
    assert_eq!(findings.schemars, [] as [&str; 0]);
    assert_eq!(findings.utoipa, [] as [&str; 0]);
    assert_eq!(findings.behaviour, [] as [&str; 0]);
}

#[test]
fn a_dropped_maximum_is_caught() {
    let pointer = "/components/schemas/CountContent/properties/count/maximum";
    findings!(maximum_dropped).assert_named(Some(pointer), Some(pointer));
}

#[test]
fn a_swapped_rename_is_caught() {
    findings!(rename_swapped).assert_named(
        Some(&format!("{REQUEST}/properties/title/description")),
        Some(&format!("{REQUEST}/properties/title/maxLength")),
    );
}

#[test]
fn a_dropped_required_is_caught() {
    findings!(required_dropped).assert_named(
        Some(&format!("{REQUEST}/required/0")),
        Some(&format!("{REQUEST}/required")),
    );
}

#[test]
fn a_wrong_tag_is_caught() {
    findings!(wrong_tag).assert_named(
        Some("/components/schemas/TextContent/properties/kind/enum/0"),
        Some("/components/schemas/CardContent/discriminator"),
    );
}

#[test]
fn a_wrong_success_status_is_caught() {
    findings!(wrong_status).assert_named(
        Some("/paths/~1boards~1{board}~1cards/post/responses/201"),
        Some("/paths/~1boards~1{board}~1cards/post"),
    );
}

#[test]
fn a_forgotten_route_is_caught() {
    let pointer = "/paths/~1boards~1{board}/get";
    findings!(route_forgotten).assert_named(Some(pointer), Some(pointer));
}

#[test]
fn a_dropped_enumeration_value_is_caught() {
    findings!(enum_value_dropped).assert_named(
        Some("/components/schemas/Priority/enum/1"),
        Some("/components/schemas/Priority/enum"),
    );
}

#[test]
fn a_dropped_nullable_is_caught() {
    let pointer = format!("{REQUEST}/properties/due/nullable");
    findings!(nullable_dropped).assert_named(Some(&pointer), Some(&pointer));
}
