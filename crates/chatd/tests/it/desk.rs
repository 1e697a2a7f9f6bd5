//! The desk, through its generated client where the input is good, and over raw HTTP where it is not.

mod clock;
mod credentials;
mod crm;
mod deliveries;
mod determinism;
mod faults;
mod guard;
mod menus;
mod restarts;
mod routes;
mod seed;
mod seed_file;
mod snapshots;
mod steering;
mod tenants;
mod virtual_agents;
mod webhook;

use chat_client::types::{Chat, UpsertEndUserRequest};
use desk_client::ErrorExt as _;
use desk_client::types::{
    AdvanceClockRequest, AdvanceReport, CreateTenantRequest, CreatedTenant, UpdateClockRequest,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::support::{Server, new_chat};

/// The demo tenant.
const DEMO: i64 = 1;
const MINUTE_MS: i64 = 60_000;

/// A body of the generated client, as it is on the wire.
fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a body")
}

/// Stops the clock, and tells where.
async fn freeze(server: &Server) -> Timestamp {
    let body = UpdateClockRequest::builder().frozen(true).build();
    let desk = server.desk();
    let frozen = desk.update_clock().body(body).send().await;
    frozen.expect("frozen").now
}

/// Moves the clock on; everything that falls due on the way is done.
async fn advance(server: &Server, milliseconds: i64) -> AdvanceReport {
    let body = AdvanceClockRequest::builder().milliseconds(milliseconds);
    let desk = server.desk();
    let advanced = desk.advance_clock().body(body.build()).send().await;
    let report = advanced.expect("advanced").into_inner();
    assert!(report.complete, "{report:?}");
    report
}

/// A tenant beside the demo one.
async fn create(server: &Server, subdomain: &str) -> CreatedTenant {
    let body = CreateTenantRequest::builder().subdomain(subdomain).build();
    let desk = server.desk();
    let made = desk.create_tenant().body(body).send().await;
    made.expect("made").into_inner()
}

/// A new chat of a client's end user `ada`.
async fn chat_of(client: &chat_client::Client, menu: i64) -> Chat {
    let ada = UpsertEndUserRequest::builder().identifier("ada".to_owned());
    let ada = client.upsert_end_user().body(ada.build()).send().await;
    let body = new_chat(menu, ada.expect("an end user").id);
    let chat = client.create_chat().body(body).send().await;
    chat.expect("a chat").into_inner()
}

type Refused = desk_client::Error<desk_client::types::Error>;

/// The status and the message of a refusal.
fn refusal<T>(called: Result<T, Refused>) -> (u16, String) {
    let Err(error) = called else {
        panic!("not refused");
    };
    let wire = error.wire().expect("the error object");
    (error.status_code().expect("a status"), wire.message.clone())
}

/// The places of everything that is wrong with a request.
fn places<T>(called: Result<T, Refused>) -> Vec<String> {
    let Err(error) = called else {
        panic!("not refused");
    };
    assert_eq!(error.status_code(), Some(400), "{error:?}");
    let wrong = error.wire().and_then(|wire| wire.errors.clone());
    let places = wrong.into_iter().flatten().map(|it| it.pointer);
    places.collect()
}
