//! Tenants and their catalogues: few, read at every request, hardly ever changed; so all of them are kept in memory.
//!
//! The writer changes the memory after the commit and before the answer. Until then the change is staged, where later
//! jobs of the same transaction already see it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chat_core::{Catalogue, Channel, Keep, StoreError, Tenant, TenantId, VirtualAgents};
use rusqlite::{Connection, params};

use super::records::catalogue::CatalogueRecord;
use super::records::tenant::TenantRecord;
use super::records::{decode, encode};
use super::sealing::Place;
use super::writer::Transaction;
use super::{answers, deliveries, query, queues, virtual_agents};
use crate::error::from_sqlite;
use crate::vault::Vault;

/// What is known of one tenant.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) tenant: Arc<Tenant>,
    /// None until it is put.
    pub(crate) catalogue: Option<Arc<Catalogue>>,
    pub(crate) virtual_agents: Arc<VirtualAgents>,
}

/// Every tenant; shared by the writer and whoever asks.
#[derive(Clone, Default)]
pub(crate) struct Tenants {
    all: Arc<RwLock<HashMap<TenantId, Known>>>,
    by_subdomain: Arc<RwLock<HashMap<String, TenantId>>>,
}

impl Tenants {
    /// Readies a database for use: no lease holds, every tenant is known, and no secret is plain that could be sealed.
    pub(crate) fn begin(
        connection: &Connection,
        vault: Option<&dyn Vault>,
    ) -> Result<Self, StoreError> {
        deliveries::void_leases(connection)?;
        let (tenants, has_plain) = Self::load(connection, vault)?;
        if vault.is_some() && has_plain {
            tenants.seal(connection, vault)?;
        }
        Ok(tenants)
    }

    /// Reads every tenant with its virtual agents, and tells whether a secret of one is not sealed.
    pub(crate) fn load(
        connection: &Connection,
        vault: Option<&dyn Vault>,
    ) -> Result<(Self, bool), StoreError> {
        let mut statement = connection
            .prepare(
                "SELECT t.tenant_id, t.subdomain, t.record, c.record FROM tenants AS t \
                 LEFT JOIN catalogues AS c ON c.tenant_id = t.tenant_id /* every tenant: read once at the start */",
            )
            .map_err(from_sqlite)?;
        let rows = statement
            .query_map([], |row| {
                Ok((
                    TenantId(row.get(0)?),
                    row.get(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, Option<String>>(3)?,
                ))
            })
            .map_err(from_sqlite)?;
        let tenants = Self::default();
        let mut has_plain = false;
        for row in rows {
            let (id, subdomain, record, catalogue) = row.map_err(from_sqlite)?;
            let opened = place(vault, id).decode::<TenantRecord>(&record)?;
            has_plain |= opened.has_plain;
            let tenant = opened.record.into_tenant(id, subdomain);
            let catalogue = match catalogue {
                Some(record) => Some(Arc::new(decode::<CatalogueRecord>(&record)?.try_into()?)),
                None => None,
            };
            let (virtual_agents, some_plain) = virtual_agents::load(connection, id, vault)?;
            has_plain |= some_plain;
            tenants.set(Known {
                tenant: Arc::new(tenant),
                catalogue,
                virtual_agents: Arc::new(virtual_agents),
            });
        }
        Ok((tenants, has_plain))
    }

    /// Writes every tenant and virtual agent anew, all or none, so that its secrets are sealed, and leaves no trace of what was there.
    pub(crate) fn seal(
        &self,
        connection: &Connection,
        vault: Option<&dyn Vault>,
    ) -> Result<(), StoreError> {
        let transaction = connection.unchecked_transaction().map_err(from_sqlite)?;
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        for (id, known) in &*all {
            let record = TenantRecord::from(&*known.tenant);
            let record = place(vault, *id).encode(&record)?;
            let sql = "UPDATE tenants SET record = ?2 WHERE tenant_id = ?1";
            query::execute(&transaction, sql, params![id.0, record])?;
            for definition in known.virtual_agents.values() {
                virtual_agents::put(&transaction, vault, *id, definition)?;
            }
        }
        transaction.commit().map_err(from_sqlite)?;
        connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(from_sqlite)
    }

    /// Forgets everything in favour of what another database holds.
    pub(crate) fn become_those_of(&self, other: Self) {
        let all = std::mem::take(&mut *other.all.write().unwrap_or_else(PoisonError::into_inner));
        let by_subdomain = std::mem::take(
            &mut *other
                .by_subdomain
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
        *self.all.write().unwrap_or_else(PoisonError::into_inner) = all;
        *self
            .by_subdomain
            .write()
            .unwrap_or_else(PoisonError::into_inner) = by_subdomain;
    }

    /// A tenant.
    pub(crate) fn get(&self, tenant: TenantId) -> Option<Known> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&tenant).cloned()
    }

