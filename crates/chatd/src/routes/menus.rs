//! Operations of the tag `menus`.

pub(crate) mod list_wait_times;
