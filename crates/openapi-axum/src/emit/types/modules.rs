//! Where the types of a large document go: a module per tag for what only operations of that tag reach.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::lower::types_by_tag;
use crate::model::{Api, NamedType};
use crate::names::{Scope, snake_case};

/// How many types one module may have.
const LARGE: usize = 200;
/// Names that a module of types imports, or writes before `::`.
const TAKEN: [&str; 14] = [
    "bon",
    "examples",
    "fmt",
    "jiff",
    "json_schema",
    "openapi_axum_rt",
    "rt",
    "schemars",
    "schemas",
    "serde",
    "serde_json",
    "std",
    "utoipa",
    "uuid",
];

/// A tag and its types.
pub(super) struct Module<'a> {
    pub(super) tag: &'a str,
    pub(super) types: Vec<&'a NamedType>,
}

/// The types of a document: those that stay together, and the others by the names of their modules.
pub(super) fn split(api: &Api) -> (Vec<&NamedType>, IndexMap<String, Module<'_>>) {
    let mut shared = Vec::new();
    let mut modules: IndexMap<String, Module<'_>> = IndexMap::new();
    let tags = if api.types.len() > LARGE {
        types_by_tag(api)
    } else {
        HashMap::new()
    };
    let names = names(&tags);
    for named in api.types.values() {
        match tags.get(&named.rust_name) {
            Some(Some(tag)) => {
                let empty = || Module {
                    tag,
                    types: Vec::new(),
                };
                let module = modules.entry(names[tag].clone());
                module.or_insert_with(empty).types.push(named);
            }
            _ => shared.push(named),
        }
    }
    modules.sort_keys();
    (shared, modules)
}

/// Names of modules by tag; in the order of the tags, so that an operation more does not rename another's.
fn names<'a>(tags: &HashMap<String, Option<&'a str>>) -> HashMap<&'a str, String> {
    let mut list: Vec<&str> = tags.values().copied().flatten().collect();
    list.sort_unstable();
    list.dedup();
    let mut scope = Scope::default();
    for name in TAKEN {
        scope.claim(name);
    }
    let named = list.into_iter().map(|tag| {
        let name = scope.pick_field(&snake_case(tag));
        (tag, name)
    });
    named.collect()
}
