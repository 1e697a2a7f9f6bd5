//! What schemars derives from the types.

use desk_types::{
    AdvanceClockRequest, AdvanceReport, Clock, CreateSecondarySecretRequest, CreateTenantRequest,
    CreateTokenRequest, CreateVirtualAgentSecretRequest, CreatedSecret, CreatedTenant,
    CreatedToken, CrmConnection, CrmRecords, Delivery, DeliveryChannelSelector, DeliveryDetail,
    DeliveryList, DeliveryStatusSelector, Determinism, Error, FaultList, Menu, MenuCatalogue,
    Removed, ResendDeliveryRequest, ResendFailedRequest, ResendReport, ResetReport,
    ResetWebhooksRequest, RestoreSnapshotRequest, RotateSecretRequest, SaveSnapshotRequest, Secret,
    SecretList, SecretSelector, Seed, SeedReport, SetDeterminismRequest, Snapshot, SnapshotList,
    Tenant, TenantList, TokenList, TriggerReport, TriggerWebhooksRequest, UpdateClockRequest,
    UpdateCrmRequest, UpdateTenantRequest, UpdateWebhookRequest, UpdateWebhookSteeringRequest,
    VirtualAgent, VirtualAgentList, Webhook, WebhookSteering,
};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// Adds the schemas of several types to a generator.
macro_rules! add {
    ($generator:ident: $($name:ty),* $(,)?) => {
        $(add::<$name>(&mut $generator);)*
    };
}

fn add<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}

/// Every schema that is reached from a request or an answer, by name.
pub(crate) fn derived() -> Map<String, Value> {
    let mut generator = SchemaGenerator::default();
    add!(generator: DeliveryChannelSelector, DeliveryStatusSelector, SecretSelector, AdvanceClockRequest, AdvanceReport, Clock, CreateSecondarySecretRequest, CreateTenantRequest, CreateTokenRequest, CreateVirtualAgentSecretRequest, CreatedSecret, CreatedTenant, CreatedToken, CrmConnection, CrmRecords, Delivery, DeliveryDetail, DeliveryList, Determinism, Error, FaultList, Menu, MenuCatalogue, Removed, ResendDeliveryRequest, ResendFailedRequest, ResendReport, ResetReport, ResetWebhooksRequest, RestoreSnapshotRequest, RotateSecretRequest, SaveSnapshotRequest, Secret, SecretList, Seed, SeedReport, SetDeterminismRequest, Snapshot, SnapshotList, Tenant, TenantList, TokenList, TriggerReport, TriggerWebhooksRequest, UpdateClockRequest, UpdateCrmRequest, UpdateTenantRequest, UpdateWebhookRequest, UpdateWebhookSteeringRequest, VirtualAgent, VirtualAgentList, Webhook, WebhookSteering);
    generator.take_definitions(true)
}
