//! Operations of the tag `menus`.

mod list_wait_times;
