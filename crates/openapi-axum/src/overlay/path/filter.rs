//! Filters: `[?@.x == 'y']`, `[?@.x]`, joined by `&&` and `||`.

use serde_json::Value as Json;

use crate::read::{Node, escape};

/// Alternatives of conditions that all have to hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filter(pub(super) Vec<Vec<Condition>>);

/// One comparison, or the question whether something is there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    /// Keys and indices from the node that is looked at.
    pub(super) path: Vec<String>,
    pub(super) test: Test,
    pub(super) negated: bool,
}

/// What is asked of the value at the path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Exists,
    Equal(Json),
    Compare(Order, f64),
}

/// The comparisons of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Filter {
    pub(super) fn accepts(&self, node: &Node) -> bool {
        self.0
            .iter()
            .any(|conditions| conditions.iter().all(|condition| condition.holds(node)))
    }
}

impl Condition {
    fn holds(&self, node: &Node) -> bool {
        let pointer: String = self
            .path
            .iter()
            .map(|token| format!("/{}", escape(token)))
            .collect();
        let found = node.pointer(&pointer);
        let holds = match (&self.test, found) {
            (Test::Exists, found) => found.is_some(),
            (_, None) => false,
            (Test::Equal(value), Some(found)) => found.to_json() == *value,
            (Test::Compare(order, limit), Some(found)) => found
                .as_number()
                .and_then(serde_json::Number::as_f64)
                .is_some_and(|number| order.holds(number, *limit)),
        };
        holds != self.negated
    }
}

impl Order {
    fn holds(self, number: f64, limit: f64) -> bool {
        match self {
            Order::Less => number < limit,
            Order::LessOrEqual => number <= limit,
            Order::Greater => number > limit,
            Order::GreaterOrEqual => number >= limit,
        }
    }
}
