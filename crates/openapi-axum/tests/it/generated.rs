//! What the cases are expected to become, compiled.

#![expect(
    dead_code,
    unreachable_pub,
    reason = "a case is the whole of what is generated for a document, and a test uses some of it"
)]

#[path = "../cases/all_of/expected.rs"]
pub(crate) mod all_of;
#[path = "../cases/defaults/expected.rs"]
pub(crate) mod defaults;
#[path = "../cases/deprecated/expected.rs"]
pub(crate) mod deprecated;
#[path = "../cases/discriminator/expected.rs"]
pub(crate) mod discriminator;
#[path = "../cases/enumerations/expected.rs"]
pub(crate) mod enumerations;
#[path = "../cases/formats/expected.rs"]
pub(crate) mod formats;
#[path = "../cases/given_names/expected.rs"]
pub(crate) mod given_names;
#[path = "../cases/inheritance/expected.rs"]
pub(crate) mod inheritance;
#[path = "../cases/integers/expected.rs"]
pub(crate) mod integers;
#[path = "../cases/names/expected.rs"]
pub(crate) mod names;
#[path = "../cases/nullable/expected.rs"]
pub(crate) mod nullable;
#[path = "../cases/objects/expected.rs"]
pub(crate) mod objects;
#[path = "../cases/one_of/expected.rs"]
pub(crate) mod one_of;
#[path = "../cases/own_types/expected.rs"]
pub(crate) mod own_types;
#[path = "../cases/patterns/expected.rs"]
pub(crate) mod patterns;
#[path = "../cases/recursion/expected.rs"]
pub(crate) mod recursion;
#[path = "../cases/types_31/expected.rs"]
pub(crate) mod types_31;
#[path = "../cases/untyped/expected.rs"]
pub(crate) mod untyped;
#[path = "../cases/visibility/expected.rs"]
pub(crate) mod visibility;
