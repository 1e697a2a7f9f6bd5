//! Operations of the tag `control`.

pub(super) mod advance_clock;
pub(super) mod get_clock;
pub(super) mod get_determinism;
pub(super) mod get_webhook_steering;
pub(super) mod list_faults;
pub(super) mod list_snapshots;
pub(super) mod load_seed;
pub(super) mod replace_faults;
pub(super) mod reset_webhooks;
pub(super) mod restore_snapshot;
pub(super) mod save_snapshot;
pub(super) mod set_determinism;
pub(super) mod trigger_webhooks;
pub(super) mod update_clock;
pub(super) mod update_webhook_steering;
