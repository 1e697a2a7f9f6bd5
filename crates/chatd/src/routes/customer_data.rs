//! Operations of the tag `customer_data`.

pub(crate) mod get_customer_flags;
pub(crate) mod send_custom_data;
pub(crate) mod update_customer_flags;
