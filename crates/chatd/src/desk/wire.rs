//! Domain ↔ wire of the desk: the only conversions between the two, by exhaustive destructuring.

mod control;
mod crm;
mod delivery;
mod hours;
mod menu;
mod tenant;
mod virtual_agent;

pub(super) use self::control::{
    advanced, clock, clock_refused, determinism, faults, faults_refused, read_fault, snapshot,
    snapshot_refused, steering, steering_refused,
};
pub(super) use self::crm::{crm_connection, crm_records};
pub(super) use self::delivery::{delivery, delivery_not_found};
pub(super) use self::menu::{catalogue, menu, menu_refused, no_menus, read_catalogue, read_menu};
pub(super) use self::tenant::{
    created_tenant, created_token, no_settings, secret, settings, tenant, token, webhook,
};
pub(super) use self::virtual_agent::{
    backend_place, read_virtual_agent, virtual_agent, virtual_agent_not_found,
};

/// What an operation answers that has taken something away.
pub(super) fn removed() -> desk_types::Removed {
    desk_types::Removed {
        message: "removed".to_owned(),
    }
}
