//! References: inside the document, to something of the right kind, without cycles.

use super::report::Report;
use crate::form::{self, Form};
use crate::place::{Place, component_name};
use crate::walk::{self, Places};

/// Checks every reference.
pub(super) fn check(root: &Place<'_>, places: &Places<'_>, report: &mut Report) {
    for schema in walk::all_schemas(root) {
        if schema.has("$ref") {
            reference(&schema, "schemas", report);
        }
    }
    for (place, section) in &places.references {
        reference(place, section, report);
    }
    for (_, item) in walk::path_items(root) {
        if let Some(place) = item.get("$ref") {
            report.error(
                &place,
                "unsupported-keyword",
                "a reference to a path item is not supported, write it here",
            );
        }
    }
    for (name, schema) in root
        .at(&["components", "schemas"])
        .map(|place| place.members())
        .unwrap_or_default()
    {
        if matches!(Form::of(&schema), Form::Ref | Form::Wrapped) && form::target(&schema).is_none()
        {
            cycle(&schema, name, report);
        }
    }
}

fn reference(place: &Place<'_>, section: &str, report: &mut Report) {
    let Some(text) = place.reference() else {
        report.error(place, "wrong-type", "`$ref` must be a string");
        return;
    };
    if place.members().len() > 1 {
        let message =
            "OpenAPI 3.0 ignores what stands beside `$ref`, wrap it: `allOf: [{$ref: …}]`";
        report.error(place, "reference-siblings", message);
    }
    if !text.starts_with('#') {
        let message = format!(
            "`{text}` is outside this document, move what it refers to into the components"
        );
        report.error(place, "remote-reference", message);
    } else if component_name(text, section).is_none() {
        let message =
            format!("`{text}` is not supported here, refer to `#/components/{section}/…`");
        report.error(place, "dangling-reference", message);
    } else if place.follow(text).is_none() {
        report.error(
            place,
            "dangling-reference",
            format!("nothing stands at `{text}`, correct the reference"),
        );
    }
}

/// Tells a chain of references that never ends from one that dangles.
fn cycle(schema: &Place<'_>, name: &str, report: &mut Report) {
    let mut place = schema.clone();
    for _ in 0..16 {
        let next = form::reference(&place).and_then(|reference| place.follow(reference));
        let Some(next) = next else { return };
        place = next;
    }
    let message = format!("`{name}` refers to itself through references only, break the cycle");
    report.error(schema, "reference-cycle", message);
}
