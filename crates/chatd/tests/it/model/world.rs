//! What the second account of the rules asks of the world: here the menus of the demo tenant, and durations that the program is
//! started with.

use chat_core::{Catalogue, MenuId};
use chatd::demo::menus;

/// In seconds, after which a chat without words is dismissed, ends, or has waited for too long.
pub(super) const DISMISS: i64 = 60;
pub(super) const TIMEOUT: i64 = 600;
pub(super) const EXPIRY: i64 = 300;

/// Menus that only the domain's own histories have.
pub(super) const LEAF: MenuId = MenuId(7);
pub(super) const SHIFT: MenuId = MenuId(8);
pub(super) const SHIFT_QUEUE: MenuId = MenuId(9);

pub(super) fn menus() -> Catalogue {
    menus::catalogue()
}
