//! What the tests share: a tenant, its menus, instants, and what the store is injected with.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chat_core::{
    AgentId, AgentProfile, ApiToken, Catalogue, Channel, ChatContext, ChatId, CreateChat,
    CrmRecords, CrmTicket, EndUser, EndUserProfile, Event, EventBody, EventEncoder, EventId,
    EventIdSource, KeyPair, Lang, Menu, MenuId, MessageContent, Outcome, Secret, Settings,
    Steering, Store, Tenant, TenantId, VirtualAgentId, VirtualAgentProfile, Webhook,
};
use chat_store::{OpenError, SqliteOptions, SqliteStore};
use jiff::{SignedDuration, Timestamp};

/// A menu with a virtual agent in front; escalates to [`QUEUE`].
pub(crate) const WITH_VA: MenuId = MenuId(1);
/// A queue of people.
pub(crate) const QUEUE: MenuId = MenuId(2);
/// The tenant of most tests.
pub(crate) const TENANT: TenantId = TenantId(1);
/// Another tenant, with its own rows under the same ids.
pub(crate) const OTHER: TenantId = TenantId(2);

/// Renders type, place and text of an event; panics at the text `panic`.
pub(crate) struct TestEncoder;

impl EventEncoder for TestEncoder {
    fn encode(&self, event: &Event) -> Vec<u8> {
        let text = match &event.body {
            EventBody::MessageReceived { message, .. } => match &message.content {
                MessageContent::Text(text) => text.as_str(),
                _ => "",
            },
            _ => "",
        };
        assert_ne!(text, "panic", "asked to panic");
        format!("{}:{}:{text}", event.body.event_type(), event.seq).into_bytes()
    }

    fn encode_contact(&self, records: &CrmRecords) -> Vec<u8> {
        let identifier = &records.contact.end_user.identifier;
        let CrmTicket {
            chat_id, revision, ..
        } = records.ticket;
        format!("contact:{chat_id}:{revision}:{identifier}").into_bytes()
    }
}

/// Counts.
#[derive(Default)]
pub(crate) struct TestIds(AtomicU64);

impl EventIdSource for TestIds {
    fn event_id(&self, _: TenantId, _: ChatId, _: Channel, _: u64) -> EventId {
        EventId(u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

pub(crate) fn open(path: &Path) -> Result<SqliteStore, OpenError> {
    open_with(path, SqliteOptions::default())
}

pub(crate) fn open_with(path: &Path, options: SqliteOptions) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(
        path,
        options,
        Arc::new(TestEncoder),
        Arc::new(TestIds::default()),
    )
}

/// An instant, so many seconds after the beginning of the tests' time.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-03-01T12:00:00.123456789Z"
        .parse::<Timestamp>()
        .expect("a timestamp")
        + SignedDuration::from_secs(seconds)
}

pub(crate) fn tenant(id: TenantId, webhook: bool) -> Tenant {
    Tenant {
        id,
        subdomain: format!("tenant-{id}"),
        name: "A tenant".to_owned(),
        tokens: [[7; 32], [8; 32]]
            .into_iter()
            .zip(1..)
            .map(|(hash, id)| ApiToken {
                id,
                label: format!("token {id}"),
                hash,
                created_at: at(0),
            })
            .collect(),
        last_token_id: 2,
        company_secret: KeyPair {
            primary: Secret::new("company".to_owned()),
            secondary: None,
        },
        webhook: Webhook {
            url: webhook.then(|| "https://example.com/hook".to_owned()),
            enabled: webhook,
            secret: KeyPair {
                primary: Secret::new("primary".to_owned()),
                secondary: Some(Secret::new("secondary".to_owned())),
            },
            standard_secret: KeyPair {
                primary: Secret::new("whsec_c3RhbmRhcmQ=".to_owned()),
                secondary: None,
            },
            failing_since: None,
            last_failed_at: None,
            disabled_reason: None,
            steering: Steering::default(),
        },
        crm: None,
        settings: Settings::default(),
    }
}

pub(crate) fn catalogue() -> Catalogue {
    let menu = |id, name: &str| Menu {
        capacity: Some(1_000_000),
        agents: 2,
        ..Menu::new(id, name, vec![Lang::En, Lang::PtBr])
    };
    let with_va = Menu {
        virtual_agent: Some(VirtualAgentProfile {
            id: VirtualAgentId(9),
            name: "Vera".to_owned(),
            avatar_url: None,
        }),
        escalation_queue: Some(QUEUE),
        ..menu(WITH_VA, "Front door")
    };
    Catalogue::new(Lang::En, vec![with_va, menu(QUEUE, "People")]).expect("a catalogue")
}

/// Puts both tenants, with webhooks as told, their menus, and one end user each.
pub(crate) async fn set_up<S: Store>(store: &S, webhook: bool) -> EndUser {
    let mut end_user = None;
    for id in [OTHER, TENANT] {
        store
            .put_tenant(tenant(id, webhook))
            .await
            .expect("put a tenant");
        store
            .put_catalogue(id, catalogue())
            .await
            .expect("put menus");
        let profile = profile("ada");
        end_user = Some(
            store
                .upsert_end_user(id, profile, None)
                .await
                .expect("put an end user"),
        );
    }
    end_user.expect("two tenants")
}

pub(crate) fn profile(identifier: &str) -> EndUserProfile {
    EndUserProfile {
        identifier: identifier.to_owned(),
        name: None,
        email: None,
        phone: None,
    }
}

pub(crate) fn new_chat(menu_id: MenuId, end_user: &EndUser) -> CreateChat {
    CreateChat {
        menu_id,
        end_user_id: end_user.id,
        lang: None,
        email: None,
        phone: None,
        context: ChatContext::default(),
    }
}

/// Creates a chat of the tenant of most tests.
pub(crate) async fn create<S: Store>(store: &S, menu: MenuId, end_user: &EndUser) -> ChatId {
    let created = store
        .create_chat(TENANT, new_chat(menu, end_user), at(0))
        .await;
    created.expect("create a chat").chat.id
}

/// Says something in a chat of the tenant of most tests.
pub(crate) async fn say<S: Store>(
    store: &S,
    chat: ChatId,
    end_user: &EndUser,
    text: &str,
    now: i64,
) -> Outcome {
    let said = store
        .transact(TENANT, chat, message(end_user, text), at(now))
        .await;
    said.expect("send a message")
}

pub(crate) fn message(end_user: &EndUser, text: &str) -> chat_core::Command {
    chat_core::Command::SendMessage {
        from: end_user.id,
        content: MessageContent::Text(text.to_owned()),
    }
}

pub(crate) fn agent() -> AgentProfile {
    AgentProfile {
        id: AgentId(5),
        name: "Ana Alves".to_owned(),
        first_name: "Ana".to_owned(),
        avatar_url: Some("https://example.com/ana.png".to_owned()),
    }
}
