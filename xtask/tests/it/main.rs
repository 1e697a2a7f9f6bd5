//! What holds for the repository as a whole.

mod codegen;
mod drift;
mod edges;
mod files;
mod markdown;
mod tidy;
