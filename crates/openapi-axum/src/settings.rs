//! What a caller of the generator chooses, and what it gets.

use indexmap::IndexMap;

/// How generated code is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Name of the server trait, such as `ChatApi`.
    pub trait_name: String,
    /// Name of the crate that holds the types, as Rust code writes it, such as `chat_types`.
    pub types_crate: String,
    /// The document's path as the first line of every file names it, such as `spec/chat.yaml`.
    pub header_source: String,
    /// The command that writes the files, as the first line names it, such as `cargo xtask codegen`.
    pub header_command: String,
}

/// Generated files by path, in the order in which they should be read.
///
/// Paths begin with `types/` for what goes to `src/` of the crate of types and with `server/` for the server's.
pub type Artifacts = IndexMap<String, String>;
