//! Every example of the document decodes into its type and is written again equal, as JSON.
//!
//! The client sends and reads these very types, so this speaks for it too.

use desk_types as types;
use openapi_witness::examples::{Again, Examples, again};
use serde_json::Value;

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/desk.yaml");
    let text = std::fs::read_to_string(path).expect("the document can be read");
    openapi_witness::yaml::read(&text).expect("the document is YAML")
}

/// Every component schema with its type.
macro_rules! components {
    ($($name:ident),* $(,)?) => {
        &[$((stringify!($name), again::<types::$name> as Again)),*]
    };
}

const COMPONENTS: &[(&str, Again)] = components![
    Error,
    ErrorDetail,
    Clock,
    UpdateClockRequest,
    AdvanceClockRequest,
    AdvanceReport,
    Fault,
    FaultList,
    WebhookSteering,
    UpdateWebhookSteeringRequest,
    TriggerWebhooksRequest,
    TriggerReport,
    ResetWebhooksRequest,
    ResetReport,
    SaveSnapshotRequest,
    RestoreSnapshotRequest,
    Snapshot,
    SnapshotList,
    SeedReport,
    Determinism,
    SetDeterminismRequest,
    TenantSettings,
    Tenant,
    TenantList,
    CreateTenantRequest,
    UpdateTenantRequest,
    Token,
    TokenList,
    CreateTokenRequest,
    CreatedToken,
    Secret,
    SecretList,
    CreateSecondarySecretRequest,
    RotateSecretRequest,
    CreateVirtualAgentSecretRequest,
    CreatedSecret,
    TenantSecrets,
    CreatedTenant,
    Removed,
    SecretSelector,
    DeliveryStatusSelector,
    DeliveryChannelSelector,
    SecretName,
    Weekday,
    OpeningMode,
    DeflectionChannel,
    VirtualAgentBackend,
    DeliveryChannel,
    DeliveryStatus,
    OpeningInterval,
    OpeningDay,
    OpeningException,
    OpeningHours,
    DeflectionLink,
    DeflectionOption,
    MenuTimeouts,
    Menu,
    MenuCatalogue,
    VirtualAgent,
    VirtualAgentList,
    Webhook,
    UpdateWebhookRequest,
    Delivery,
    DeliveryDetail,
    DeliveryList,
    ResendDeliveryRequest,
    ResendFailedRequest,
    ResendReport,
    CrmConnection,
    UpdateCrmRequest,
    SeedEndUser,
    SeedSecrets,
    SeedTenant,
    Seed,
    CrmContact,
    CrmTicket,
    CrmRecords,
];

fn examples(document: &Value) -> Examples<'_> {
    Examples {
        document,
        components: COMPONENTS,
    }
}

#[test]
fn every_schema_has_a_type() {
    examples(&document()).assert_every_schema_has_a_type();
}

#[test]
fn examples_of_schemas() {
    examples(&document()).assert_schemas();
}

#[test]
fn examples_of_properties() {
    examples(&document()).assert_properties();
}

#[test]
fn examples_of_answers() {
    examples(&document()).assert_answers(again::<types::Error>);
}
