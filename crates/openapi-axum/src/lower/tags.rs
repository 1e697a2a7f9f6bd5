//! Which component is a member of which union, under which tag.

use std::collections::HashMap;

use super::refusal;
use crate::form::Form;
use crate::place::Place;
use crate::problem::Problem;
use crate::walk;

/// Tag property and value by component name.
///
/// A member belongs to one union and has one tag there: its Rust type leaves the tag to the union.
pub(super) fn collect(
    root: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> HashMap<String, (String, String)> {
    let mut tags: HashMap<String, (String, String)> = HashMap::new();
    for schema in walk::all_schemas(root) {
        if Form::of(&schema) != Form::Union {
            continue;
        }
        let Some(discriminator) = schema.get("discriminator") else {
            continue;
        };
        let property = discriminator.text("propertyName").unwrap_or_default();
        for (value, target) in discriminator.members_of("mapping") {
            let Some(name) = target.node.as_str().and_then(walk::mapped_component) else {
                continue;
            };
            let tag = (property.clone(), value.to_owned());
            if tags.insert(name.clone(), tag).is_some() {
                let message = format!(
                    "`{name}` is already a member of a union under another tag, give each tag a component of its own"
                );
                problems.push(refusal(&target, "union-member-reused", message));
            }
        }
    }
    tags
}
