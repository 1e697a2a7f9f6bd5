//! A stage for the background workers: a real store, a clock to set, a tenant with a virtual agent and a human queue.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chat_core::{
    Catalogue, Channel, Chat, ChatContext, ChatId, Clock, Command, CreateChat, CrmRecords,
    DemoAgents, EndUserId, EndUserProfile, Event, EventEncoder, EventId, EventIdSource, KeyPair,
    Lang, Menu, MenuId, Message, MessageContent, MessageSeq, Secret, Settings, Steering,
    Store as _, Tenant, TenantId, VirtualAgentBackend, VirtualAgentDefinition, VirtualAgentId,
    VirtualAgentProfile, Webhook,
};
use chat_store::{SqliteOptions, SqliteStore};
use chatd::clock::SystemClock;
use chatd::demo_agents::{AgentFiles, FileError};
use chatd::edge::shutdown::{Shutdown, ShutdownTrigger, shutdown_pair};
use chatd::outbound::{Loopback, Networks, Outbound, Reach, SystemResolver};
use chatd::timers::{self, Steps};
use chatd::virtual_agent::{HttpBackend, VirtualAgents};
use chatd::wake::Wake;
use chatd::wire::WireEncoder;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::support::{PATIENCE, soon};

pub(crate) const TENANT: TenantId = TenantId(1);
pub(crate) const VIRTUAL_AGENT_MENU: MenuId = MenuId(1);
pub(crate) const HUMAN_MENU: MenuId = MenuId(2);
pub(crate) const PRIMARY_SECRET: &str = "primary secret of the stage";
pub(crate) const STANDARD_SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Everything a worker's test needs.
pub(crate) struct Stage {
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) files: MemoryFiles,
    trigger: ShutdownTrigger,
    shutdown: Shutdown,
    nudge: watch::Sender<u64>,
    directory: Arc<TempDir>,
}