    /// The tenant with this subdomain.
    pub(crate) fn by_subdomain(&self, subdomain: &str) -> Option<Known> {
        let by_subdomain = self
            .by_subdomain
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let id = by_subdomain.get(subdomain).copied()?;
        drop(by_subdomain);
        self.get(id)
            .filter(|known| known.tenant.subdomain == subdomain)
    }

    /// Every tenant, by id.
    pub(crate) fn all(&self) -> Vec<Arc<Tenant>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        let mut tenants: Vec<_> = all
            .values()
            .map(|known| Arc::clone(&known.tenant))
            .collect();
        tenants.sort_unstable_by_key(|tenant| tenant.id);
        tenants
    }

    fn set(&self, known: Known) {
        let id = known.tenant.id;
        let subdomain = known.tenant.subdomain.clone();
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let before = all.insert(id, known);
        drop(all);
        let mut by_subdomain = self
            .by_subdomain
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = before
            && by_subdomain.get(&before.tenant.subdomain) == Some(&id)
        {
            by_subdomain.remove(&before.tenant.subdomain);
        }
        by_subdomain.insert(subdomain, id);
    }
}

/// The writer's view: what is committed, and what the running transaction changed.
pub(crate) struct StagedTenants {
    committed: Tenants,
    staged: Vec<Known>,
    /// Length of `staged` before the running job.
    kept: usize,
}

impl StagedTenants {
    /// Nothing staged yet.
    pub(crate) fn new(committed: Tenants) -> Self {
        Self {
            committed,
            staged: Vec::new(),
            kept: 0,
        }
    }

    /// A tenant as of now.
    pub(crate) fn get(&self, tenant: TenantId) -> Option<Known> {
        let staged = self
            .staged
            .iter()
            .rev()
            .find(|known| known.tenant.id == tenant);
        staged.cloned().or_else(|| self.committed.get(tenant))
    }

    pub(crate) fn put(&mut self, known: Known) {
        self.staged.push(known);
    }

    /// The running job stays.
    pub(crate) fn keep(&mut self) {
        self.kept = self.staged.len();
    }

    /// The running job is undone.
    pub(crate) fn undo(&mut self) {
        self.staged.truncate(self.kept);
    }

    /// The transaction is committed.
    pub(crate) fn committed(&mut self) {
        self.kept = 0;
        for known in self.staged.drain(..) {
            self.committed.set(known);
        }
    }

    /// The transaction is lost.
    pub(crate) fn undo_all(&mut self) {
        self.kept = 0;
        self.staged.clear();
    }
}

fn place(vault: Option<&dyn Vault>, tenant: TenantId) -> Place<'_> {
    Place {
        vault,
        table: "tenants",
        tenant,
        row: 0,
    }
}

/// Inserts or replaces a tenant; with a channel on, the events that waited for that are ready.
pub(crate) fn put_tenant(
    transaction: &mut Transaction<'_>,
    tenant: Tenant,
) -> Result<(), StoreError> {
    let place = place(transaction.vault, tenant.id);
    let record = place.encode(&TenantRecord::from(&tenant))?;
    transaction.execute(
        "INSERT INTO tenants (tenant_id, subdomain, record) VALUES (?1, ?2, ?3) \
         ON CONFLICT (tenant_id) DO UPDATE SET subdomain = excluded.subdomain, record = excluded.record",
        params![tenant.id.0, tenant.subdomain, record],
    )?;
    transaction.execute(
        "INSERT INTO counters (tenant_id) VALUES (?1) ON CONFLICT DO NOTHING",
        params![tenant.id.0],
    )?;
    let before = transaction.tenants.get(tenant.id);
    for channel in Channel::ALL {
        if tenant.is_on(channel) {
            deliveries::release_shelved(transaction, tenant.id, channel, deliveries::BATCH)?;
        }
    }
    let steering = tenant.webhook.steering;
    let steered = |before: &Known| before.tenant.webhook.steering != steering;
    // What was held may go out now.
    *transaction.made_work |= before.as_ref().is_some_and(steered);
    transaction.tenants.put(Known {
        tenant: Arc::new(tenant),
        catalogue: before.as_ref().and_then(|known| known.catalogue.clone()),
        virtual_agents: before.map(|known| known.virtual_agents).unwrap_or_default(),
    });
    Ok(())
}

