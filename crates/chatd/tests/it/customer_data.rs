//! Operations of the tag `customer_data`.

mod get_customer_flags;
mod send_custom_data;
mod signed_data;
mod update_customer_flags;
