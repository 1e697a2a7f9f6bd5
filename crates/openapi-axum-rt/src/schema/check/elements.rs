//! Rules about arrays and their elements.

use std::collections::HashSet;

use serde_json::Value;

use super::Checker;
use crate::pointer::Pointer;
use crate::schema::literal::first_repeated;
use crate::schema::{Rule, Schema};
use crate::violation::Keyword;

impl Checker<'_> {
    pub(super) fn array(
        &mut self,
        rule: &Rule,
        items: &[Value],
        whole: &Value,
        at: &Pointer<'_>,
    ) -> bool {
        let count = items.len();
        match *rule {
            Rule::MinItems(bound) => self.reported(count as u64 >= bound, |report| {
                report.min_items(at, count, bound);
            }),
            Rule::MaxItems(bound) => self.reported(count as u64 <= bound, |report| {
                report.max_items(at, count, bound);
            }),
            Rule::UniqueItems => match first_repeated(items) {
                None => true,
                Some(index) => self.fail(&at.index(index), Keyword::UniqueItems, || {
                    "must differ from every element before it".to_owned()
                }),
            },
            Rule::Items { first, rest } => {
                let schemas = first.iter().copied().chain(std::iter::repeat(rest));
                let mut holds = true;
                for (index, (item, schema)) in items.iter().zip(schemas).enumerate() {
                    holds &= self.schema(schema, item, &at.index(index));
                    if !holds && self.report.is_none() {
                        break;
                    }
                }
                holds
            }
            Rule::Contains { item, min, max } => {
                let found = items.iter().filter(|value| self.quietly(item, value));
                let found = found.count() as u64;
                (min..=max).contains(&found)
                    || self.fail(at, Keyword::Contains, || contains(found, min, max))
            }
            Rule::UnevaluatedItems { beside, rest } => {
                let known = self.evaluated_items(beside, items, whole);
                let mut holds = true;
                for (index, item) in items.iter().enumerate() {
                    if !known.contains(&index) {
                        holds &= self.schema(rest, item, &at.index(index));
                    }
                }
                holds
            }
            _ => true,
        }
    }

    /// The elements that a schema speaks of, itself or through what it applies to the same value.
    fn evaluated_items(
        &mut self,
        schema: &Schema,
        items: &[Value],
        whole: &Value,
    ) -> HashSet<usize> {
        let mut found = HashSet::new();
        for rule in schema.0 {
            self.steps = self.steps.saturating_sub(1);
            match *rule {
                Rule::Items { first, rest } if rest.0.is_empty() => found.extend(0..first.len()),
                Rule::Items { .. } | Rule::UnevaluatedItems { .. } => found.extend(0..items.len()),
                Rule::Contains { item, .. } => {
                    let matching = (0..items.len()).filter(|&at| self.quietly(item, &items[at]));
                    found.extend(matching.collect::<Vec<_>>());
                }
                _ => {
                    for schema in self.applied(rule, whole) {
                        found.extend(self.evaluated_items(schema, items, whole));
                    }
                }
            }
        }
        found
    }
}

fn contains(found: u64, min: u64, max: u64) -> String {
    if found < min {
        format!(
            "must have at least {min} of the elements that the schema asks for, and has {found}"
        )
    } else {
        format!("must have at most {max} of the elements that the schema asks for, and has {found}")
    }
}
