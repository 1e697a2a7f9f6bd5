//! Every example of the document decodes into its type and is written again equal, as JSON.
//!
//! The client sends and reads these very types, so this speaks for it too.

use std::collections::BTreeSet;

use desk_types as types;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/desk.yaml");
    let text = std::fs::read_to_string(path).expect("the document can be read");
    openapi_witness::yaml::read(&text).expect("the document is YAML")
}

/// Reads a value as a type and writes it again.
type Again = fn(&Value) -> Result<Value, serde_json::Error>;

fn again<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, serde_json::Error> {
    // Through text, as on the wire.
    let decoded: T = serde_json::from_str(&value.to_string())?;
    serde_json::to_value(decoded)
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

/// The union that a schema is a member of, and its tag property. The union writes the tag, not the member.
fn union_of(document: &Value, member: &str) -> Option<(Again, String)> {
    let schemas = document["components"]["schemas"].as_object()?;
    let reference = format!("#/components/schemas/{member}");
    let (name, union) = schemas.iter().find(|(_, schema)| {
        schema["discriminator"]["mapping"]
            .as_object()
            .is_some_and(|mapping| mapping.values().any(|target| target == &reference))
    })?;
    let (_, again) = COMPONENTS.iter().find(|(component, _)| component == name)?;
    let property = union["discriminator"]["propertyName"].as_str()?;
    Some((*again, property.to_owned()))
}

/// Checks a value of a component: as its type and, when it is a member of a union, as the union too.
fn check(document: &Value, name: &str, value: &Value, out: &mut Vec<String>) {
    let (_, again) = COMPONENTS
        .iter()
        .find(|(component, _)| *component == name)
        .expect("every schema has a type");
    let mut own = value.clone();
    if let Some((union, property)) = union_of(document, name) {
        check_as(&format!("{name} as its union"), union, value, value, out);
        own.as_object_mut()
            .expect("a member is an object")
            .shift_remove(&property);
    }
    check_as(name, *again, value, &own, out);
}

fn check_as(place: &str, again: Again, value: &Value, expected: &Value, out: &mut Vec<String>) {
    match again(value) {
        Ok(written) if written == *expected => {}
        Ok(written) => out.push(format!("{place}: {value} is written again as {written}")),
        Err(error) => out.push(format!("{place}: {value} cannot be read: {error}")),
    }
}

#[test]
fn every_schema_has_a_type() {
    let document = document();
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("there are schemas");
    let schemas: BTreeSet<_> = schemas.keys().map(String::as_str).collect();
    let types: BTreeSet<_> = COMPONENTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(schemas, types);
}

#[test]
fn examples_of_schemas() {
    let document = document();
    let mut wrong = Vec::new();
    for (name, _) in COMPONENTS {
        let schema = &document["components"]["schemas"][name];
        let example = schema.get("example").expect("every schema has an example");
        check(&document, name, example, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_properties() {
    let document = document();
    let mut wrong = Vec::new();
    for (name, _) in COMPONENTS {
        let schema = &document["components"]["schemas"][name];
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(example) = schema.get("example") {
                let mut value = document["components"]["schemas"][name]["example"].clone();
                value[property] = example.clone();
                check(&document, name, &value, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_answers() {
    let document = document();
    let mut wrong = Vec::new();
    let responses = document["components"]["responses"]
        .as_object()
        .expect("there are responses");
    for (name, response) in responses {
        let example = &response["content"]["application/json"]["example"];
        check_as(name, again::<types::Error>, example, example, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