/// Makes a tenant under the next free id.
pub(crate) fn create(
    transaction: &mut Transaction<'_>,
    make: impl FnOnce(TenantId) -> Tenant,
    keep: Option<Keep<Arc<Tenant>>>,
) -> Result<Arc<Tenant>, StoreError> {
    let last = query::optional(
        transaction.connection,
        "SELECT max(tenant_id) FROM counters /* every tenant: ids are given once in the installation */",
        [],
        |row| row.get::<_, Option<i64>>(0),
    )?;
    let last = last.flatten().map_or(TenantId::OWN, TenantId);
    let tenant = make(TenantId(last.max(TenantId::OWN).0 + 1));
    put_unique(transaction, tenant, keep)
}

/// Changes a tenant; what `edit` refuses changes nothing.
pub(crate) fn edit<E>(
    transaction: &mut Transaction<'_>,
    id: TenantId,
    edit: impl FnOnce(&mut Tenant) -> Result<(), E>,
    keep: Option<Keep<Arc<Tenant>>>,
) -> Result<Result<Arc<Tenant>, E>, StoreError> {
    let known = transaction.tenants.get(id).ok_or(StoreError::NotFound)?;
    let mut tenant = (*known.tenant).clone();
    match edit(&mut tenant) {
        Ok(()) => {
            tenant.webhook.forget_failures_of(&known.tenant.webhook);
            put_unique(transaction, tenant, keep).map(Ok)
        }
        Err(refused) => Ok(Err(refused)),
    }
}

fn put_unique(
    transaction: &mut Transaction<'_>,
    tenant: Tenant,
    keep: Option<Keep<Arc<Tenant>>>,
) -> Result<Arc<Tenant>, StoreError> {
    let taken = query::optional(
        transaction.connection,
        "SELECT 1 FROM tenants WHERE subdomain = ?1 AND tenant_id <> ?2 /* every tenant: a subdomain is given once */",
        params![tenant.subdomain, tenant.id.0],
        |_| Ok(()),
    )?;
    if taken.is_some() {
        return Err(StoreError::Conflict);
    }
    let id = tenant.id;
    put_tenant(transaction, tenant)?;
    let known = transaction.tenants.get(id).ok_or(StoreError::NotFound)?;
    answers::keep(transaction, None, keep, &known.tenant)?;
    Ok(known.tenant)
}

/// Inserts or replaces a tenant's menus.
pub(crate) fn put_catalogue(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    catalogue: Catalogue,
) -> Result<(), StoreError> {
    let known = transaction
        .tenants
        .get(tenant)
        .ok_or(StoreError::NotFound)?;
    let catalogue = catalogue.with_profiles(&known.virtual_agents);
    let record = encode(&CatalogueRecord::from(&catalogue))?;
    transaction.execute(
        "INSERT INTO catalogues (tenant_id, record) VALUES (?1, ?2) \
         ON CONFLICT (tenant_id) DO UPDATE SET record = excluded.record",
        params![tenant.0, record],
    )?;
    transaction.tenants.put(Known {
        catalogue: Some(Arc::new(catalogue)),
        ..known
    });
    Ok(())
}

/// Changes a tenant's menus; what `edit` refuses changes nothing.
pub(crate) fn edit_catalogue<E>(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    edit: impl FnOnce(Option<&Catalogue>) -> Result<Catalogue, E>,
    keep: Option<Keep<Arc<Catalogue>>>,
) -> Result<Result<Arc<Catalogue>, E>, StoreError> {
    let catalogue = |transaction: &Transaction<'_>| {
        let known = transaction.tenants.get(tenant);
        known
            .map(|known| known.catalogue)
            .ok_or(StoreError::NotFound)
    };
    let edited = match edit(catalogue(transaction)?.as_deref()) {
        Ok(edited) => edited,
        Err(refused) => return Ok(Err(refused)),
    };
    edited.check_loads(&queues::loads(transaction.connection, tenant)?)?;
    put_catalogue(transaction, tenant, edited)?;
    let stored = catalogue(transaction)?.ok_or(StoreError::NotFound)?;
    answers::keep(transaction, None, keep, &stored)?;
    Ok(Ok(stored))
}
