//! A tenant beside the demo one, with menus and secrets as a test wants them.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use chat_core::{
    ApiToken, Catalogue, KeyPair, Settings, Store as _, Tenant, TenantId, VirtualAgents, Webhook,
};
use chatd::auth::TokenHash;
use chatd::demo::menus;
use jiff::Timestamp;

use super::Server;
use super::database::open;

const ID: TenantId = TenantId(2);
const SUBDOMAIN: &str = "guest";
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789b";
const COMPANY_SECRET: &str = "the company secret of the guest";

fn tenant() -> Tenant {
    Tenant {
        id: ID,
        subdomain: SUBDOMAIN.to_owned(),
        name: "A guest".to_owned(),
        tokens: vec![ApiToken {
            id: 1,
            label: String::new(),
            hash: TokenHash::of(TOKEN).0,
            created_at: Timestamp::UNIX_EPOCH,
        }],
        last_token_id: 1,
        company_secret: KeyPair::new(COMPANY_SECRET.to_owned()),
        webhook: Webhook {
            url: None,
            enabled: false,
            secret: KeyPair::new("the webhook secret of the guest".to_owned()),
            standard_secret: KeyPair::new(
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned(),
            ),
            failing_since: None,
            last_failed_at: None,
            disabled_reason: None,
            steering: chat_core::Steering::default(),
        },
        crm: None,
        settings: Settings::default(),
    }
}

/// Gives the guest other menus; no `chatd` may run on the directory.
pub(crate) async fn put_menus(data: &Path, menus: Catalogue) {
    let put = open(data).put_catalogue(ID, menus).await;
    put.expect("stored");
}

impl Server {
    /// With the guest, who has the built-in virtual agent, in the place of the demo tenant: what the other methods do, they do as the guest.
    pub(crate) async fn start_as_guest(
        catalogue: Catalogue,
        flags: &[&str],
        edit: impl FnOnce(&mut Tenant),
    ) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let data = directory.path().join("data");
        let mut guest = tenant();
        edit(&mut guest);
        let store = open(&data);
        store.put_tenant(guest).await.expect("stored");
        let add = |all: &mut VirtualAgents, _: Option<&Catalogue>| {
            let builtin = menus::virtual_agent();
            all.insert(builtin.profile.id, Arc::new(builtin));
            Ok::<_, Infallible>(())
        };
        let added = store.edit_virtual_agents(ID, add, None).await;
        added.expect("stored").expect("not refused");
        drop(store);
        put_menus(&data, catalogue).await;
        Self::start_in(&data, flags)
            .await
            .keeping(directory)
            .into_guest()
    }

    /// The same program, as the guest.
    pub(crate) fn into_guest(mut self) -> Self {
        self.ready.subdomain = SUBDOMAIN.to_owned();
        self.ready.token = TOKEN.to_owned();
        self.ready.company_secret = COMPANY_SECRET.to_owned();
        self.with_credentials_as_told()
    }
}
