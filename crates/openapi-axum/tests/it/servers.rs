//! What the cases of servers are expected to become, compiled.

#![expect(
    dead_code,
    unreachable_pub,
    reason = "a case is the whole of what is generated for a document"
)]
#![expect(
    clippy::enum_variant_names,
    reason = "the lint lets types be that are exported, as these are outside of a test"
)]

#[path = "../cases/servers/events/expected.rs"]
mod events;
#[path = "../cases/servers/form/expected.rs"]
mod form;
#[path = "../cases/servers/media_types/expected.rs"]
mod media_types;
#[path = "../cases/servers/multipart/expected.rs"]
mod multipart;
#[path = "../cases/servers/operation_names/expected.rs"]
mod operation_names;
#[path = "../cases/servers/overlay/expected.rs"]
mod overlay;
#[path = "../cases/servers/own_types/expected.rs"]
mod own_types;
#[path = "../cases/servers/parameters/expected.rs"]
mod parameters;
#[path = "../cases/servers/response_headers/expected.rs"]
mod response_headers;
#[path = "../cases/servers/security/expected.rs"]
mod security;
#[path = "../cases/servers/selection/expected.rs"]
mod selection;
#[path = "../cases/servers/statuses/expected.rs"]
mod statuses;
#[path = "../cases/servers/streams/expected.rs"]
mod streams;
#[path = "../cases/servers/tags/expected.rs"]
mod tags;
#[path = "../cases/servers/webhooks/expected.rs"]
mod webhooks;
