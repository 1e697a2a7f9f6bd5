//! OpenAPI Overlay 1.0: changes of a document that are kept beside it, applied before it is read further.

mod path;

use indexmap::IndexMap;

use crate::problem::Problem;
use crate::read::{self, Node, Origins, Value, escape};
use path::{Path, Token, pointer};

/// An overlay, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// What problems call the file.
    pub name: String,
    /// YAML or JSON.
    pub text: String,
}

/// Applies an overlay, whose file gets the index `file`.
///
/// # Errors
/// What is wrong with the overlay; the tree may be half changed then.
pub(crate) fn apply(
    overlay: &Overlay,
    file: u32,
    root: &mut Node,
    origins: &mut Origins,
) -> Result<(), Vec<Problem>> {
    let named = |problems: Vec<Problem>| {
        let with_name = |problem| Problem {
            file: overlay.name.clone(),
            ..problem
        };
        problems.into_iter().map(with_name).collect::<Vec<_>>()
    };
    let (tree, problems) = read::tree(&overlay.text, file);
    let tree = match tree {
        Some(tree) if problems.is_empty() => tree,
        _ => return Err(named(problems)),
    };
    let actions = actions(&tree).map_err(|problem| named(vec![problem]))?;
    for action in &actions {
        action
            .apply(root, origins)
            .map_err(|problem| named(vec![problem]))?;
    }
    Ok(())
}

/// One change.
struct Action<'o> {
    /// Where it stands in the overlay.
    pointer: String,
    line: usize,
    target: Path,
    change: Change<'o>,
}

enum Change<'o> {
    Remove,
    Update(&'o Node),
    Nothing,
}

fn actions(tree: &Node) -> Result<Vec<Action<'_>>, Problem> {
    let version = tree.get("overlay").and_then(Node::as_str);
    if !version.is_some_and(|version| version.starts_with("1.")) {
        let message = "this is not an overlay, write `overlay: 1.0.0` and `actions`";
        return Err(Problem::error("overlay", "/overlay", 1, message));
    }
    let Some(actions) = tree.get("actions").and_then(Node::as_array) else {
        let message = "an overlay needs a list of `actions`";
        return Err(Problem::error("overlay", "/actions", 1, message));
    };
    let read = |(at, node)| action(node, format!("/actions/{at}"));
    actions.iter().enumerate().map(read).collect()
}

fn action(node: &Node, pointer: String) -> Result<Action<'_>, Problem> {
    let Some(target) = node.get("target") else {
        let message = "an action needs a `target`";
        return Err(Problem::error("overlay", pointer, node.line, message));
    };
    let parsed = target
        .as_str()
        .ok_or_else(|| "`target` must be a string".to_owned())
        .and_then(Path::parse);
    let path = parsed.map_err(|message| {
        Problem::error("overlay", format!("{pointer}/target"), target.line, message)
    })?;
    let remove = node.get("remove").and_then(Node::as_bool) == Some(true);
    let change = match node.get("update") {
        _ if remove => Change::Remove,
        Some(update) => Change::Update(update),
        None => Change::Nothing,
    };
    Ok(Action {
        pointer,
        line: node.line,
        target: path,
        change,
    })
}

impl Action<'_> {
    fn apply(&self, root: &mut Node, origins: &mut Origins) -> Result<(), Problem> {
        let locations = self.target.select(root);
        match self.change {
            Change::Nothing => {}
            // From the end, so that the indices of the others stay right.
            Change::Remove => {
                for location in locations.iter().rev() {
                    self.remove(root, location)?;
                }
            }
            Change::Update(update) => {
                for location in &locations {
                    let Some(node) = at(root, location) else {
                        continue;
                    };
                    let spot = Spot {
                        tree: pointer(location),
                        overlay: format!("{}/update", self.pointer),
                    };
                    update_at(node, update, &spot, origins);
                }
            }
        }
        Ok(())
    }

    fn remove(&self, root: &mut Node, location: &[Token]) -> Result<(), Problem> {
        let Some((last, parent)) = location.split_last() else {
            let message = "the whole document cannot be removed";
            let pointer = self.pointer.clone();
            return Err(Problem::error("overlay", pointer, self.line, message));
        };
        match (at(root, parent).map(|node| &mut node.value), last) {
            (Some(Value::Object(members)), Token::Key(key)) => {
                members.shift_remove(key);
            }
            (Some(Value::Array(items)), Token::Index(index)) if *index < items.len() => {
                items.remove(*index);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Where an update is put, and where it comes from.
struct Spot {
    tree: String,
    overlay: String,
}

impl Spot {
    fn below(&self, key: &str) -> Spot {
        let key = escape(key);
        Spot {
            tree: format!("{}/{key}", self.tree),
            overlay: format!("{}/{key}", self.overlay),
        }
    }
}

/// An update of what a target selects: a list gets one entry more.
fn update_at(node: &mut Node, update: &Node, spot: &Spot, origins: &mut Origins) {
    if let Value::Array(items) = &mut node.value {
        let tree = format!("{}/{}", spot.tree, items.len());
        origins.insert(tree, (update.file, spot.overlay.clone()));
        items.push(update.clone());
    } else {
        merge(node, update, spot, origins);
    }
}

/// Objects are merged, lists joined, everything else is replaced.
fn merge(node: &mut Node, update: &Node, spot: &Spot, origins: &mut Origins) {
    match (&mut node.value, &update.value) {
        (Value::Object(members), Value::Object(updates)) => {
            for (key, update) in updates {
                merge_member(members, key, update, &spot.below(key), origins);
            }
        }
        (Value::Array(items), Value::Array(updates)) => {
            for (at, update) in updates.iter().enumerate() {
                let tree = format!("{}/{}", spot.tree, items.len());
                origins.insert(tree, (update.file, format!("{}/{at}", spot.overlay)));
                items.push(update.clone());
            }
        }
        _ => {
            origins.insert(spot.tree.clone(), (update.file, spot.overlay.clone()));
            *node = update.clone();
        }
    }
}

fn merge_member(
    members: &mut IndexMap<String, Node>,
    key: &str,
    update: &Node,
    spot: &Spot,
    origins: &mut Origins,
) {
    if let Some(member) = members.get_mut(key) {
        merge(member, update, spot, origins);
    } else {
        origins.insert(spot.tree.clone(), (update.file, spot.overlay.clone()));
        members.insert(key.to_owned(), update.clone());
    }
}

fn at<'n>(root: &'n mut Node, location: &[Token]) -> Option<&'n mut Node> {
    location
        .iter()
        .try_fold(root, |node, token| match (&mut node.value, token) {
            (Value::Object(members), Token::Key(key)) => members.get_mut(key),
            (Value::Array(items), Token::Index(at)) => items.get_mut(*at),
            _ => None,
        })
}

#[cfg(test)]
mod tests;