impl Stage {
    /// A fresh database without tenants.
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        Self::on(
            Arc::new(directory),
            Arc::new(SetClock::new()),
            MemoryFiles::default(),
        )
    }

    /// The same database and clock after a stop; every user of the old store must be gone.
    pub(crate) async fn reopened(self) -> Self {
        let Self {
            store,
            clock,
            files,
            trigger,
            directory,
            ..
        } = self;
        trigger.fire();
        soon(async {
            while Arc::strong_count(&store) > 1 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        drop(store);
        Self::on(directory, clock, files)
    }

    fn on(directory: Arc<TempDir>, clock: Arc<SetClock>, files: MemoryFiles) -> Self {
        let path = directory.path().join("data");
        let ids = Arc::new(CountedIds(AtomicU64::new(1)));
        let store = SqliteStore::open(&path, SqliteOptions::default(), Arc::new(Encoder), ids)
            .expect("the store opens");
        let (trigger, shutdown) = shutdown_pair();
        let (nudge, _) = watch::channel(0);
        forward(store.changed(), nudge.clone());
        Self {
            store: Arc::new(store),
            clock,
            files,
            trigger,
            shutdown,
            nudge,
            directory,
        }
    }

    pub(crate) fn wake(&self) -> Wake {
        Wake::new(self.nudge.subscribe())
    }

    pub(crate) fn shutdown(&self) -> Shutdown {
        self.shutdown.clone()
    }

    /// Asks the workers to stop.
    pub(crate) fn stop(&self) {
        self.trigger.fire();
    }

    /// Sets the clock forward and lets the workers look again.
    pub(crate) fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
        self.nudge.send_modify(|count| *count += 1);
    }

    /// Sets the clock forward while no worker runs.
    pub(crate) fn clock_only_advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// Puts a tenant with the two menus.
    pub(crate) async fn put_tenant(&self, id: TenantId, webhook: Option<&str>, settings: Settings) {
        let tenant = Tenant {
            id,
            subdomain: format!("tenant{id}"),
            name: "A tenant".to_owned(),
            tokens: Vec::new(),
            last_token_id: 0,
            company_secret: KeyPair {
                primary: Secret::new("company".to_owned()),
                secondary: None,
            },
            webhook: Webhook {
                url: webhook.map(str::to_owned),
                enabled: webhook.is_some(),
                secret: KeyPair {
                    primary: Secret::new(PRIMARY_SECRET.to_owned()),
                    secondary: Some(Secret::new("secondary".to_owned())),
                },
                standard_secret: KeyPair {
                    primary: Secret::new(STANDARD_SECRET.to_owned()),
                    secondary: None,
                },
                failing_since: None,
                last_failed_at: None,
                disabled_reason: None,
                steering: Steering::default(),
            },
            crm: None,
            settings,
        };
        self.store.put_tenant(tenant).await.expect("a tenant");
        self.store
            .put_catalogue(id, catalogue())
            .await
            .expect("a catalogue");
        self.put_virtual_agent(id, VirtualAgentBackend::Builtin)
            .await;
    }

    /// Gives the tenant's virtual agent another backend.
    pub(crate) async fn put_virtual_agent(&self, tenant: TenantId, backend: VirtualAgentBackend) {
        let definition = VirtualAgentDefinition {
            profile: virtual_agent(),
            backend,
        };
        let put = |all: &mut chat_core::VirtualAgents, _: Option<&Catalogue>| {
            all.insert(definition.profile.id, Arc::new(definition));
            Ok::<_, Infallible>(())
        };
        let edited = self.store.edit_virtual_agents(tenant, put, None).await;
        edited.expect("a virtual agent").expect("not refused");
    }

    /// Creates a chat of a new end user.
    pub(crate) async fn create_chat(
        &self,
        tenant: TenantId,
        menu_id: MenuId,
        name: Option<&str>,
        context: serde_json::Value,
    ) -> (ChatId, EndUserId) {
        let profile = EndUserProfile {
            identifier: format!("user of {}", self.clock.tick()),
            name: name.map(str::to_owned),
            email: None,
            phone: None,
        };
        let end_user = self.store.upsert_end_user(tenant, profile, None).await;
        let end_user_id = end_user.expect("an end user").id;
        let chat = CreateChat {
            menu_id,
            end_user_id,
            lang: None,
            email: None,
            phone: None,
            context: ChatContext {
                context: context.as_object().cloned(),
                transcript: Vec::new(),
            },
        };
        let outcome = self.store.create_chat(tenant, chat, self.clock.now()).await;
        (outcome.expect("a chat").chat.id, end_user_id)
    }

    /// Sends a text as the end user.
    pub(crate) async fn say(&self, tenant: TenantId, chat: ChatId, from: EndUserId, text: &str) {
        let command = Command::SendMessage {
            from,
            content: MessageContent::Text(text.to_owned()),
        };
        let now = self.clock.now();
        let outcome = self.store.transact(tenant, chat, command, now).await;
        outcome.expect("a message");
    }

    /// Starts the timer worker.
    pub(crate) fn run_timers(&self) -> JoinHandle<()> {
        self.run_timers_with(timers::Options::default())
    }

    /// The same as chosen.
    pub(crate) fn run_timers_with(&self, options: timers::Options) -> JoinHandle<()> {
        let reach = Reach {
            networks: Networks::Public,
            loopback: Loopback::Everyone,
        };
        let outbound = Outbound::new(reach, Arc::new(SystemResolver)).expect("a client");
        let http = HttpBackend::new(Arc::clone(&self.store), outbound, Arc::new(SystemClock));
        let steps = Steps {
            store: Arc::clone(&self.store),
            clock: self.clock.clone(),
            virtual_agent: VirtualAgents::new(Arc::clone(&self.store), http),
            files: self.files.clone(),
            underway: Arc::default(),
        };
        tokio::spawn(timers::run(steps, options, self.wake(), self.shutdown()))
    }

    /// The chat, once it is as wanted.
    pub(crate) async fn chat_when(&self, id: ChatId, wanted: impl Fn(&Chat) -> bool) -> Chat {
        let mut changed = self.store.changed();
        let seen = async {
            loop {
                changed.mark_unchanged();
                let chat = self.store.chat(TENANT, id).await.expect("the store reads");
                let chat = chat.expect("the chat exists");
                if wanted(&chat) {
                    return chat;
                }
                // Not every commit is told: look again soon in any case.
                let short = std::time::Duration::from_millis(20);
                let _ = tokio::time::timeout(short, changed.changed()).await;
            }
        };
        match tokio::time::timeout(PATIENCE, seen).await {
            Ok(chat) => chat,
            Err(_) => panic!("never as wanted: {:?}", self.store.chat(TENANT, id).await),
        }
    }

    /// All messages, once there are `count` of them.
    pub(crate) async fn messages(&self, id: ChatId, count: i64) -> Vec<Message> {
        self.chat_when(id, |chat| chat.last_seq.0 >= count).await;
        let messages = self
            .store
            .messages(TENANT, id, MessageSeq::NONE, 1000)
            .await;
        messages.expect("the store reads")
    }
}

