//! What the command takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const EXIT_CODES: &str = "\
Exit codes:
  0  done, nothing to complain about
  1  the document has errors, or a file cannot be read or written
  2  the arguments make no sense
  3  diff: the change breaks callers
  4  check: generated files are not what a fresh run writes";

/// Types and an axum server trait from an OpenAPI document.
#[derive(Parser)]
#[command(name = "openapi-axum", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
    /// How problems are printed; JSON is one object with `problems`, and what else the verb found.
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    pub(crate) format: Format,
    /// Whether text has colours; `auto` asks the terminal and NO_COLOR.
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    pub(crate) color: Color,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Write a crate that compiles: types, checks, server trait, router.
    ///
    /// `Cargo.toml` and `src/lib.rs` are written once and are yours from then on. Everything else is marked as generated,
    /// replaced by every run, and removed when it is no longer generated.
    #[command(after_help = EXIT_CODES)]
    Generate(Generate),
    /// Tell whether the generated files are what a fresh run writes; nothing is written.
    #[command(after_help = EXIT_CODES)]
    Check(Generate),
    /// List what is wrong with a document, and what a reader would stumble over.
    #[command(after_help = EXIT_CODES)]
    Lint(Lint),
    /// List what changed between two documents, for callers and for implementers.
    #[command(after_help = EXIT_CODES)]
    Diff(Diff),
}

#[derive(Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) document: Document,
    /// The directory of the crate.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Name of the crate; the name of its directory by default.
    #[arg(long, value_name = "NAME")]
    pub(crate) crate_name: Option<String>,
    /// Name of the server trait; made from the title of the document by default.
    #[arg(long, value_name = "NAME")]
    pub(crate) trait_name: Option<String>,
    /// Write one trait per tag; the server trait is whatever implements all of them.
    #[arg(long)]
    pub(crate) trait_per_tag: bool,
    /// Take openapi-axum-rt from a directory, instead of the published crate.
    #[arg(long, value_name = "PATH")]
    pub(crate) rt_path: Option<PathBuf>,
    /// Write only the types and their checks.
    #[arg(long)]
    pub(crate) types_only: bool,
    /// Use a type of your own, such as `Money=crate::Money`, or `format:money=crate::Money` for every schema of a format.
    #[arg(long = "type", value_name = "COMPONENT=PATH", value_parser = own_type)]
    pub(crate) types: Vec<(String, String)>,
    /// Write a `Mock` too: an implementation of the trait that answers with the examples of the document.
    #[arg(long)]
    pub(crate) mock: bool,
    /// Derive schemas of schemars and utoipa, and utoipa's document of the operations, behind features of those names. A
    /// document that they cannot say all of is refused.
    #[arg(long)]
    pub(crate) derived_schemas: bool,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

#[derive(Args)]
pub(crate) struct Lint {
    #[command(flatten)]
    pub(crate) document: Document,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

#[derive(Args)]
pub(crate) struct Diff {
    /// The document as it was.
    #[arg(value_name = "A")]
    pub(crate) before: PathBuf,
    /// The document as it is.
    #[arg(value_name = "B")]
    pub(crate) after: PathBuf,
}

/// The document, and what is done to it first.
#[derive(Args)]
pub(crate) struct Document {
    /// The document, YAML or JSON; `-` reads standard input.
    #[arg(value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// An OpenAPI Overlay 1.0 to apply first; several are applied in order.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// The directory that references to other files must not leave; none by default, and `..` is allowed.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
}

/// The operations that are taken; all by default. The lists add up.
#[derive(Args)]
pub(crate) struct Selection {
    /// Take the operations with this tag.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,
    /// Take the operations under this path, as the document writes it.
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Vec<String>,
    /// Take the operation with this id.
    #[arg(long, value_name = "ID")]
    pub(crate) operation: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// A component or format, and the type that stands for it.
fn own_type(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((schema, path)) if !schema.is_empty() && !path.is_empty() => {
            Ok((schema.to_owned(), path.to_owned()))
        }
        _ => Err("write the name of a component, `=` and the path of a type".to_owned()),
    }
}
