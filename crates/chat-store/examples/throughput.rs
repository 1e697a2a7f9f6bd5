//! Durable messages per second: group commit, and in the same run one transaction per message.
//!
//! `cargo run --release -p chat-store --example throughput -- [SECONDS] [DIRECTORY]`
//!
//! Each caller has a chat that waits in a queue and sends one message after the other; every answer is on the disk. The
//! ways alternate, so that a disk that is slower for a while is so for all; the median of the rounds is printed.

#![expect(clippy::print_stdout, reason = "an example prints what it measured")]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a real clock"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chat_core::{
    AgentId, AgentProfile, Catalogue, Channel, ChatContext, ChatId, Command, CreateChat,
    CrmRecords, EndUser, EndUserProfile, Event, EventEncoder, EventId, EventIdSource, KeyPair,
    Lang, Menu, MenuId, MessageContent, Secret, Settings, Steering, Store, Tenant, TenantId,
    Webhook,
};
use chat_store::{SqliteOptions, SqliteStore};
use jiff::{SignedDuration, Timestamp};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const TENANT: TenantId = TenantId(1);
const QUEUE: MenuId = MenuId(1);
const ROUNDS: usize = 3;

/// One way to send messages.
struct Way {
    name: &'static str,
    callers: usize,
    batch: usize,
    webhook: bool,
    /// With an agent the chat timeout moves at each message.
    agent: bool,
    rates: Vec<f64>,
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let seconds: f64 = arguments.next().as_deref().unwrap_or("2").parse()?;
    let directory = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let usual = SqliteOptions::default().batch;
    let way = |name, callers, batch, webhook, agent| Way {
        name,
        callers,
        batch,
        webhook,
        agent,
        rates: Vec::new(),
    };
    let mut ways = [
        way("group commit, 32 callers", 32, usual, false, false),
        way("group commit, 256 callers", 256, usual, false, false),
        way(
            "group commit, 32 callers, webhook on",
            32,
            usual,
            true,
            false,
        ),
        way(
            "group commit, 32 callers, with an agent",
            32,
            usual,
            false,
            true,
        ),
        way("one transaction each, 32 callers", 32, 1, false, false),
    ];
    for _ in 0..ROUNDS {
        for way in &mut ways {
            let place = directory.join(format!("chat-store-throughput-{}", std::process::id()));
            let rate = measure(way, &place, Duration::from_secs_f64(seconds));
            std::fs::remove_dir_all(&place)?;
            way.rates.push(rate?);
        }
    }
    for way in &mut ways {
        way.rates.sort_by(f64::total_cmp);
        println!("{:<42} {:>9.0} messages/s", way.name, way.rates[ROUNDS / 2]);
    }
    let ratio = ways[0].rates[ROUNDS / 2] / ways[4].rates[ROUNDS / 2];
    println!("{:<42} {ratio:>9.1} times", "group commit against one each");
    Ok(())
}

fn measure(way: &Way, directory: &Path, time: Duration) -> Outcome<f64> {
    let options = SqliteOptions {
        batch: way.batch,
        ..SqliteOptions::default()
    };
    let store = SqliteStore::open(
        directory,
        options,
        Arc::new(Injected::default()),
        Arc::new(Injected::default()),
    )?;
    let runtime = tokio::runtime::Runtime::new()?;
    let sent = runtime.block_on(async {
        let end_user = set_up(&store, way.webhook).await?;
        let stop = Arc::new(AtomicBool::new(false));
        let mut callers = Vec::new();
        for _ in 0..way.callers {
            let chat = store
                .create_chat(TENANT, new_chat(&end_user), start())
                .await?
                .chat
                .id;
            if way.agent {
                store
                    .transact(TENANT, chat, Command::AgentJoin(agent()), start())
                    .await?;
            }
            let (store, stop) = (store.clone(), Arc::clone(&stop));
            let from = end_user.id;
            callers.push(async move {
                let mut sent = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    let content = MessageContent::Text(
                        "Where is my parcel? It was sent a week ago.".to_owned(),
                    );
                    let now = start()
                        + SignedDuration::from_millis(i64::try_from(sent).unwrap_or(i64::MAX));
                    let command = Command::SendMessage { from, content };
                    store.transact(TENANT, chat, command, now).await.map(drop)?;
                    sent += 1;
                }
                Ok::<u64, chat_core::StoreError>(sent)
            });
        }
        let begin = Instant::now();
        let callers: Vec<_> = callers
            .into_iter()
            .map(|caller| tokio::spawn(caller))
            .collect();
        tokio::time::sleep(time).await;
        stop.store(true, Ordering::Relaxed);
        let mut sent = 0;
        for caller in callers {
            sent += caller.await??;
        }
        Ok::<f64, Box<dyn std::error::Error>>(
            f64::from(u32::try_from(sent)?) / begin.elapsed().as_secs_f64(),
        )
    })?;
    Ok(sent)
}

async fn set_up(store: &SqliteStore, webhook: bool) -> Outcome<EndUser> {
    let secret = || Secret::new("secret".to_owned());
    let tenant = Tenant {
        id: TENANT,
        subdomain: "demo".to_owned(),
        name: "A tenant".to_owned(),
        tokens: Vec::new(),
        last_token_id: 0,
        company_secret: KeyPair {
            primary: secret(),
            secondary: None,
        },
        webhook: Webhook {
            url: Some("https://example.com/".to_owned()),
            enabled: webhook,
            secret: KeyPair {
                primary: secret(),
                secondary: None,
            },
            standard_secret: KeyPair {
                primary: secret(),
                secondary: None,
            },
            failing_since: None,
            last_failed_at: None,
            disabled_reason: None,
            steering: Steering::default(),
        },
        crm: None,
        settings: Settings::default(),
    };
    store.put_tenant(tenant).await?;
    let menu = Menu::new(QUEUE, "Queue", vec![Lang::En]);
    store
        .put_catalogue(TENANT, Catalogue::new(Lang::En, vec![menu])?)
        .await?;
    let profile = EndUserProfile {
        identifier: "ada".to_owned(),
        name: None,
        email: None,
        phone: None,
    };
    Ok(store.upsert_end_user(TENANT, profile, None).await?)
}

fn new_chat(end_user: &EndUser) -> CreateChat {
    CreateChat {
        menu_id: QUEUE,
        end_user_id: end_user.id,
        lang: None,
        email: None,
        phone: None,
        context: ChatContext::default(),
    }
}

fn agent() -> AgentProfile {
    AgentProfile {
        id: AgentId(1),
        name: "Ana Alves".to_owned(),
        first_name: "Ana".to_owned(),
        avatar_url: None,
    }
}

fn start() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 55)
}

/// Payloads of a usual size, and ids that count.
#[derive(Default)]
struct Injected(AtomicU64);

impl EventEncoder for Injected {
    fn encode(&self, event: &Event) -> Vec<u8> {
        format!("{event:?}").into_bytes()
    }

    fn encode_contact(&self, records: &CrmRecords) -> Vec<u8> {
        format!("{records:?}").into_bytes()
    }
}

impl EventIdSource for Injected {
    fn event_id(&self, _: TenantId, _: ChatId, _: Channel, _: u64) -> EventId {
        EventId(u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}
