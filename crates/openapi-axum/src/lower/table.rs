//! Schemas as data, of what a request carries: they tell what is wrong with it, and decide where no Rust type and no compiled
//! check say everything.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use super::conjunction::Source;
use super::discriminator;
use super::reach::{names_in, schemas_of};
use crate::model::{Format, Kind, NamedType, Rule, Sub, Table};
use crate::names::constant_case;
use crate::place::Place;
use crate::schema::{Additional, Bounds, Dialect, Type, Written};

impl<'d> Lowering<'d> {
    /// Names the constant of a branch; it is written when all types are known.
    pub(super) fn branch_table(
        &mut self,
        owner: &str,
        variant: &str,
        source: Source<'d>,
    ) -> String {
        match source.places.as_slice() {
            [place] if source.only.is_none() && source.without.is_empty() => {
                if let Some(target) = place.reference().and_then(|it| place.follow(it)) {
                    return self.table_of(&Source::one(&target));
                }
            }
            _ => {}
        }
        let key = source.key();
        if let Some(name) = self.table_names.get(&key) {
            return name.clone();
        }
        let name = self
            .table_scope
            .pick(&constant_case(&format!("{owner}{variant}")));
        self.table_names.insert(key, name.clone());
        self.open_tables.push((name.clone(), source));
        name
    }

    /// Name of the constant of a source; asking for it causes it to be written.
    pub(super) fn table_of(&mut self, source: &Source<'d>) -> String {
        let key = source.key();
        if let Some(name) = self.table_names.get(&key) {
            return name.clone();
        }
        let base = match self.hoisted.get(&key) {
            Some(rust_name) => constant_case(rust_name),
            None => constant_case(source.first().map_or("", |place| last_name(&place.pointer))),
        };
        let name = self.table_scope.pick(&base);
        self.table_names.insert(key, name.clone());
        self.open_tables.push((name.clone(), source.clone()));
        name
    }

    /// Gives their tables to the types of `bodies` and to those of which a table decides, and writes all tables that are
    /// named.
    pub(super) fn write_tables(&mut self, bodies: &HashSet<String>) {
        let deciding = self.deciding_tables();
        let names: Vec<String> = self.types.keys().cloned().collect();
        let has_table = |name: &String| deciding.contains(name) || bodies.contains(name);
        for name in names.into_iter().filter(has_table) {
            let table = self
                .sources
                .get(&name)
                .cloned()
                .map(|source| self.table_of(&source));
            if let Some(named) = self.types.get_mut(&name) {
                named.table = table;
                named.table_decides = deciding.contains(&name);
            }
        }
        while let Some((name, source)) = self.open_tables.pop() {
            let table = self.table(&source);
            self.tables.insert(name, table);
        }
        self.tables.sort_keys();
    }

    /// Types that a request reaches and that are inexact or have something inexact inside.
    fn deciding_tables(&self) -> HashSet<String> {
        let is_inexact =
            |named: &&NamedType| named.inexact || matches!(named.kind, Kind::Untagged(_));
        let mut deciding: HashSet<String> = self
            .types
            .values()
            .filter(is_inexact)
            .map(|it| it.rust_name.clone())
            .collect();
        let mut users: HashMap<String, Vec<&String>> = HashMap::new();
        for (owner, named) in &self.types {
            for schema in schemas_of(named) {
                let mut inside = Vec::new();
                names_in(schema, &mut inside);
                for name in inside {
                    users.entry(name).or_default().push(owner);
                }
            }
        }
        let mut open: Vec<String> = deciding.iter().cloned().collect();
        while let Some(name) = open.pop() {
            for user in users.get(&name).into_iter().flatten() {
                if deciding.insert((*user).clone()) {
                    open.push((*user).clone());
                }
            }
        }
        deciding.retain(|name| self.types.get(name).is_some_and(|named| named.in_request));
        deciding
    }

    fn table(&mut self, source: &Source<'d>) -> Table {
        self.excused = match source.places.as_slice() {
            [_] => HashSet::new(),
            _ => self.read_only_in(source),
        };
        let mut rules: Table = source
            .only
            .map(|only| Rule::Type(vec![only.name()]))
            .into_iter()
            .collect();
        match source.places.as_slice() {
            [place] => rules.extend(self.rules(place, source)),
            places => {
                let all = places.iter().map(|place| self.sub_without(place, source));
                rules.push(Rule::AllOf(all.collect()));
            }
        }
        rules
    }

