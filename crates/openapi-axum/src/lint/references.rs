//! References: inside the document, to something of the right kind, without cycles.

use super::report::Report;
use crate::place::Place;
use crate::schema::Dialect;
use crate::walk::{self, Places};

/// Checks every reference.
pub(super) fn check(root: &Place<'_>, places: &Places<'_>, report: &mut Report) {
    let dialect = Dialect::of(root);
    for schema in walk::all_schemas(root) {
        if schema.has("$ref") {
            schema_reference(&schema, dialect, report);
        }
    }
    for (place, section) in &places.references {
        operational(place, section, report);
    }
    for (_, item) in walk::path_items(root) {
        if item.has("$ref") && item.resolve().is_none() {
            let message = "nothing stands where this path item refers to, correct the reference";
            report.error(&item, "dangling-reference", message);
        }
    }
}

/// A schema may refer to anything in the document.
fn schema_reference(place: &Place<'_>, dialect: Dialect, report: &mut Report) {
    let Some(text) = place.reference() else {
        report.error(place, "wrong-type", "`$ref` must be a string");
        return;
    };
    if dialect == Dialect::V30 && place.members().len() > 1 {
        let message =
            "OpenAPI 3.0 ignores what stands beside `$ref`, wrap it: `allOf: [{$ref: …}]`";
        report.finding(place, "reference-siblings", message);
    }
    resolved(place, text, report);
}

fn resolved(place: &Place<'_>, text: &str, report: &mut Report) {
    if !text.starts_with('#') {
        let message = format!(
            "`{text}` is outside this document, move what it refers to into the components"
        );
        report.error(place, "remote-reference", message);
    } else if place.follow(text).is_none() {
        report.error(
            place,
            "dangling-reference",
            format!("nothing stands at `{text}`, correct the reference"),
        );
    }
}

/// A reference to a parameter, header, answer or body: wherever it leads in the document, something must be there.
fn operational(place: &Place<'_>, section: &str, report: &mut Report) {
    let Some(text) = place.reference() else {
        return report.error(place, "wrong-type", "`$ref` must be a string");
    };
    if is_of_another_section(text, section) {
        let message =
            format!("`{text}` is not supported here, refer to `#/components/{section}/…`");
        report.error(place, "dangling-reference", message);
    } else {
        resolved(place, text, report);
    }
}

fn is_of_another_section(reference: &str, section: &str) -> bool {
    let rest = reference.strip_prefix("#/components/");
    rest.is_some_and(|rest| rest.split('/').next() != Some(section))
}
