//! Who gets what: every route of both listeners, with every kind of credential, for own, foreign and unknown ids.
//!
//! The tables are [`chat::TABLE`] and [`desk::TABLE`]. What is decided: 404 and 405 of routes come first; then 401, before anything is
//! looked up; an id that is not one's own is answered as one that does not exist, to the byte: 404 in the path, 400 in the body.

mod chat;
mod credentials;
mod desk;
mod open;
mod row;
mod two_tenants;