    fn sub_without(&mut self, place: &Place<'d>, source: &Source<'d>) -> Sub {
        if source.without.contains(&place.pointer) {
            Sub::Inline(self.rules(place, source))
        } else {
            self.sub(place)
        }
    }

    /// A schema inside another: what is only a reference is a constant of its own.
    fn sub(&mut self, place: &Place<'d>) -> Sub {
        if let Some(name) = self.table_names.get(&place.pointer) {
            return Sub::Static(name.clone());
        }
        let written = Written::of(place, self.dialect);
        let is_alone =
            written.reference.is_some() && written.says_nothing_else() && written.types.is_none();
        if let Some(target) = written
            .reference
            .filter(|_| is_alone)
            .and_then(|it| place.follow(it))
        {
            return Sub::Static(self.table_of(&Source::one(&target)));
        }
        Sub::Inline(self.rules(place, &Source::one(place)))
    }

    fn rules(&mut self, place: &Place<'d>, source: &Source<'d>) -> Table {
        let outer = self.excused.clone();
        if place.has("allOf") {
            self.excused.extend(self.read_only_in(&Source::one(place)));
        }
        let rules = self.rules_of_all(place, source);
        self.excused = outer;
        rules
    }

    fn rules_of_all(&mut self, place: &Place<'d>, source: &Source<'d>) -> Table {
        let written = Written::of(place, self.dialect);
        match written.always {
            Some(true) => return Vec::new(),
            Some(false) => return vec![Rule::Never],
            None => {}
        }
        let is_alone = source.without.contains(&place.pointer);
        if !is_alone && let Some(rule) = self.hierarchy_rule(place) {
            return vec![rule];
        }
        let mut rules = Table::new();
        if written.nullable {
            // Beside `allOf` it is meant too, although OpenAPI 3.0 only lets it widen `type`.
            rules.push(Rule::Nullable);
        }
        if let Some(types) = &written.types {
            rules.push(Rule::Type(types.iter().map(Type::name).collect()));
        }
        if let Some(values) = written.values.clone() {
            rules.push(Rule::Enum(values));
        }
        bounds(&written.bounds, &mut rules);
        rules.extend(format(&written));
        self.of_arrays(&written, &mut rules);
        self.of_objects(&written, &mut rules);
        let all = self.all(&written);
        if !all.is_empty() {
            rules.push(Rule::AllOf(all));
        }
        if !is_alone {
            self.branch_rules(&written, &mut rules);
        }
        self.of_conditions(place, &mut rules);
        self.unevaluated(place, rules)
    }

    /// What a schema refers to and what it extends.
    fn all(&mut self, written: &Written<'d>) -> Vec<Sub> {
        let mut all = Vec::new();
        if let Some(target) = written.reference.and_then(|it| written.place.follow(it)) {
            let is_extended =
                !self.is_pure_reference(written) && self.hierarchies.at(&target).is_some();
            let target = if is_extended {
                Source::alone(&target)
            } else {
                Source::one(&target)
            };
            all.push(Sub::Static(self.table_of(&target)));
        }
        for item in &written.all_of {
            all.push(match self.extended_base(&written.place, item) {
                Some(base) => Sub::Static(self.table_of(&Source::alone(&base))),
                None => self.sub(item),
            });
        }
        all
    }

    /// What the rest of a schema does not speak of; that rest becomes a constant, because it is needed twice.
    fn unevaluated(&mut self, place: &Place<'d>, rules: Table) -> Table {
        let members = place.get("unevaluatedProperties");
        let elements = place.get("unevaluatedItems");
        if members.is_none() && elements.is_none() {
            return rules;
        }
        let beside = self
            .table_scope
            .pick(&constant_case(last_name(&place.pointer)));
        self.tables.insert(beside.clone(), rules);
        let beside = Sub::Static(beside);
        let mut rules = vec![Rule::AllOf(vec![beside.clone()])];
        if let Some(rest) = members {
            let (beside, rest) = (beside.clone(), self.sub(&rest));
            rules.push(Rule::Unevaluated { beside, rest });
        }
        if let Some(rest) = elements {
            let rest = self.sub(&rest);
            rules.push(Rule::UnevaluatedItems { beside, rest });
        }
        rules
    }

