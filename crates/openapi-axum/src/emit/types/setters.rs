//! Names of a builder's setters: those of the fields, unless the builder has them for something else.

use std::collections::HashSet;

use crate::model::Struct;
use crate::names::pascal_case;

/// What the builder calls the method that ends it.
const FINISH: &str = "build";

/// The name of each field's setter, where it is not the field's own.
pub(super) fn names(object: &Struct) -> Vec<Option<String>> {
    let mut taken = HashSet::from([FINISH.to_owned()]);
    if let Some(additional) = &object.additional {
        claim(&mut taken, &additional.rust_name);
    }
    let fields = object.fields.iter().map(|field| {
        let own = field.rust_name.trim_start_matches("r#");
        if claim(&mut taken, own) {
            return None;
        }
        let mut name = format!("set_{own}");
        while !claim(&mut taken, &name) {
            name.push('_');
        }
        Some(name)
    });
    fields.collect()
}

/// Takes everything that the builder makes of a name: a setter, one for an `Option`, and a type that stands for the field.
fn claim(taken: &mut HashSet<String>, name: &str) -> bool {
    let made = [name.to_owned(), format!("maybe_{name}"), pascal_case(name)];
    let free = made.iter().all(|it| !taken.contains(it));
    if free {
        taken.extend(made);
    }
    free
}
