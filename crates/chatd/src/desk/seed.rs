//! Seeds: tenants with everything that belongs to them. The same seed again changes nothing.
//!
//! A seed is read as a whole, and every fault of it is told with its place; only then anything is changed. What is not in it stays as
//! it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chat_core::{
    Catalogue, EndUserProfile, Keep, KeyPair, Secret, Store, Tenant, TenantId, VirtualAgentBackend,
    VirtualAgentDefinition, VirtualAgentId, VirtualAgents,
};
use desk_types as wire;

use super::error::Refusal;
use super::secrets::{Token, new_tenant};
use super::{Desk, of_menus, wire as convert};
use crate::auth::TokenHash;
use crate::{random, virtual_agent};

/// What the token of a seed is called.
const TOKEN_LABEL: &str = "seed";

/// A tenant of a seed, read.
struct Planned {
    subdomain: String,
    /// Everything about the tenant itself.
    tenant: wire::SeedTenant,
    virtual_agents: Vec<VirtualAgentDefinition>,
    menus: Option<Catalogue>,
    end_users: Vec<EndUserProfile>,
}

impl<S: Store> Desk<S> {
    /// Creates and updates what the seed describes, and tells how much that is. The report is kept with the last of it.
    pub(super) async fn plant(
        &self,
        seed: wire::Seed,
        mut keep: Option<Keep<wire::SeedReport>>,
    ) -> Result<wire::SeedReport, Refusal> {
        let mut faults = Vec::new();
        let mut planned = Vec::with_capacity(seed.tenants.len());
        let mut seen = BTreeSet::new();
        for (index, tenant) in seed.tenants.into_iter().enumerate() {
            let place = format!("/tenants/{index}");
            if !seen.insert(tenant.subdomain.clone()) {
                let message = "this subdomain is given twice".to_owned();
                faults.push((format!("{place}/subdomain"), message));
            }
            planned.extend(self.plan(&place, tenant, &mut faults).await?);
        }
        if !faults.is_empty() {
            return Err(Refusal::Invalid(faults));
        }
        self.check_queues(&planned).await?;
        let count = |of: fn(&Planned) -> usize| {
            i64::try_from(planned.iter().map(of).sum::<usize>()).unwrap_or(i64::MAX)
        };
        let report = wire::SeedReport {
            tenants: count(|_| 1),
            menus: count(|it| it.menus.as_ref().map_or(0, |menus| menus.menus().count())),
            virtual_agents: count(|it| it.virtual_agents.len()),
            end_users: count(|it| it.end_users.len()),
        };
        let last = planned.len().saturating_sub(1);
        for (index, planned) in planned.into_iter().enumerate() {
            let keep = keep.take_if(|_| index == last);
            let told = report.clone();
            let keep = keep.map(|keep| keep.of(move |_: &Arc<Tenant>| told));
            self.carry_out(planned, keep).await?;
        }
        Ok(report)
    }

    /// Refuses menus that lack a queue in which chats wait, before anything is changed.
    async fn check_queues(&self, planned: &[Planned]) -> Result<(), Refusal> {
        for Planned {
            subdomain, menus, ..
        } in planned
        {
            let known = self.store.tenant_by_subdomain(subdomain).await?;
            if let (Some(menus), Some(tenant)) = (menus, known) {
                let loads = self.store.queue_loads(tenant.id).await?;
                let checked = menus.check_loads(&loads);
                checked.map_err(|error| of_menus(tenant.id, error.into()))?;
            }
        }
        Ok(())
    }

    /// Reads a tenant of the seed that stands at `place`; `None` when it cannot be read.
    async fn plan(
        &self,
        place: &str,
        mut tenant: wire::SeedTenant,
        faults: &mut Vec<(String, String)>,
    ) -> Result<Option<Planned>, Refusal> {
        let known = self.store.tenant_by_subdomain(&tenant.subdomain).await?;
        let id = known.as_ref().map_or(TenantId(0), |tenant| tenant.id);
        let before = faults.len();
        let mut all = match &known {
            Some(tenant) => (*self.store.virtual_agents(tenant.id).await?).clone(),
            None => VirtualAgents::new(),
        };
        let given = tenant.virtual_agents.take().unwrap_or_default();
        let virtual_agents = self.read_virtual_agents(place, id, given, faults);
        for definition in &virtual_agents {
            all.insert(definition.profile.id, Arc::new(definition.clone()));
        }
        let menus = tenant.menus.take().and_then(|menus| {
            let read = convert::read_catalogue(menus, &all);
            told(&format!("{place}/menus"), read, faults)
        });
        if let Some(Some(Some(url))) = tenant.webhook.as_ref().map(|it| &it.url)
            && let Err(error) = self.outbound.target(id, url)
        {
            faults.push((format!("{place}/webhook/url"), error.to_string()));
        }
        if let Some(secrets) = &tenant.secrets {
            check_standard(place, secrets, faults);
        }
        let end_users = tenant.end_users.take().unwrap_or_default();
        Ok((faults.len() == before).then(|| Planned {
            subdomain: tenant.subdomain.clone(),
            virtual_agents,
            menus,
            end_users: end_users.into_iter().map(profile).collect(),
            tenant,
        }))
    }

