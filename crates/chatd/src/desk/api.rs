//! The generated trait, implemented: each method hands over to the file of its operation under `admin/` and `control/`.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use chat_core::Store;
use desk_server::{BasicCredentials, Context, DeskApi, Rejection, errors, parameters};
use desk_types as wire;
use http::request::Parts;

use super::error::{Refusal, RequestRefusal};
use super::gate::{self, Gate};
use super::{Call, Desk, admin, control};
use crate::auth::TokenHash;
use crate::idempotency::{AlreadySettled, Ledger};

/// Implements the desk API on a [`Desk`].
pub(super) struct Api<S> {
    desk: Desk<S>,
    gate: Gate,
    repetitions: Ledger,
}

impl<S: Store> Api<S> {
    pub(super) fn new(desk: Desk<S>, gate: Gate) -> Self {
        Self {
            repetitions: Ledger::new(desk.wall_clock.clone()),
            desk,
            gate,
        }
    }

    fn call<'a>(&'a self, context: &'a Context<()>) -> Call<'a, S> {
        Call {
            desk: &self.desk,
            repeatable: context.extensions.get(),
        }
    }
}

/// Adds the request's id to a refusal and turns it into the operation's own error.
fn answer<T, E: From<RequestRefusal>>(
    context: &Context<()>,
    result: Result<T, Refusal>,
) -> Result<T, E> {
    result.map_err(|refusal| refusal.of_request(&context.request_id).into())
}

impl<S: Store> DeskApi for Api<S> {
    type Caller = ();

