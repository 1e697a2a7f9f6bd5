//! Writes and checks the modules with planted defects that `tests/it/planted` compiles.
//!
//! A binary of its own: it has to build when they do not.

mod defect;
mod emitted;
