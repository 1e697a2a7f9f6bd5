//! What a caller of the generator chooses, and what it gets.

use indexmap::IndexMap;

use crate::overlay::Overlay;
use crate::select::Selection;

/// What is generated, and how it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Name of the server trait, such as `ChatApi`.
    pub trait_name: String,
    /// Whether the server trait has all methods, or is put together of one trait per tag.
    pub traits: Traits,
    /// Where the types are, as Rust code writes it: a crate such as `chat_types`, or a module such as `crate::types`.
    pub types_crate: String,
    /// The document's path as the first line of every file names it, such as `spec/chat.yaml`.
    pub header_source: String,
    /// The command that writes the files, as the first line names it, such as `cargo xtask codegen`.
    pub header_command: String,
    /// Whether the types derive schemas of schemars and utoipa, so that the document can be held against them. What those
    /// cannot express is refused then.
    pub derived_schemas: bool,
    /// Whether the server has a `Mock`: an implementation that answers with the examples of the document.
    pub mock: bool,
    /// Changes of the document that are applied before anything else, in this order.
    pub overlays: Vec<Overlay>,
    /// Types that are not generated because they are written elsewhere: by name of a component, or by format as
    /// `format:money`, the path of the type as the crate of types writes it, such as `crate::Money`.
    pub types: IndexMap<String, String>,
    /// The operations that are generated; everything by default.
    pub select: Selection,
}

/// How the methods of a server are put into traits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Traits {
    /// One trait has all of them.
    #[default]
    One,
    /// Each tag has a trait, such as `PetsApi`, for the operations of which it is the first tag. The server trait is whatever
    /// implements all of these.
    PerTag,
}

impl Default for Settings {
    /// Trait and types as one crate of both has them: `Api` and `crate::types`.
    fn default() -> Self {
        Self {
            trait_name: "Api".to_owned(),
            traits: Traits::One,
            types_crate: "crate::types".to_owned(),
            header_source: "an OpenAPI document".to_owned(),
            header_command: "openapi-axum".to_owned(),
            derived_schemas: false,
            mock: false,
            overlays: Vec::new(),
            types: IndexMap::new(),
            select: Selection::default(),
        }
    }
}

/// Generated files by path, in the order in which they should be read.
///
/// Paths begin with `types/` for what goes to `src/` of the crate of types and with `server/` for the server's.
pub type Artifacts = IndexMap<String, String>;
