//! From the tree to the [model](crate::model): resolves references, hoists inline types, chooses Rust names.
//!
//! Expects a document that [`lint`](crate::lint) found no error in. What only shows once everything is resolved — types
//! that contain themselves without end, union members under two tags — is found here.

mod branches;
mod conjunction;
mod discriminator;
mod form;
mod given;
mod hierarchy;
mod object;
mod operation;
mod own;
mod reach;
mod recursion;
mod scalar;
mod schema;
mod table;

pub(crate) use operation::{scheme_kind, status};
pub(crate) use own::unknown_types;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use self::conjunction::Source;
pub(crate) use self::reach::{names_in, schemas_of, types_by_tag};
use crate::hierarchy::Hierarchies;
use crate::model::{Api, NamedType, Table, Tag, Webhook};
use crate::names::{Scope, pascal_case};
use crate::place::Place;
use crate::problem::Problem;
use crate::read::Document;
use crate::sample::Sampler;
use crate::schema::{Dialect, TypeSet, Written};
use crate::walk;

/// Names that generated code uses as they are; a component that is called so is called `…Value` in Rust.
const TAKEN: [&str; 19] = [
    "BTreeMap",
    "Box",
    "Deserialize",
    "Deserializer",
    "Err",
    "From",
    "FromStr",
    "None",
    "Ok",
    "Option",
    "Pointer",
    "Report",
    "Result",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "Validate",
    "Vec",
];

/// Lowers a document.
///
/// # Errors
/// What cannot be generated although every part of it can.
pub fn lower(document: &Document) -> Result<Api, Vec<Problem>> {
    lower_with(document, &IndexMap::new())
}

/// Like [`lower`], with the types of [`Settings::types`](crate::Settings::types), which are not generated.
///
/// # Errors
/// As for [`lower`].
pub fn lower_with(
    document: &Document,
    types: &IndexMap<String, String>,
) -> Result<Api, Vec<Problem>> {
    let root = document.place();
    let mut lowering = Lowering::new(root.clone(), types);
    lowering.components();
    let operations = lowering.operations();
    let webhooks = lowering.webhooks();
    let outgoing = lowering.outgoing(&operations);
    lowering.declare_the_rest();
    let mut api = Api {
        title: info(&root, "title").unwrap_or_default(),
        description: info(&root, "description"),
        version: info(&root, "version").unwrap_or_default(),
        servers: root
            .items_of("servers")
            .iter()
            .map(|server| server.node.to_json())
            .collect(),
        tags: tags_of(&root),
        security_schemes: operation::schemes(&root),
        error_type: operation::shared_error(&operations),
        operations,
        types: std::mem::take(&mut lowering.types),
        tables: IndexMap::new(),
        webhooks,
        outgoing,
    };
    reach::mark(&mut api);
    recursion::bound(&mut api);
    let bodies = reach::read_whole(&api);
    lowering.types = std::mem::take(&mut api.types);
    lowering.write_tables(&bodies);
    api.types = lowering.types;
    api.tables = lowering.tables;
    if lowering.problems.is_empty() {
        Ok(api)
    } else {
        Err(lowering.problems)
    }
}

/// What must contain itself without end: no value of it is finite, so nobody can send one.
pub(crate) fn infinite(api: &Api) -> Vec<(String, String)> {
    recursion::infinite(api)
}