    async fn authenticate(
        &self,
        credentials: BasicCredentials,
        request: &Parts,
    ) -> Result<(), Rejection> {
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(address)| address.ip());
        let token = credentials.password.expose();
        self.gate
            .admit(&credentials.username, token, peer)
            .map_err(|refusal| match refusal {
                gate::Refusal::Unauthorized => Rejection::unauthorized(
                    "the user name is not admin, or the admin token is wrong",
                ),
                gate::Refusal::TooManyFailures(over) => {
                    Rejection::too_many_requests(Duration::from_secs(over.retry_after_seconds))
                }
            })?;
        let credential = TokenHash::of(token).0;
        let begun = self
            .repetitions
            .begin(&*self.desk.store, request, None, &credential)
            .await
            .map_err(|error| Rejection::internal(error.into()))?;
        begun.map_err(|AlreadySettled| Rejection::unauthorized("answered already"))
    }

    async fn get_clock(&self, context: Context<()>) -> Result<wire::Clock, errors::GetClockError> {
        let result = control::get_clock::handle(self.call(&context)).await;
        answer(&context, result)
    }

    async fn update_clock(
        &self,
        context: Context<()>,
        _: parameters::UpdateClockHeader,
        body: wire::UpdateClockRequest,
    ) -> Result<wire::Clock, errors::UpdateClockError> {
        let result = control::update_clock::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn advance_clock(
        &self,
        context: Context<()>,
        _: parameters::AdvanceClockHeader,
        body: wire::AdvanceClockRequest,
    ) -> Result<wire::AdvanceReport, errors::AdvanceClockError> {
        let result = control::advance_clock::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn list_faults(
        &self,
        context: Context<()>,
    ) -> Result<wire::FaultList, errors::ListFaultsError> {
        let result = control::list_faults::handle(self.call(&context)).await;
        answer(&context, result)
    }

    async fn replace_faults(
        &self,
        context: Context<()>,
        body: wire::FaultList,
    ) -> Result<wire::FaultList, errors::ReplaceFaultsError> {
        let result = control::replace_faults::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn get_webhook_steering(
        &self,
        context: Context<()>,
        path: parameters::GetWebhookSteeringPath,
    ) -> Result<wire::WebhookSteering, errors::GetWebhookSteeringError> {
        let result = control::get_webhook_steering::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn update_webhook_steering(
        &self,
        context: Context<()>,
        path: parameters::UpdateWebhookSteeringPath,
        _: parameters::UpdateWebhookSteeringHeader,
        body: wire::UpdateWebhookSteeringRequest,
    ) -> Result<wire::WebhookSteering, errors::UpdateWebhookSteeringError> {
        let result =
            control::update_webhook_steering::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn trigger_webhooks(
        &self,
        context: Context<()>,
        path: parameters::TriggerWebhooksPath,
        _: parameters::TriggerWebhooksHeader,
        body: wire::TriggerWebhooksRequest,
    ) -> Result<wire::TriggerReport, errors::TriggerWebhooksError> {
        let result = control::trigger_webhooks::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn reset_webhooks(
        &self,
        context: Context<()>,
        path: parameters::ResetWebhooksPath,
        _: parameters::ResetWebhooksHeader,
        body: wire::ResetWebhooksRequest,
    ) -> Result<wire::ResetReport, errors::ResetWebhooksError> {
        let result = control::reset_webhooks::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn list_snapshots(
        &self,
        context: Context<()>,
    ) -> Result<wire::SnapshotList, errors::ListSnapshotsError> {
        let result = control::list_snapshots::handle(self.call(&context)).await;
        answer(&context, result)
    }

    async fn save_snapshot(
        &self,
        context: Context<()>,
        _: parameters::SaveSnapshotHeader,
        body: wire::SaveSnapshotRequest,
    ) -> Result<wire::Snapshot, errors::SaveSnapshotError> {
        let result = control::save_snapshot::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn restore_snapshot(
        &self,
        context: Context<()>,
        path: parameters::RestoreSnapshotPath,
        _: parameters::RestoreSnapshotHeader,
        body: wire::RestoreSnapshotRequest,
    ) -> Result<wire::Snapshot, errors::RestoreSnapshotError> {
        let result = control::restore_snapshot::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn load_seed(
        &self,
        context: Context<()>,
        _: parameters::LoadSeedHeader,
        body: wire::Seed,
    ) -> Result<wire::SeedReport, errors::LoadSeedError> {
        let result = control::load_seed::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn get_determinism(
        &self,
        context: Context<()>,
    ) -> Result<wire::Determinism, errors::GetDeterminismError> {
        let result = control::get_determinism::handle(self.call(&context)).await;
        answer(&context, result)
    }

    async fn set_determinism(
        &self,
        context: Context<()>,
        body: wire::SetDeterminismRequest,
    ) -> Result<wire::Determinism, errors::SetDeterminismError> {
        let result = control::set_determinism::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn list_tenants(
        &self,
        context: Context<()>,
    ) -> Result<wire::TenantList, errors::ListTenantsError> {
        let result = admin::list_tenants::handle(self.call(&context)).await;
        answer(&context, result)
    }

    async fn create_tenant(
        &self,
        context: Context<()>,
        _: parameters::CreateTenantHeader,
        body: wire::CreateTenantRequest,
    ) -> Result<wire::CreatedTenant, errors::CreateTenantError> {
        let result = admin::create_tenant::handle(self.call(&context), body).await;
        answer(&context, result)
    }

    async fn get_tenant(
        &self,
        context: Context<()>,
        path: parameters::GetTenantPath,
    ) -> Result<wire::Tenant, errors::GetTenantError> {
        let result = admin::get_tenant::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn update_tenant(
        &self,
        context: Context<()>,
        path: parameters::UpdateTenantPath,
        _: parameters::UpdateTenantHeader,
        body: wire::UpdateTenantRequest,
    ) -> Result<wire::Tenant, errors::UpdateTenantError> {
        let result = admin::update_tenant::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn list_tokens(
        &self,
        context: Context<()>,
        path: parameters::ListTokensPath,
    ) -> Result<wire::TokenList, errors::ListTokensError> {
        let result = admin::list_tokens::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn create_token(
        &self,
        context: Context<()>,
        path: parameters::CreateTokenPath,
        _: parameters::CreateTokenHeader,
        body: wire::CreateTokenRequest,
    ) -> Result<wire::CreatedToken, errors::CreateTokenError> {
        let result = admin::create_token::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn revoke_token(
        &self,
        context: Context<()>,
        path: parameters::RevokeTokenPath,
    ) -> Result<wire::Removed, errors::RevokeTokenError> {
        let result = admin::revoke_token::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn list_secrets(
        &self,
        context: Context<()>,
        path: parameters::ListSecretsPath,
    ) -> Result<wire::SecretList, errors::ListSecretsError> {
        let result = admin::list_secrets::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn create_secondary_secret(
        &self,
        context: Context<()>,
        path: parameters::CreateSecondarySecretPath,
        _: parameters::CreateSecondarySecretHeader,
        body: wire::CreateSecondarySecretRequest,
    ) -> Result<wire::CreatedSecret, errors::CreateSecondarySecretError> {
        let result = admin::create_secondary_secret::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn rotate_secret(
        &self,
        context: Context<()>,
        path: parameters::RotateSecretPath,
        _: parameters::RotateSecretHeader,
        body: wire::RotateSecretRequest,
    ) -> Result<wire::Secret, errors::RotateSecretError> {
        let result = admin::rotate_secret::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn list_menus(
        &self,
        context: Context<()>,
        path: parameters::ListMenusPath,
    ) -> Result<wire::MenuCatalogue, errors::ListMenusError> {
        let result = admin::list_menus::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn replace_menus(
        &self,
        context: Context<()>,
        path: parameters::ReplaceMenusPath,
        body: wire::MenuCatalogue,
    ) -> Result<wire::MenuCatalogue, errors::ReplaceMenusError> {
        let result = admin::replace_menus::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn put_menu(
        &self,
        context: Context<()>,
        path: parameters::PutMenuPath,
        body: wire::Menu,
    ) -> Result<wire::Menu, errors::PutMenuError> {
        let result = admin::put_menu::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn delete_menu(
        &self,
        context: Context<()>,
        path: parameters::DeleteMenuPath,
    ) -> Result<wire::Removed, errors::DeleteMenuError> {
        let result = admin::delete_menu::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn list_virtual_agents(
        &self,
        context: Context<()>,
        path: parameters::ListVirtualAgentsPath,
    ) -> Result<wire::VirtualAgentList, errors::ListVirtualAgentsError> {
        let result = admin::list_virtual_agents::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn put_virtual_agent(
        &self,
        context: Context<()>,
        path: parameters::PutVirtualAgentPath,
        body: wire::VirtualAgent,
    ) -> Result<wire::VirtualAgent, errors::PutVirtualAgentError> {
        let result = admin::put_virtual_agent::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn delete_virtual_agent(
        &self,
        context: Context<()>,
        path: parameters::DeleteVirtualAgentPath,
    ) -> Result<wire::Removed, errors::DeleteVirtualAgentError> {
        let result = admin::delete_virtual_agent::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn create_virtual_agent_secret(
        &self,
        context: Context<()>,
        path: parameters::CreateVirtualAgentSecretPath,
        _: parameters::CreateVirtualAgentSecretHeader,
        body: wire::CreateVirtualAgentSecretRequest,
    ) -> Result<wire::CreatedSecret, errors::CreateVirtualAgentSecretError> {
        let result =
            admin::create_virtual_agent_secret::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn get_webhook(
        &self,
        context: Context<()>,
        path: parameters::GetWebhookPath,
    ) -> Result<wire::Webhook, errors::GetWebhookError> {
        let result = admin::get_webhook::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn update_webhook(
        &self,
        context: Context<()>,
        path: parameters::UpdateWebhookPath,
        _: parameters::UpdateWebhookHeader,
        body: wire::UpdateWebhookRequest,
    ) -> Result<wire::Webhook, errors::UpdateWebhookError> {
        let result = admin::update_webhook::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn list_deliveries(
        &self,
        context: Context<()>,
        path: parameters::ListDeliveriesPath,
        query: parameters::ListDeliveriesQuery,
    ) -> Result<wire::DeliveryList, errors::ListDeliveriesError> {
        let result = admin::list_deliveries::handle(self.call(&context), path, query).await;
        answer(&context, result)
    }

    async fn get_delivery(
        &self,
        context: Context<()>,
        path: parameters::GetDeliveryPath,
    ) -> Result<wire::DeliveryDetail, errors::GetDeliveryError> {
        let result = admin::get_delivery::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn resend_delivery(
        &self,
        context: Context<()>,
        path: parameters::ResendDeliveryPath,
        _: parameters::ResendDeliveryHeader,
        body: wire::ResendDeliveryRequest,
    ) -> Result<wire::Delivery, errors::ResendDeliveryError> {
        let result = admin::resend_delivery::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn resend_failed_deliveries(
        &self,
        context: Context<()>,
        path: parameters::ResendFailedDeliveriesPath,
        _: parameters::ResendFailedDeliveriesHeader,
        body: wire::ResendFailedRequest,
    ) -> Result<wire::ResendReport, errors::ResendFailedDeliveriesError> {
        let result = admin::resend_failed_deliveries::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn get_crm(
        &self,
        context: Context<()>,
        path: parameters::GetCrmPath,
    ) -> Result<wire::CrmConnection, errors::GetCrmError> {
        let result = admin::get_crm::handle(self.call(&context), path).await;
        answer(&context, result)
    }

    async fn update_crm(
        &self,
        context: Context<()>,
        path: parameters::UpdateCrmPath,
        _: parameters::UpdateCrmHeader,
        body: wire::UpdateCrmRequest,
    ) -> Result<wire::CrmConnection, errors::UpdateCrmError> {
        let result = admin::update_crm::handle(self.call(&context), path, body).await;
        answer(&context, result)
    }

    async fn get_crm_ticket(
        &self,
        context: Context<()>,
        path: parameters::GetCrmTicketPath,
    ) -> Result<wire::CrmRecords, errors::GetCrmTicketError> {
        let result = admin::get_crm_ticket::handle(self.call(&context), path).await;
        answer(&context, result)
    }
}