/// The text of a message.
pub(crate) fn text(message: &Message) -> &str {
    match &message.content {
        MessageContent::Text(text) => text,
        other => panic!("not a text: {other:?}"),
    }
}

/// Durations of the defaults, with demo agents that take a second.
pub(crate) fn settings() -> Settings {
    Settings {
        demo_agents: Some(DemoAgents {
            pickup_after: SignedDuration::from_secs(1),
            reply_after: SignedDuration::ZERO,
        }),
        ..Settings::default()
    }
}

fn virtual_agent() -> VirtualAgentProfile {
    VirtualAgentProfile {
        id: VirtualAgentId(1),
        name: "Virtual agent".to_owned(),
        avatar_url: None,
    }
}

fn catalogue() -> Catalogue {
    let menu = |id, virtual_agent: Option<VirtualAgentProfile>, queue| Menu {
        virtual_agent,
        escalation_queue: queue,
        agents: 2,
        ..Menu::new(id, format!("Menu {id}"), vec![Lang::En])
    };
    let menus = vec![
        menu(VIRTUAL_AGENT_MENU, Some(virtual_agent()), Some(HUMAN_MENU)),
        menu(HUMAN_MENU, None, None),
    ];
    Catalogue::new(Lang::En, menus).expect("a catalogue")
}

fn forward(mut changed: watch::Receiver<u64>, nudge: watch::Sender<u64>) {
    tokio::spawn(async move {
        while changed.changed().await.is_ok() {
            nudge.send_modify(|count| *count += 1);
        }
    });
}

/// A domain clock that stands still until it is set forward.
pub(crate) struct SetClock {
    now: Mutex<Timestamp>,
    ticks: AtomicU64,
    asked: AtomicU64,
}

impl SetClock {
    fn new() -> Self {
        let noon = "2026-05-04T12:00:00Z".parse().expect("a timestamp");
        Self {
            now: Mutex::new(noon),
            ticks: AtomicU64::new(0),
            asked: AtomicU64::new(0),
        }
    }

    fn advance(&self, by: SignedDuration) {
        *self.now.lock().expect("not poisoned") += by;
    }

    /// How often it was looked at.
    pub(crate) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// A number that no earlier call gave.
    fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed)
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        self.asked.fetch_add(1, Ordering::Relaxed);
        *self.now.lock().expect("not poisoned")
    }
}

struct CountedIds(AtomicU64);

impl EventIdSource for CountedIds {
    fn event_id(&self, _: TenantId, _: ChatId, _: Channel, _: u64) -> EventId {
        EventId(self.0.fetch_add(1, Ordering::Relaxed).into())
    }
}

/// The envelope with the event's place as its body.
struct Encoder;

impl EventEncoder for Encoder {
    fn encode(&self, event: &Event) -> Vec<u8> {
        serde_json::json!({
            "event_type": event.body.event_type(),
            "timestamp": event.timestamp.to_string(),
            "chat_id": event.chat_id.0,
            "body": { "event_seq": event.seq },
        })
        .to_string()
        .into_bytes()
    }

    fn encode_contact(&self, records: &CrmRecords) -> Vec<u8> {
        WireEncoder.encode_contact(records)
    }
}

type Files = HashMap<(TenantId, String), Vec<u8>>;

/// A media store that remembers.
#[derive(Clone, Default)]
pub(crate) struct MemoryFiles(Arc<Mutex<Files>>);

impl MemoryFiles {
    pub(crate) fn get(&self, tenant: TenantId, key: &str) -> Option<Vec<u8>> {
        let files = self.0.lock().expect("not poisoned");
        files.get(&(tenant, key.to_owned())).cloned()
    }
}

impl AgentFiles for MemoryFiles {
    async fn put(
        &self,
        tenant: TenantId,
        key: &str,
        bytes: &'static [u8],
    ) -> Result<(), FileError> {
        let mut files = self.0.lock().expect("not poisoned");
        files.insert((tenant, key.to_owned()), bytes.to_vec());
        Ok(())
    }
}
