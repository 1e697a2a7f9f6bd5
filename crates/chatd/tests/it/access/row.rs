//! A line of an access table, and what is asked with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::Answer;

/// The ids that stand in the place of `$name`.
pub(super) type Ids = BTreeMap<&'static str, String>;

/// A call of an operation, with `$name` wherever something is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) operation: &'static str,
    pub(super) method: &'static str,
    /// Below the path of the API.
    path: &'static str,
    body: &'static str,
    /// The status when everything that is named is one's own.
    pub(super) own: u16,
    /// The status of what is not, where it is not the rule's.
    other: Option<u16>,
}

/// A call by the rule: what is not one's own is 404 in the path and 400 in the body.
pub(super) const fn row(
    operation: &'static str,
    target: (&'static str, &'static str),
    body: &'static str,
    own: u16,
) -> Row {
    let (method, path) = target;
    Row {
        operation,
        method,
        path,
        body,
        own,
        other: None,
    }
}

/// What a caller has, what others have, and what nobody has.
pub(super) struct Things {
    pub(super) own: Ids,
    /// By others, those names for which they have something.
    pub(super) foreign: Vec<Ids>,
    pub(super) unknown: Ids,
}

impl Row {
    /// With another status for what is not one's own.
    pub(super) const fn otherwise(mut self, status: u16) -> Self {
        self.other = Some(status);
        self
    }

    /// The target and the body with these ids.
    pub(super) fn with(&self, ids: &Ids) -> (String, String) {
        (put(self.path, ids), put(self.body, ids))
    }

    /// What it names.
    pub(super) fn names(&self) -> BTreeSet<&'static str> {
        names(self.path).chain(names(self.body)).collect()
    }

    /// The status when these are not one's own.
    fn refused(&self, strange: &BTreeSet<&'static str>) -> u16 {
        let in_path = names(self.path).any(|name| strange.contains(name));
        self.other.unwrap_or(if in_path { 404 } else { 400 })
    }

    /// Each way to name something that is not one's own: the status, with what is foreign, and with what is unknown in its place.
    pub(super) fn strange(&self, things: &Things) -> Vec<(u16, Ids, Ids)> {
        let mut ways = Vec::new();
        for foreign in &things.foreign {
            let named = self.names().into_iter();
            let theirs: BTreeSet<_> = named.filter(|name| foreign.contains_key(name)).collect();
            let each = theirs.iter().map(|name| BTreeSet::from([*name]));
            let all = (theirs.len() > 1).then(|| theirs.clone());
            for strange in each.chain(all) {
                let with = |others: &Ids| {
                    let mut ids = things.own.clone();
                    ids.extend(strange.iter().map(|name| (*name, others[name].clone())));
                    ids
                };
                let status = self.refused(&strange);
                ways.push((status, with(foreign), with(&things.unknown)));
            }
        }
        ways
    }
}

/// The names after a `$`.
fn names(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split('$').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_lowercase());
        &rest[..end.unwrap_or(rest.len())]
    })
}

fn put(text: &'static str, ids: &Ids) -> String {
    let mut filled = text.to_owned();
    for name in names(text) {
        let id = ids.get(name).unwrap_or_else(|| panic!("${name}: {text}"));
        filled = filled.replacen(&format!("${name}"), id, 1);
    }
    filled
}

/// Head and body of an answer, without what differs in every answer, and without the ids of these names in its body.
pub(super) fn picture(answer: &Answer, ids: &Ids, names: &BTreeSet<&'static str>) -> String {
    let request_id = answer.header("x-request-id").expect("an id");
    let mut body = String::from_utf8_lossy(&answer.body).replace(request_id, "REQUEST");
    let mut names: Vec<_> = names.iter().collect();
    // A short id may be part of a long one.
    names.sort_by_key(|name| std::cmp::Reverse(ids[**name].len()));
    for name in names {
        body = body.replace(&ids[*name], &format!("${name}"));
    }
    let head = answer.head.replace(request_id, "REQUEST");
    let lines = head
        .lines()
        .filter(|line| !line.to_ascii_lowercase().starts_with("date:"));
    lines.collect::<Vec<_>>().join("\n") + &body
}

/// Every operation has a row, and no row is of another.
pub(super) fn cover<'a>(table: &[Row], operations: impl Iterator<Item = (&'a str, &'a str)>) {
    let rows: BTreeSet<(&str, &str)> = table
        .iter()
        .map(|row| (row.operation, row.method))
        .collect();
    assert_eq!(rows, operations.collect());
}