    fn branch_rules(&mut self, written: &Written<'d>, rules: &mut Table) {
        if let Some(tagged) = self.tagged_rule(written) {
            rules.push(tagged);
            return;
        }
        if !written.any_of.is_empty() {
            rules.push(Rule::AnyOf(
                written.any_of.iter().map(|it| self.sub(it)).collect(),
            ));
        }
        if !written.one_of.is_empty() {
            rules.push(Rule::OneOf(
                written.one_of.iter().map(|it| self.sub(it)).collect(),
            ));
        }
    }

    /// The tag chooses the branch, where there is a discriminator that can.
    fn tagged_rule(&mut self, written: &Written<'d>) -> Option<Rule> {
        let property = written.discriminator.as_ref()?.text("propertyName")?;
        let found = self.conjunction(&Source::one(&written.place));
        let branches = found
            .lists
            .iter()
            .find(|it| it.owner == written.place.pointer)?;
        if !discriminator::is_tagged(self, branches) {
            return None;
        }
        let mut list = Vec::new();
        for tagged in discriminator::tags(self, branches)? {
            let sub = self.sub(&tagged.branch);
            list.extend(tagged.tags.into_iter().map(|tag| (tag, sub.clone())));
        }
        let rule = Rule::Tagged {
            property,
            branches: list,
            otherwise: None,
        };
        let all = written.one_of.len() + written.any_of.len();
        if branches.list.len() == all {
            return Some(rule);
        }
        // One of the branches is null.
        let null = Sub::Inline(vec![Rule::Type(vec!["null"])]);
        Some(Rule::AnyOf(vec![null, Sub::Inline(vec![rule])]))
    }

    fn of_arrays(&mut self, written: &Written<'d>, rules: &mut Table) {
        let place = &written.place;
        let first: Vec<Sub> = place
            .items_of("prefixItems")
            .iter()
            .map(|it| self.sub(it))
            .collect();
        if !first.is_empty() || written.items.is_some() {
            let rest = match &written.items {
                Some(items) => self.sub(items),
                None => Sub::Inline(Vec::new()),
            };
            rules.push(Rule::Items { first, rest });
        }
        if let Some(item) = place.get("contains") {
            let item = self.sub(&item);
            let count = |keyword: &str| place.node.get(keyword)?.as_number()?.as_u64();
            rules.push(Rule::Contains {
                item,
                min: count("minContains").unwrap_or(1),
                max: count("maxContains"),
            });
        }
    }

    /// Whether a property is one that only the server sets: a request need not send it.
    fn is_read_only(&self, written: &Written<'d>, name: &str) -> bool {
        let property = written.properties.iter().find(|(known, _)| *known == name);
        property.is_some_and(|(_, place)| {
            place.flag("readOnly") || self.peel(place).place.flag("readOnly")
        })
    }

    /// What only the server sets, in any of the schemas that must all hold: another of them may require it.
    fn read_only_in(&self, source: &Source<'d>) -> HashSet<String> {
        let found = self.conjunction(source);
        let names = found.parts.iter().flat_map(|part| {
            let properties = part.properties.iter();
            properties.filter(|(name, _)| self.is_read_only(part, name))
        });
        names.map(|(name, _)| (*name).to_owned()).collect()
    }

    fn of_objects(&mut self, written: &Written<'d>, rules: &mut Table) {
        let excused = std::mem::take(&mut self.excused);
        let is_asked =
            |name: &&&str| !excused.contains(**name) && !self.is_read_only(written, name);
        let required: Vec<String> = written
            .required
            .iter()
            .filter(is_asked)
            .map(|name| (*name).to_owned())
            .collect();
        if !required.is_empty() {
            rules.push(Rule::Required(required));
        }
        self.members(written, rules);
        self.excused = excused;
    }