    fn read_virtual_agents(
        &self,
        place: &str,
        tenant: TenantId,
        given: Vec<wire::VirtualAgent>,
        faults: &mut Vec<(String, String)>,
    ) -> Vec<VirtualAgentDefinition> {
        let mut read = BTreeMap::new();
        for (index, virtual_agent) in given.into_iter().enumerate() {
            let place = format!("{place}/virtual_agents/{index}");
            let Some(id) = virtual_agent.id.map(VirtualAgentId) else {
                faults.push((format!("{place}/id"), "id is required in a seed".to_owned()));
                continue;
            };
            let fresh = KeyPair::new(random::secret(&*self.random));
            let definition = convert::read_virtual_agent(id, virtual_agent, fresh);
            let Some(definition) = told(&place, definition, faults) else {
                continue;
            };
            let wrong = virtual_agent::faults(tenant, &definition.backend, &self.outbound);
            let below = format!("{place}{}", convert::backend_place(&definition.backend));
            faults.extend(wrong.into_iter().map(|fault| (below.clone(), fault)));
            if read.insert(id, definition).is_some() {
                faults.push((format!("{place}/id"), "this id is given twice".to_owned()));
            }
        }
        read.into_values().collect()
    }

    /// The tenant itself comes last: its token is good when everything is there.
    async fn carry_out(
        &self,
        planned: Planned,
        keep: Option<Keep<Arc<Tenant>>>,
    ) -> Result<(), Refusal> {
        let Planned {
            subdomain,
            tenant,
            virtual_agents,
            menus,
            end_users,
        } = planned;
        let id = match self.store.tenant_by_subdomain(&subdomain).await? {
            Some(known) => known.id,
            None => self.make(&subdomain).await?.id,
        };
        let edit = move |all: &mut VirtualAgents, _: Option<&Catalogue>| {
            for definition in virtual_agents {
                let definition = keeping_secret(definition, all);
                all.insert(definition.profile.id, Arc::new(definition));
            }
            Ok::<_, Refusal>(())
        };
        self.store.edit_virtual_agents(id, edit, None).await??;
        if let Some(menus) = menus {
            let edit = move |_: Option<&Catalogue>| Ok::<_, Refusal>(menus);
            let edited = self.store.edit_catalogue(id, edit, None).await;
            edited.map_err(|error| of_menus(id, error))??;
        }
        for profile in end_users {
            self.store.upsert_end_user(id, profile, None).await?;
        }
        let now = self.clock.now();
        let edit = move |known: &mut Tenant| {
            settle(known, tenant, now);
            Ok::<_, Refusal>(())
        };
        self.store.edit_tenant(id, edit, keep).await??;
        Ok(())
    }

    /// A tenant with random secrets and no token.
    async fn make(&self, subdomain: &str) -> Result<Arc<Tenant>, Refusal> {
        let new = new_tenant(subdomain, self.settings.clone(), &*self.random);
        let make = move |id| Tenant { id, ..new };
        Ok(self.store.create_tenant(make, None).await?)
    }
}

/// Gives a tenant what the seed says of it.
fn settle(known: &mut Tenant, seed: wire::SeedTenant, now: jiff::Timestamp) {
    let wire::SeedTenant {
        subdomain: _,
        name,
        token,
        secrets,
        webhook,
        settings,
        virtual_agents: _, // planned
        menus: _,          // planned
        end_users: _,      // planned
    } = seed;
    if let Some(name) = name {
        known.name = name;
    }
    if let Some(token) = token {
        let hash = TokenHash::of(&token).0;
        if !known.tokens.iter().any(|known| known.hash == hash) {
            known.last_token_id += 1;
            let label = TOKEN_LABEL.to_owned();
            let token = Token::given(token);
            known
                .tokens
                .push(token.keep(known.last_token_id, label, now));
        }
    }
    if let Some(wire::SeedSecrets {
        company,
        webhook,
        standard_webhooks,
    }) = secrets
    {
        put(&mut known.company_secret, company);
        put(&mut known.webhook.secret, webhook);
        put(&mut known.webhook.standard_secret, standard_webhooks);
    }
    if let Some(wire::UpdateWebhookRequest { url, enabled }) = webhook {
        known.webhook.url = url.unwrap_or_else(|| known.webhook.url.clone());
        known.webhook.enabled = enabled.unwrap_or(known.webhook.enabled);
    }
    if let Some(settings) = settings {
        known.settings = convert::settings(&settings, known.settings.clone());
    }
}

/// Puts a primary secret; a rotation goes on beside it.
fn put(pair: &mut KeyPair, given: Option<String>) {
    if let Some(given) = given {
        pair.primary = Secret::new(given);
    }
}

/// A server that is known keeps its secret.
fn keeping_secret(
    mut definition: VirtualAgentDefinition,
    all: &VirtualAgents,
) -> VirtualAgentDefinition {
    let before = all.get(&definition.profile.id).map(|it| &it.backend);
    if let (VirtualAgentBackend::Http(http), Some(VirtualAgentBackend::Http(known))) =
        (&mut definition.backend, before)
    {
        http.secret = known.secret.clone();
    }
    definition
}

fn check_standard(place: &str, secrets: &wire::SeedSecrets, faults: &mut Vec<(String, String)>) {
    let wrong = secrets
        .standard_webhooks
        .as_ref()
        .and_then(|secret| chat_webhook::StandardSecret::parse(secret).err());
    if let Some(error) = wrong {
        let place = format!("{place}/secrets/standard_webhooks");
        faults.push((place, error.to_string()));
    }
}

fn profile(end_user: wire::SeedEndUser) -> EndUserProfile {
    let wire::SeedEndUser {
        identifier,
        name,
        email,
        phone,
    } = end_user;
    EndUserProfile {
        identifier,
        name,
        email,
        phone,
    }
}

/// What was read; what is wrong with it is told below `place`.
fn told<T>(place: &str, read: Result<T, Refusal>, faults: &mut Vec<(String, String)>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(Refusal::Invalid(wrong)) => {
            let below = |(pointer, text)| (format!("{place}{pointer}"), text);
            faults.extend(wrong.into_iter().map(below));
            None
        }
        Err(other) => {
            faults.push((place.to_owned(), format!("{other:?}")));
            None
        }
    }
}
