//! Schemas deep inside others become constants of their own: a reader gets lost in them, and rustfmt never ends.

use indexmap::IndexMap;

use crate::model::{Rule, Sub, Table};
use crate::names::{Scope, constant_case};

/// How many schemas are written inside each other.
const DEEPEST: usize = 2;

/// The same tables, in the order of their names, none deeper than [`DEEPEST`].
pub(super) fn split(tables: &IndexMap<String, Table>) -> IndexMap<String, Table> {
    let mut split = Split::default();
    for name in tables.keys() {
        split.scope.claim(name);
    }
    for (name, table) in tables {
        let mut table = table.clone();
        split.table(name, &mut table, 0);
        split.written.insert(name.clone(), table);
    }
    split.written.sort_keys();
    split.written
}

#[derive(Default)]
struct Split {
    scope: Scope,
    written: IndexMap<String, Table>,
}

impl Split {
    fn table(&mut self, owner: &str, table: &mut Table, depth: usize) {
        for (member, sub) in table.iter_mut().flat_map(Rule::subs_mut) {
            let Sub::Inline(inside) = sub else {
                continue;
            };
            if depth < DEEPEST {
                self.table(owner, inside, depth + 1);
            } else if inside.iter_mut().any(|rule| !rule.subs_mut().is_empty()) {
                let name = self.name(owner, member.unwrap_or("part"));
                let mut table = std::mem::take(inside);
                self.table(&name, &mut table, 0);
                self.written.insert(name.clone(), table);
                *sub = Sub::Static(name);
            }
        }
    }

    fn name(&mut self, owner: &str, member: &str) -> String {
        let name = format!("{owner}_{}", constant_case(member));
        self.scope.pick(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Sub, split};
    use indexmap::IndexMap;

    fn nested(depth: usize) -> Vec<Rule> {
        match depth {
            0 => vec![Rule::UniqueItems],
            _ => vec![Rule::Not(Sub::Inline(nested(depth - 1)))],
        }
    }

    #[test]
    fn what_is_deep_is_a_constant_of_its_own() {
        let shallow = IndexMap::from([("A".to_owned(), nested(3))]);
        assert_eq!(split(&shallow), shallow);

        let deep = IndexMap::from([
            ("A".to_owned(), nested(7)),
            ("A_PART".to_owned(), nested(0)),
        ]);
        let split = split(&deep);
        assert_eq!(
            split.keys().collect::<Vec<_>>(),
            ["A", "A_PART", "A_PART2", "A_PART2_PART"]
        );
        assert_eq!(split["A_PART2_PART"], nested(1));
    }
}
