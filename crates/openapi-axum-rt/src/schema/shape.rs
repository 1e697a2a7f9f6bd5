//! What a schema says of values that it has not seen: their types, and the schemas of their parts.

use super::{Rule, Schema, Types};

/// Schemas inside each other, such as references, that are looked through.
const MAX_DEPTH: u32 = 8;

impl Schema {
    /// The types that the schema names; all where it names none.
    pub(crate) fn types(&self) -> Types {
        types_of(self, 0)
    }

    /// The types of all schemas of a list together.
    pub(crate) fn types_of_any(list: &[&Schema]) -> Types {
        types_of_any(list, 0)
    }

    /// The schema of a member, apart from what alternatives say.
    #[cfg(feature = "server")]
    pub(crate) fn of_member(&self, key: &str) -> &'static Schema {
        let of_rule = |rule: &Rule| match *rule {
            Rule::Members { known, rest, .. } => {
                let named = known.iter().find(|(name, _)| *name == key);
                named.map(|(_, schema)| *schema).or(rest)
            }
            _ => None,
        };
        find(self, &of_rule, 0).unwrap_or(&Schema::ANY)
    }

    /// The schema of an element, apart from what alternatives say.
    #[cfg(feature = "server")]
    pub(crate) fn of_element(&self, index: usize) -> &'static Schema {
        let of_rule = |rule: &Rule| match *rule {
            Rule::Items { first, rest } => Some(*first.get(index).unwrap_or(&rest)),
            _ => None,
        };
        find(self, &of_rule, 0).unwrap_or(&Schema::ANY)
    }
}

fn types_of(schema: &Schema, depth: u32) -> Types {
    let of_rule = |rule: &Rule| match rule {
        Rule::Type(types) => *types,
        Rule::Never => Types::NONE,
        Rule::Tagged { .. } => Types::OBJECT,
        Rule::AllOf(list) if depth < MAX_DEPTH => {
            let each = list.iter().map(|schema| types_of(schema, depth + 1));
            each.fold(Types::ALL, Types::and)
        }
        Rule::AnyOf(list) | Rule::OneOf(list) if depth < MAX_DEPTH => types_of_any(list, depth + 1),
        _ => Types::ALL,
    };
    let types = schema.0.iter().map(of_rule).fold(Types::ALL, Types::and);
    if schema.is_nullable() {
        types.or(Types::NULL)
    } else {
        types
    }
}

fn types_of_any(list: &[&Schema], depth: u32) -> Types {
    let each = list.iter().map(|schema| types_of(schema, depth));
    each.fold(Types::NONE, Types::or)
}

/// What the first rule says that speaks of it, in the schema or in what it asks for as well.
#[cfg(feature = "server")]
fn find(
    schema: &Schema,
    of_rule: &dyn Fn(&Rule) -> Option<&'static Schema>,
    depth: u32,
) -> Option<&'static Schema> {
    schema.0.iter().find_map(|rule| match rule {
        Rule::AllOf(list) if depth < MAX_DEPTH => list
            .iter()
            .find_map(|schema| find(schema, of_rule, depth + 1)),
        _ => of_rule(rule).filter(|found| !found.0.is_empty()),
    })
}
