//! JSONPath (RFC 9535), the part that overlays use: names, wildcards, indices, `..` and simple filters.

mod filter;
mod parse;

use crate::read::{Node, Value, escape};
use filter::Filter;

/// A query that has been read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq)]
struct Segment {
    /// Whether it looks at every level below (`..`).
    descends: bool,
    selectors: Vec<Selector>,
}

#[derive(Clone, Debug, PartialEq)]
enum Selector {
    Name(String),
    Wildcard,
    /// From the end where negative.
    Index(i64),
    Filter(Filter),
}

/// A selected node: the keys and indices that lead to it from the root.
pub(super) type Location = Vec<Token>;

/// A step down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Token {
    Key(String),
    Index(usize),
}

impl Path {
    /// Reads a query.
    ///
    /// # Errors
    /// What is wrong with it, or not supported, with its position.
    pub(super) fn parse(text: &str) -> Result<Path, String> {
        parse::path(text)
    }

    /// Every selected node once, in document order.
    pub(super) fn select(&self, root: &Node) -> Vec<Location> {
        let mut selected: Vec<(Location, &Node)> = vec![(Location::new(), root)];
        for segment in &self.segments {
            let mut next: Vec<(Location, &Node)> = Vec::new();
            for (location, node) in &selected {
                if segment.descends {
                    descend(location, node, &mut |location, node| {
                        segment.apply(location, node, &mut next);
                    });
                } else {
                    segment.apply(location, node, &mut next);
                }
            }
            selected = next;
        }
        let mut seen = std::collections::HashSet::new();
        let locations = selected.into_iter().map(|(location, _)| location);
        locations.filter(|it| seen.insert(it.clone())).collect()
    }
}

impl Segment {
    fn apply<'n>(&self, location: &Location, node: &'n Node, into: &mut Vec<(Location, &'n Node)>) {
        for selector in &self.selectors {
            for (token, child) in children(node) {
                if selector.takes(&token, child, node) {
                    let mut location = location.clone();
                    location.push(token);
                    into.push((location, child));
                }
            }
        }
    }
}

impl Selector {
    fn takes(&self, token: &Token, child: &Node, parent: &Node) -> bool {
        match (self, token) {
            (Selector::Wildcard, _) => true,
            (Selector::Name(name), Token::Key(key)) => name == key,
            (Selector::Index(index), Token::Index(at)) => {
                let length = parent.as_array().map_or(0, <[Node]>::len);
                let wanted = if *index < 0 {
                    i64::try_from(length).map(|length| length + index)
                } else {
                    Ok(*index)
                };
                wanted == i64::try_from(*at)
            }
            (Selector::Filter(filter), _) => filter.accepts(child),
            _ => false,
        }
    }
}

fn children(node: &Node) -> Vec<(Token, &Node)> {
    match &node.value {
        Value::Object(members) => members
            .iter()
            .map(|(key, node)| (Token::Key(key.clone()), node))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, node)| (Token::Index(at), node))
            .collect(),
        _ => Vec::new(),
    }
}

/// Calls `visit` with a node and every node below it, outermost first.
fn descend<'n>(location: &Location, node: &'n Node, visit: &mut impl FnMut(&Location, &'n Node)) {
    visit(location, node);
    for (token, child) in children(node) {
        let mut below = location.clone();
        below.push(token);
        descend(&below, child, visit);
    }
}

/// The JSON Pointer of a location.
pub(super) fn pointer(location: &[Token]) -> String {
    location
        .iter()
        .map(|token| match token {
            Token::Key(key) => format!("/{}", escape(key)),
            Token::Index(at) => format!("/{at}"),
        })
        .collect()
}
