//! What the second account of the rules asks of the world: here the menus of the demo tenant, and durations that the program is
//! started with.

use chat_core::{Catalogue, MenuId};
use chatd::demo::menus;
use jiff::{SignedDuration, Timestamp};

/// The second of that account is a tick here: half of the time that a demo agent takes to pick up, and all that it takes to
/// answer, as there.
pub(super) const TICK: SignedDuration = SignedDuration::from_millis(400);

/// In ticks, after which a chat without words is dismissed, ends, or has waited for too long.
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

/// The instant so many ticks after another.
pub(super) fn after(begin: Timestamp, ticks: i64) -> Timestamp {
    let milliseconds = i64::try_from(TICK.as_millis()).expect("few") * ticks;
    begin + SignedDuration::from_millis(milliseconds)
}
