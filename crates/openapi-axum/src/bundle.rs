//! Makes one tree of a document and the files that it refers to.
//!
//! What a reference names outside of the components becomes a component, under a name from its place; path items and
//! what else is no component is put where the reference stood. Every later stage then sees one document whose references
//! are all `#/components/SECTION/NAME`. Where each part was written is kept in the [`Document`].

mod files;
mod find;
mod kind;
mod name;
mod reference;
mod rewrite;

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::names::pascal_case;
use crate::problem::Problem;
use crate::read::{Document, Node, Origins, Value};
use crate::source::Loader;
use files::Files;
use find::Found;
use kind::Kind;
use rewrite::Spot;

/// Bundles the tree of the main file; `names` are those of the files so far, the main one first.
///
/// The problems know their files; with any of them the document still has the references that could not be followed.
pub(crate) fn bundle(
    root: Node,
    names: Vec<String>,
    origins: Origins,
    loader: Option<&dyn Loader>,
) -> (Document, Vec<Problem>) {
    if is_bundled(&root) {
        return (Document::assembled(root, names, origins), Vec::new());
    }
    let mut bundler = Bundler::new(Files::new(&names, root, loader));
    // The first pass finds what becomes a component; the second writes references to it even where it stands.
    bundler.pass();
    let mut problems = std::mem::take(&mut bundler.problems);
    problems.append(&mut bundler.files.problems);
    bundler.origins = origins;
    let root = bundler.pass();
    let origins = bundler.origins;
    (
        Document::assembled(root, bundler.files.names(), origins),
        problems,
    )
}

/// Whether every reference is to a component of this document already; examples may make it say no needlessly.
fn is_bundled(root: &Node) -> bool {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Node::as_str);
                if !reference.is_none_or(is_settled) || !is_settled_mapping(members) {
                    return false;
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    true
}

fn is_settled(reference: &str) -> bool {
    !reference.contains('%')
        && reference
            .strip_prefix('#')
            .and_then(reference::component)
            .is_some_and(|(section, _)| section != "pathItems")
}

fn is_settled_mapping(members: &IndexMap<String, Node>) -> bool {
    let mapping = members.get("mapping").and_then(Node::as_object);
    mapping.is_none_or(|mapping| {
        mapping
            .values()
            .filter_map(Node::as_str)
            .all(|value| !rewrite::names_a_place(value) || is_settled(value))
    })
}

/// A place that becomes a component: file, pointer, section.
type Target = (u32, String, &'static str);

struct Bundler<'a> {
    files: Files<'a>,
    /// What becomes a component, with its name.
    targets: IndexMap<Target, String>,
    /// Names in use, by section, as Rust types would have them.
    taken: HashSet<(&'static str, String)>,
    /// Targets that stand in the main file's components as a mere reference, and take its place.
    in_place: HashSet<Target>,
    origins: Origins,
    problems: Vec<Problem>,
    /// References that are being replaced by what they name.
    expanding: Vec<(u32, String)>,
    visited: usize,
}

impl<'a> Bundler<'a> {
    fn new(files: Files<'a>) -> Self {
        let mut bundler = Bundler {
            files,
            targets: IndexMap::new(),
            taken: HashSet::new(),
            in_place: HashSet::new(),
            origins: Origins::new(),
            problems: Vec::new(),
            expanding: Vec::new(),
            visited: 0,
        };
        bundler.own_components();
        bundler
    }

    /// Reserves the names of the main file's components, and gives those that only refer elsewhere to what they name.
    fn own_components(&mut self) {
        let Some(root) = self.files.root(0) else {
            return;
        };
        let sections = root.get("components").and_then(Node::as_object);
        for (section, members) in sections.into_iter().flatten() {
            let Some(section) = Kind::Components.member(section).item_section() else {
                continue;
            };
            for name in members.as_object().into_iter().flatten().map(|it| it.0) {
                self.taken.insert((section, pascal_case(name)));
            }
        }
        for (section, members) in sections.into_iter().flatten() {
            let Some(section) = Kind::Components.member(section).item_section() else {
                continue;
            };
            for (name, node) in members.as_object().into_iter().flatten() {
                self.adopt(section, name, node);
            }
        }
    }

    fn adopt(&mut self, section: &'static str, name: &str, node: &Node) {
        let Some(reference) = find::mere_reference(node) else {
            return;
        };
        // What cannot be followed is complained about when the tree is written.
        if let Ok(found) = self.find_part(0, reference)
            && found.component().is_none()
        {
            let target = (found.file, found.pointer, section);
            if !self.targets.contains_key(&target) {
                self.in_place.insert(target.clone());
                self.targets.insert(target, name.to_owned());
            }
        }
    }

    /// The name of the component that a place becomes.
    fn register(&mut self, found: &Found, section: &'static str) -> String {
        let target = (found.file, found.pointer.clone(), section);
        if let Some(name) = self.targets.get(&target) {
            return name.clone();
        }
        let natural = name::natural(self.files.path(found.file), &found.pointer);
        let mut name = natural.clone();
        let mut number = 2;
        while !self.taken.insert((section, pascal_case(&name))) {
            name = format!("{natural}{number}");
            number += 1;
        }
        self.targets.insert(target, name.clone());
        name
    }

    /// Writes the tree anew: the main file, and then every component that it needs.
    fn pass(&mut self) -> Node {
        self.visited = 0;
        let Some(main) = self.files.root(0) else {
            return Node::default();
        };
        let mut root = self.rewritten(&main, Kind::Document, &Spot::main());
        let mut next = 0;
        while let Some((target, name)) = self.targets.get_index(next) {
            let (target, name) = (target.clone(), name.clone());
            next += 1;
            if self.in_place.contains(&target) {
                continue;
            }
            let (file, pointer, section) = target;
            let node = self.files.root(file);
            let Some(node) = node.as_ref().and_then(|root| root.pointer(&pointer)) else {
                continue;
            };
            let spot = Spot::component(file, pointer, section, &name);
            self.origins
                .insert(spot.tree.clone(), (file, spot.pointer.clone()));
            let node = self.rewritten(node, Kind::of_section(section), &spot);
            insert(&mut root, section, &name, node);
        }
        root
    }

    fn complain(&mut self, spot: &Spot, node: &Node, rule: &'static str, message: String) {
        let problem = Problem {
            file: self.files.name(node.file).to_owned(),
            ..Problem::error(rule, spot.pointer.clone(), node.line, message)
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// Puts a component where the others are.
fn insert(root: &mut Node, section: &str, name: &str, node: Node) {
    if let Some(section) =
        member(root, "components").and_then(|components| member(components, section))
        && let Value::Object(members) = &mut section.value
    {
        members.insert(name.to_owned(), node);
    }
}

/// The object under a key, which is made if there is nothing.
fn member<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let empty = Node {
        value: Value::Object(IndexMap::new()),
        ..rewrite::position(node)
    };
    match &mut node.value {
        Value::Object(members) => Some(members.entry(key.to_owned()).or_insert(empty)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