/// What is known while lowering.
struct Lowering<'d> {
    root: Place<'d>,
    dialect: Dialect,
    /// Names of types in use.
    scope: Scope,
    types: IndexMap<String, NamedType>,
    /// Where each type comes from, by Rust name.
    sources: HashMap<String, Source<'d>>,
    /// Rust names by what tells a source from others: for one schema its pointer.
    hoisted: HashMap<String, String>,
    /// By pointer: whether a schema gets an item of its own, and whether null is a value of it.
    facts: HashMap<String, (bool, bool)>,
    /// The types of sources that were asked for; none while one is being looked at.
    type_sets: RefCell<HashMap<String, Option<TypeSet>>>,
    /// How deep the search for types is.
    type_depth: Cell<u32>,
    /// Types that have a name and a place, and are filled in at the end.
    undeclared_types: Vec<(String, Source<'d>)>,
    /// Paths of types that are not generated, by component or format.
    own_types: IndexMap<String, String>,
    /// Bases whose children extend them.
    hierarchies: Hierarchies,
    /// Tag property and value of members that leave the tag to their union, by pointer.
    tags: HashMap<String, (String, String)>,
    /// Schemas as data, by the name of their constant.
    tables: IndexMap<String, Table>,
    /// Names of constants by source.
    table_names: HashMap<String, String>,
    table_scope: Scope,
    /// Constants that are named and not yet written.
    open_tables: Vec<(String, Source<'d>)>,
    /// Members that only the server sets, while a schema is written that may require them.
    excused: HashSet<String>,
    /// Holds defaults against their schemas.
    sampler: Sampler,
    problems: Vec<Problem>,
}

impl<'d> Lowering<'d> {
    fn new(root: Place<'d>, own_types: &IndexMap<String, String>) -> Lowering<'d> {
        let dialect = Dialect::of(&root);
        let mut lowering = Lowering {
            hierarchies: Hierarchies::of(&root, dialect),
            dialect,
            scope: Scope::default(),
            types: IndexMap::new(),
            sources: HashMap::new(),
            hoisted: HashMap::new(),
            facts: HashMap::new(),
            type_sets: RefCell::default(),
            type_depth: Cell::default(),
            undeclared_types: Vec::new(),
            own_types: own_types.clone(),
            tags: HashMap::new(),
            tables: IndexMap::new(),
            table_names: HashMap::new(),
            table_scope: Scope::default(),
            open_tables: Vec::new(),
            excused: HashSet::new(),
            sampler: Sampler::new(&root),
            problems: Vec::new(),
            root,
        };
        lowering.name_components();
        lowering.tags = discriminator::owned(&lowering);
        lowering
    }

    /// Components take their names first, in the order of the document; names that they give themselves before all others.
    fn name_components(&mut self) {
        for taken in TAKEN {
            self.scope.claim(taken);
        }
        let components = self.schema_components();
        for (_, place) in &components {
            if let Some(given) = self.given_type(place) {
                self.name_own_type(place, &given);
                self.hoisted.insert(place.pointer.clone(), given);
            }
        }
        for (name, place) in components {
            if self.hoisted.contains_key(&place.pointer) {
                continue;
            }
            let mut wanted = pascal_case(name);
            if TAKEN.contains(&wanted.as_str()) {
                wanted.push_str("Value");
            }
            let rust_name = self.scope.pick(&wanted);
            self.name_own_type(&place, &rust_name);
            self.hoisted.insert(place.pointer, rust_name);
        }
    }

    /// Component schemas in document order; those that are only another name for one are left out.
    fn schema_components(&self) -> Vec<(&'d str, Place<'d>)> {
        let schemas = self.root.at(&["components", "schemas"]);
        let mut schemas = schemas.map(|place| place.members()).unwrap_or_default();
        schemas.retain(|(_, place)| {
            let written = Written::of(place, self.dialect);
            written.reference.is_none() || !self.is_pure_reference(&written)
        });
        schemas
    }

    fn components(&mut self) {
        let named: Vec<(&str, String, Source<'d>)> = self
            .schema_components()
            .into_iter()
            .map(|(component, place)| {
                let rust_name = self
                    .hoisted
                    .get(&place.pointer)
                    .cloned()
                    .unwrap_or_default();
                (component, rust_name, Source::one(&place))
            })
            .collect();
        for (component, rust_name, source) in &named {
            self.reserve(rust_name, Some(component), source);
        }
        for (component, rust_name, source) in &named {
            self.declare(rust_name, Some(component), source);
        }
    }

    fn webhooks(&mut self) -> Vec<Webhook> {
        let mut webhooks = Vec::new();
        for webhook in walk::webhooks(&self.root) {
            let base = format!("{}Webhook", pascal_case(webhook.name));
            let type_name = self.type_of(&webhook.schema, &base);
            webhooks.push(Webhook {
                pointer: webhook.place.pointer.clone(),
                name: webhook.name.to_owned(),
                description: webhook.place.text("description"),
                type_name,
            });
        }
        webhooks
    }

    fn refuse(&mut self, place: &Place<'_>, rule: &'static str, message: String) {
        self.problems.push(refusal(place, rule, message));
    }
}

/// An error at a place.
fn refusal(place: &Place<'_>, rule: &'static str, message: String) -> Problem {
    Problem::error(rule, place.pointer.clone(), place.node.line, message)
}

fn info(root: &Place<'_>, key: &str) -> Option<String> {
    root.get("info").and_then(|info| info.text(key))
}

fn tags_of(root: &Place<'_>) -> Vec<Tag> {
    root.items_of("tags")
        .iter()
        .map(|tag| Tag {
            name: tag.text("name").unwrap_or_default(),
            description: tag.text("description"),
        })
        .collect()
}

#[cfg(test)]
mod tests;
