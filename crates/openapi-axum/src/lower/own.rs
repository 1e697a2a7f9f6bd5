//! Schemas that become a type of the user's own: `x-rust-type`, and the settings' table of types.

use indexmap::IndexMap;

use super::Lowering;
use super::conjunction::Source;
use crate::model::{Kind, Own};
use crate::names::pascal_case;
use crate::place::Place;
use crate::problem::Problem;
use crate::read::{Document, escape};
use crate::schema::Type;

/// Where a schema names its type.
const TYPE: &str = "x-rust-type";

/// How a format is told from a component in the table of types.
const FORMAT: &str = "format:";

/// How many brackets a path may open: reading it recurses.
const DEEPEST: usize = 16;

/// Types that are written without a path.
const ALONE: [&str; 15] = [
    "String", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "u128", "u16",
    "u32", "u64", "u8",
];

impl<'d> Lowering<'d> {
    /// The type that a schema becomes instead of one that is generated, as Rust code writes it. An object under
    /// `x-rust-type` is for other tools.
    pub(super) fn own_type(&self, place: &Place<'d>) -> Option<&str> {
        if let Some(path) = place.str(TYPE) {
            return Some(path);
        }
        if self.own_types.is_empty() {
            return None;
        }
        let component = component(&place.pointer).and_then(|name| self.own_types.get(&name));
        let by_format = || {
            let format = place
                .str("format")
                .filter(|_| place.reference().is_none())?;
            self.own_types.get(&format!("{FORMAT}{format}"))
        };
        component.or_else(by_format).map(String::as_str)
    }

    /// The type of a source, if it is one schema as it stands.
    pub(super) fn own_type_of(&self, source: &Source<'d>) -> Option<&str> {
        match source.places.as_slice() {
            [place] if source.only.is_none() && source.without.is_empty() => self.own_type(place),
            _ => None,
        }
    }

    /// Remembers that a component has a name for a type, so that whoever means the same type uses it.
    pub(super) fn name_own_type(&mut self, place: &Place<'d>, rust_name: &str) {
        if let Some(key) = self.own_type(place).map(key_of) {
            let name = rust_name.to_owned();
            self.hoisted.entry(key).or_insert(name);
        }
    }

    /// The name of a type that stands somewhere inside: one for each path.
    pub(super) fn hoist_own(&mut self, source: &Source<'d>, path: &str) -> String {
        let key = key_of(path);
        if let Some(name) = self.hoisted.get(&key) {
            return name.clone();
        }
        let outer = path.split('<').next().unwrap_or(path);
        let last = outer.rsplit("::").next().unwrap_or(outer);
        let name = self.scope.pick(&pascal_case(last));
        self.hoisted.insert(key, name.clone());
        self.declare(&name, None, source);
        if let Some(declared) = self.types.get_mut(&name) {
            // It may stand at many places, and each says something else.
            declared.description = None;
        }
        name
    }

    /// What a source becomes that names its type.
    pub(super) fn own(&mut self, source: &Source<'d>) -> Option<Kind> {
        let path = self.own_type_of(source)?.to_owned();
        if let (Err(message), Some(place)) = (checked(&path), source.first()) {
            let place = place.get(TYPE).unwrap_or_else(|| place.clone());
            self.refuse(&place, "rust-type", message);
        }
        let types = self.types_of(source).map(|types| types.without_null());
        let is_scalar = matches!(
            types.as_deref(),
            Some([Type::String | Type::Integer | Type::Number | Type::Boolean])
        );
        Some(Kind::Own(Own { path, is_scalar }))
    }
}

/// Names of the table that no component has.
pub(crate) fn unknown_types(document: &Document, types: &IndexMap<String, String>) -> Vec<Problem> {
    let root = document.place();
    let is_known = |name: &str| root.at(&["components", "schemas", name]).is_some();
    let names = types.keys().filter(|name| !name.starts_with(FORMAT));
    let unknown = names.filter(|name| !is_known(name));
    unknown
        .map(|name| {
            let pointer = format!("/components/schemas/{}", escape(name));
            let message = format!(
                "`{name}` is given a type and is not there, correct the name in the settings"
            );
            Problem::error("rust-type", pointer, root.node.line, message)
        })
        .collect()
}

fn key_of(path: &str) -> String {
    format!("{TYPE} {path}")
}

/// The name of the component schema at a pointer.
fn component(pointer: &str) -> Option<String> {
    let token = pointer.strip_prefix("/components/schemas/")?;
    (!token.contains('/')).then(|| crate::read::unescape(token))
}

/// Whether a text is the path of a type that every module understands in the same way.
fn checked(path: &str) -> Result<(), String> {
    let is_shallow = path.matches(['<', '(', '[', '{', '&']).count() <= DEEPEST;
    let parsed = is_shallow.then(|| syn::parse_str::<syn::TypePath>(path).ok());
    let Some(parsed) = parsed.flatten().filter(|parsed| parsed.qself.is_none()) else {
        return Err(format!(
            "`{path}` is no path of a type, write one such as `crate::Money`"
        ));
    };
    let first = parsed.path.segments.first();
    let first = first.map(|it| it.ident.to_string()).unwrap_or_default();
    if matches!(first.as_str(), "self" | "super") {
        return Err(format!(
            "`{path}` depends on where it stands, begin with `crate` or with a crate"
        ));
    }
    let is_alone = parsed.path.segments.len() == 1 && parsed.path.leading_colon.is_none();
    if is_alone && !ALONE.contains(&path) {
        return Err(format!(
            "`{path}` is not found without its path, write one such as `crate::{path}`"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
