//! An implementation of the trait that notes how it was called and answers with the document's examples.

use desk_server::errors::{
    AdvanceClockError, CreateSecondarySecretError, CreateTenantError, CreateTokenError,
    CreateVirtualAgentSecretError, DeleteMenuError, DeleteVirtualAgentError, GetClockError,
    GetCrmError, GetCrmTicketError, GetDeliveryError, GetDeterminismError, GetTenantError,
    GetWebhookError, GetWebhookSteeringError, ListDeliveriesError, ListFaultsError, ListMenusError,
    ListSecretsError, ListSnapshotsError, ListTenantsError, ListTokensError,
    ListVirtualAgentsError, LoadSeedError, PutMenuError, PutVirtualAgentError, ReplaceFaultsError,
    ReplaceMenusError, ResendDeliveryError, ResendFailedDeliveriesError, ResetWebhooksError,
    RestoreSnapshotError, RevokeTokenError, RotateSecretError, SaveSnapshotError,
    SetDeterminismError, TriggerWebhooksError, UpdateClockError, UpdateCrmError, UpdateTenantError,
    UpdateWebhookError, UpdateWebhookSteeringError,
};
use desk_server::parameters::{
    AdvanceClockHeader, CreateSecondarySecretHeader, CreateSecondarySecretPath, CreateTenantHeader,
    CreateTokenHeader, CreateTokenPath, CreateVirtualAgentSecretHeader,
    CreateVirtualAgentSecretPath, DeleteMenuPath, DeleteVirtualAgentPath, GetCrmPath,
    GetCrmTicketPath, GetDeliveryPath, GetTenantPath, GetWebhookPath, GetWebhookSteeringPath,
    ListDeliveriesPath, ListDeliveriesQuery, ListMenusPath, ListSecretsPath, ListTokensPath,
    ListVirtualAgentsPath, LoadSeedHeader, PutMenuPath, PutVirtualAgentPath, ReplaceMenusPath,
    ResendDeliveryHeader, ResendDeliveryPath, ResendFailedDeliveriesHeader,
    ResendFailedDeliveriesPath, ResetWebhooksHeader, ResetWebhooksPath, RestoreSnapshotHeader,
    RestoreSnapshotPath, RevokeTokenPath, RotateSecretHeader, RotateSecretPath, SaveSnapshotHeader,
    TriggerWebhooksHeader, TriggerWebhooksPath, UpdateClockHeader, UpdateCrmHeader, UpdateCrmPath,
    UpdateTenantHeader, UpdateTenantPath, UpdateWebhookHeader, UpdateWebhookPath,
    UpdateWebhookSteeringHeader, UpdateWebhookSteeringPath,
};
use desk_server::{BasicCredentials, Context, DeskApi, Rejection, RouterOptions, router};
use desk_types::{
    AdvanceClockRequest, AdvanceReport, Clock, CreateSecondarySecretRequest, CreateTenantRequest,
    CreateTokenRequest, CreateVirtualAgentSecretRequest, CreatedSecret, CreatedTenant,
    CreatedToken, CrmConnection, CrmRecords, Delivery, DeliveryDetail, DeliveryList, Determinism,
    FaultList, Menu, MenuCatalogue, Removed, ResendDeliveryRequest, ResendFailedRequest,
    ResendReport, ResetReport, ResetWebhooksRequest, RestoreSnapshotRequest, RotateSecretRequest,
    SaveSnapshotRequest, Secret, SecretList, Seed, SeedReport, SetDeterminismRequest, Snapshot,
    SnapshotList, Tenant, TenantList, TokenList, TriggerReport, TriggerWebhooksRequest,
    UpdateClockRequest, UpdateCrmRequest, UpdateTenantRequest, UpdateWebhookRequest,
    UpdateWebhookSteeringRequest, VirtualAgent, VirtualAgentList, Webhook, WebhookSteering,
};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;
use openapi_witness::behaviour::{Contract, Recorder, Subject};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Notes every call.
struct Probe {
    contract: Contract,
    recorder: Recorder,
}

impl Probe {
    /// The documented example of the operation's answer.
    fn answer<T: DeserializeOwned>(&self, operation: &str) -> T {
        serde_json::from_value(self.contract.answer(operation))
            .expect("the example of an answer can be read as its type")
    }
}

/// One method per operation: its arguments, its parameters by place, its body.
macro_rules! operations {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> Result<$answer:ty, $error:ty> { $parameters:tt, $body:expr })*) => {
        $(async fn $name(
            &self,
            _context: Context<()>,
            $($argument: $type),*
        ) -> Result<$answer, $error> {
            self.recorder.reached(stringify!($name), json!($parameters), &$body);
            Ok(self.answer(stringify!($name)))
        })*
    };
}