    fn members(&mut self, written: &Written<'d>, rules: &mut Table) {
        let place = &written.place;
        let known: Vec<(String, Sub)> = written
            .properties
            .iter()
            .map(|(name, place)| ((*name).to_owned(), self.sub(place)))
            .collect();
        let patterns: Vec<(String, Sub)> = place
            .members_of("patternProperties")
            .iter()
            .map(|(pattern, place)| ((*pattern).to_owned(), self.sub(place)))
            .collect();
        let rest = match &written.additional {
            Additional::Closed => None,
            Additional::Schema(place) => Some(self.sub(place)),
            // Said aloud it counts as speaking of every member, for `unevaluatedProperties`.
            Additional::Any if self.dialect == Dialect::V31 => {
                Some(Sub::Inline(vec![Rule::AllOf(Vec::new())]))
            }
            Additional::Open | Additional::Any => Some(Sub::Inline(Vec::new())),
        };
        let says_nothing = rest == Some(Sub::Inline(Vec::new()));
        if !(known.is_empty() && patterns.is_empty() && says_nothing) {
            rules.push(Rule::Members {
                known,
                patterns,
                rest,
            });
        }
        if let Some(names) = place.get("propertyNames") {
            rules.push(Rule::Names(self.sub(&names)));
        }
    }

    fn of_conditions(&mut self, place: &Place<'d>, rules: &mut Table) {
        if let Some(excluded) = place.get("not") {
            rules.push(Rule::Not(self.sub(&excluded)));
        }
        if self.dialect == Dialect::V30 {
            return;
        }
        let dependent: Vec<(String, Vec<String>)> = place
            .members_of("dependentRequired")
            .iter()
            .map(|(name, list)| {
                let names = list
                    .items()
                    .iter()
                    .filter_map(|it| it.node.as_str().map(str::to_owned))
                    .collect();
                ((*name).to_owned(), names)
            })
            .collect();
        if !dependent.is_empty() {
            rules.push(Rule::DependentRequired(dependent));
        }
        let schemas: Vec<(String, Sub)> = place
            .members_of("dependentSchemas")
            .iter()
            .map(|(name, schema)| ((*name).to_owned(), self.sub(schema)))
            .collect();
        if !schemas.is_empty() {
            rules.push(Rule::DependentSchemas(schemas));
        }
        if let Some(when) = place.get("if") {
            let mut branch = |keyword: &str| match place.get(keyword) {
                Some(schema) => self.sub(&schema),
                None => Sub::Inline(Vec::new()),
            };
            let (then, otherwise) = (branch("then"), branch("else"));
            rules.push(Rule::If {
                when: self.sub(&when),
                then,
                otherwise,
            });
        }
    }
}

fn bounds(bounds: &Bounds, rules: &mut Table) {
    let number = |value: &Option<serde_json::Number>, rule: fn(serde_json::Number) -> Rule| {
        value.clone().map(rule)
    };
    let count = |value: Option<u64>, rule: fn(u64) -> Rule| value.map(rule);
    rules.extend(number(&bounds.minimum, Rule::Minimum));
    rules.extend(number(&bounds.maximum, Rule::Maximum));
    rules.extend(number(&bounds.exclusive_minimum, Rule::ExclusiveMinimum));
    rules.extend(number(&bounds.exclusive_maximum, Rule::ExclusiveMaximum));
    rules.extend(number(&bounds.multiple_of, Rule::MultipleOf));
    rules.extend(count(bounds.min_length, Rule::MinLength));
    rules.extend(count(bounds.max_length, Rule::MaxLength));
    rules.extend(bounds.pattern.clone().map(Rule::Pattern));
    rules.extend(count(bounds.min_items, Rule::MinItems));
    rules.extend(count(bounds.max_items, Rule::MaxItems));
    rules.extend(bounds.unique_items.then_some(Rule::UniqueItems));
    rules.extend(count(bounds.min_properties, Rule::MinProperties));
    rules.extend(count(bounds.max_properties, Rule::MaxProperties));
}

/// `format` is enforced where it stands beside the type that it speaks of.
fn format(written: &Written<'_>) -> Option<Rule> {
    let format = Format::named(written.format?)?;
    let of = if format.is_of_numbers() {
        Type::Integer
    } else {
        Type::String
    };
    let beside = written.types.as_ref()?.iter().any(|one| one == of);
    beside.then_some(Rule::Format(format))
}

fn last_name(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}