impl DeskApi for Probe {
    type Caller = ();

    async fn authenticate(
        &self,
        credentials: BasicCredentials,
        _request: &Parts,
    ) -> Result<(), Rejection> {
        if credentials.username == "admin" && credentials.password.expose() == "token" {
            Ok(())
        } else {
            Err(Rejection::unauthorized("credentials are wrong"))
        }
    }

    operations! {
        fn get_clock() -> Result<Clock, GetClockError> { {}, () }
        fn update_clock(header: UpdateClockHeader, body: UpdateClockRequest) -> Result<Clock, UpdateClockError> { { "header/Idempotency-Key": header.idempotency_key }, body }
        fn advance_clock(header: AdvanceClockHeader, body: AdvanceClockRequest) -> Result<AdvanceReport, AdvanceClockError> { { "header/Idempotency-Key": header.idempotency_key }, body }
        fn list_faults() -> Result<FaultList, ListFaultsError> { {}, () }
        fn replace_faults(body: FaultList) -> Result<FaultList, ReplaceFaultsError> { {}, body }
        fn get_webhook_steering(path: GetWebhookSteeringPath) -> Result<WebhookSteering, GetWebhookSteeringError> { { "path/tenant_id": path.tenant_id }, () }
        fn update_webhook_steering(path: UpdateWebhookSteeringPath, header: UpdateWebhookSteeringHeader, body: UpdateWebhookSteeringRequest) -> Result<WebhookSteering, UpdateWebhookSteeringError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn trigger_webhooks(path: TriggerWebhooksPath, header: TriggerWebhooksHeader, body: TriggerWebhooksRequest) -> Result<TriggerReport, TriggerWebhooksError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn reset_webhooks(path: ResetWebhooksPath, header: ResetWebhooksHeader, body: ResetWebhooksRequest) -> Result<ResetReport, ResetWebhooksError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn list_snapshots() -> Result<SnapshotList, ListSnapshotsError> { {}, () }
        fn save_snapshot(header: SaveSnapshotHeader, body: SaveSnapshotRequest) -> Result<Snapshot, SaveSnapshotError> { { "header/Idempotency-Key": header.idempotency_key }, body }
        fn restore_snapshot(path: RestoreSnapshotPath, header: RestoreSnapshotHeader, body: RestoreSnapshotRequest) -> Result<Snapshot, RestoreSnapshotError> { { "path/name": path.name, "header/Idempotency-Key": header.idempotency_key }, body }
        fn load_seed(header: LoadSeedHeader, body: Seed) -> Result<SeedReport, LoadSeedError> { { "header/Idempotency-Key": header.idempotency_key }, body }
        fn get_determinism() -> Result<Determinism, GetDeterminismError> { {}, () }
        fn set_determinism(body: SetDeterminismRequest) -> Result<Determinism, SetDeterminismError> { {}, body }
        fn list_tenants() -> Result<TenantList, ListTenantsError> { {}, () }
        fn create_tenant(header: CreateTenantHeader, body: CreateTenantRequest) -> Result<CreatedTenant, CreateTenantError> { { "header/Idempotency-Key": header.idempotency_key }, body }
        fn get_tenant(path: GetTenantPath) -> Result<Tenant, GetTenantError> { { "path/tenant_id": path.tenant_id }, () }
        fn update_tenant(path: UpdateTenantPath, header: UpdateTenantHeader, body: UpdateTenantRequest) -> Result<Tenant, UpdateTenantError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn list_tokens(path: ListTokensPath) -> Result<TokenList, ListTokensError> { { "path/tenant_id": path.tenant_id }, () }
        fn create_token(path: CreateTokenPath, header: CreateTokenHeader, body: CreateTokenRequest) -> Result<CreatedToken, CreateTokenError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn revoke_token(path: RevokeTokenPath) -> Result<Removed, RevokeTokenError> { { "path/tenant_id": path.tenant_id, "path/token_id": path.token_id }, () }
        fn list_secrets(path: ListSecretsPath) -> Result<SecretList, ListSecretsError> { { "path/tenant_id": path.tenant_id }, () }
        fn create_secondary_secret(path: CreateSecondarySecretPath, header: CreateSecondarySecretHeader, body: CreateSecondarySecretRequest) -> Result<CreatedSecret, CreateSecondarySecretError> { { "path/tenant_id": path.tenant_id, "path/kind": path.kind, "header/Idempotency-Key": header.idempotency_key }, body }
        fn rotate_secret(path: RotateSecretPath, header: RotateSecretHeader, body: RotateSecretRequest) -> Result<Secret, RotateSecretError> { { "path/tenant_id": path.tenant_id, "path/kind": path.kind, "header/Idempotency-Key": header.idempotency_key }, body }
        fn list_menus(path: ListMenusPath) -> Result<MenuCatalogue, ListMenusError> { { "path/tenant_id": path.tenant_id }, () }
        fn replace_menus(path: ReplaceMenusPath, body: MenuCatalogue) -> Result<MenuCatalogue, ReplaceMenusError> { { "path/tenant_id": path.tenant_id }, body }
        fn put_menu(path: PutMenuPath, body: Menu) -> Result<Menu, PutMenuError> { { "path/tenant_id": path.tenant_id, "path/menu_id": path.menu_id }, body }
        fn delete_menu(path: DeleteMenuPath) -> Result<Removed, DeleteMenuError> { { "path/tenant_id": path.tenant_id, "path/menu_id": path.menu_id }, () }
        fn list_virtual_agents(path: ListVirtualAgentsPath) -> Result<VirtualAgentList, ListVirtualAgentsError> { { "path/tenant_id": path.tenant_id }, () }
        fn put_virtual_agent(path: PutVirtualAgentPath, body: VirtualAgent) -> Result<VirtualAgent, PutVirtualAgentError> { { "path/tenant_id": path.tenant_id, "path/virtual_agent_id": path.virtual_agent_id }, body }
        fn delete_virtual_agent(path: DeleteVirtualAgentPath) -> Result<Removed, DeleteVirtualAgentError> { { "path/tenant_id": path.tenant_id, "path/virtual_agent_id": path.virtual_agent_id }, () }
        fn create_virtual_agent_secret(path: CreateVirtualAgentSecretPath, header: CreateVirtualAgentSecretHeader, body: CreateVirtualAgentSecretRequest) -> Result<CreatedSecret, CreateVirtualAgentSecretError> { { "path/tenant_id": path.tenant_id, "path/virtual_agent_id": path.virtual_agent_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn get_webhook(path: GetWebhookPath) -> Result<Webhook, GetWebhookError> { { "path/tenant_id": path.tenant_id }, () }
        fn update_webhook(path: UpdateWebhookPath, header: UpdateWebhookHeader, body: UpdateWebhookRequest) -> Result<Webhook, UpdateWebhookError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn list_deliveries(path: ListDeliveriesPath, query: ListDeliveriesQuery) -> Result<DeliveryList, ListDeliveriesError> { { "path/tenant_id": path.tenant_id, "query/status": query.status, "query/event_type": query.event_type, "query/chat_id": query.chat_id, "query/channel": query.channel, "query/cursor": query.cursor, "query/limit": query.limit }, () }
        fn get_delivery(path: GetDeliveryPath) -> Result<DeliveryDetail, GetDeliveryError> { { "path/tenant_id": path.tenant_id, "path/delivery_id": path.delivery_id }, () }
        fn resend_delivery(path: ResendDeliveryPath, header: ResendDeliveryHeader, body: ResendDeliveryRequest) -> Result<Delivery, ResendDeliveryError> { { "path/tenant_id": path.tenant_id, "path/delivery_id": path.delivery_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn resend_failed_deliveries(path: ResendFailedDeliveriesPath, header: ResendFailedDeliveriesHeader, body: ResendFailedRequest) -> Result<ResendReport, ResendFailedDeliveriesError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn get_crm(path: GetCrmPath) -> Result<CrmConnection, GetCrmError> { { "path/tenant_id": path.tenant_id }, () }
        fn update_crm(path: UpdateCrmPath, header: UpdateCrmHeader, body: UpdateCrmRequest) -> Result<CrmConnection, UpdateCrmError> { { "path/tenant_id": path.tenant_id, "header/Idempotency-Key": header.idempotency_key }, body }
        fn get_crm_ticket(path: GetCrmTicketPath) -> Result<CrmRecords, GetCrmTicketError> { { "path/tenant_id": path.tenant_id, "path/chat_id": path.chat_id }, () }
    }
}

/// The generated router around the probe.
pub(crate) fn subject(contract: Contract) -> Subject {
    let recorder = Recorder::default();
    let probe = Probe {
        contract,
        recorder: recorder.clone(),
    };
    Subject {
        router: router(probe, RouterOptions::default()),
        recorder,
        // admin:token
        headers: vec![(
            AUTHORIZATION,
            HeaderValue::from_static("Basic YWRtaW46dG9rZW4="),
        )],
        places,
    }
}

/// `errors[].pointer` of the document's error schema.
fn places(error: &Value) -> Vec<String> {
    error["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|violation| Some(violation["pointer"].as_str()?.to_owned()))
        .collect()
}
