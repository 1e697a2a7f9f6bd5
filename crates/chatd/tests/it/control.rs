//! Steering a running platform: everything that `chatd serve` puts together, in this process, so that the tests hold the
//! controls.

mod deterministic;
mod faults;
mod snapshot;
mod time;
mod webhooks;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use chat_client::types::{Chat, UpsertEndUserRequest};
use chat_client::{Client, RetryPolicy};
use chat_core::{Answer, AnswerKey, Keep, Store as _};
use chat_store::SqliteOptions;
use chatd::cli::Flags;
use chatd::config::Config;
use chatd::demo::{self, DemoCredentials};
use chatd::edge::Limits;
use chatd::edge::listener::Edge;
use chatd::edge::recorder::{Listener, Recorder};
use chatd::edge::request_id::RequestIds;
use chatd::edge::shutdown::{ShutdownTrigger, shutdown_pair};
use chatd::serve::build::build;
use chatd::serve::{Ground, Work, lay, public_router};
use chatd::wire::WireEncoder;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::support::{new_chat, soon, text_message};

/// Keeps what an outcome looks like.
fn keep<T: std::fmt::Debug + 'static>(scope: u8) -> Keep<T> {
    Keep {
        request: AnswerKey {
            scope: [scope; 32],
            fingerprint: [0; 32],
        },
        now: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        answer: Box::new(|outcome| {
            Some(Answer {
                status: 200,
                etag: None,
                body: Some(format!("{outcome:?}").into_bytes()),
            })
        }),
    }
}

/// A platform on a directory of its own.
struct Steered {
    ground: Ground,
    demo: DemoCredentials,
    address: SocketAddr,
    trigger: ShutdownTrigger,
    tasks: JoinSet<()>,
    directory: Arc<TempDir>,
}

impl Steered {
    /// What was kept in the transaction of an effect.
    async fn kept(&self, scope: u8) -> String {
        let store = &self.ground.store;
        let kept = store.kept_answer(None, [scope; 32], Timestamp::UNIX_EPOCH);
        let kept = kept.await.expect("asked").expect("kept");
        String::from_utf8(kept.answer.body.expect("a body")).expect("text")
    }

    /// A fresh one; events of the demo tenant go to `webhook_url`.
    async fn start(webhook_url: Option<&str>) -> Self {
        let directory = Arc::new(tempfile::tempdir().expect("a directory"));
        let config = config(directory.path(), webhook_url);
        Self::start_in(directory, config).await
    }

    /// One in which nobody serves the queues.
    async fn start_without_agents(webhook_url: Option<&str>) -> Self {
        let directory = Arc::new(tempfile::tempdir().expect("a directory"));
        let mut config = config(directory.path(), webhook_url);
        config.agents = false;
        Self::start_in(directory, config).await
    }

    async fn start_in(directory: Arc<TempDir>, config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (trigger, shutdown) = shutdown_pair();
        let public_url = format!("http://{address}").parse().expect("a URL");
        let options = SqliteOptions::default();
        let encoder = Arc::new(WireEncoder);
        let ground = lay(config, options, public_url, encoder, shutdown.clone())
            .await
            .expect("it starts");
        let demo = demo::settle(&*ground.store, &ground.config, &*ground.random)
            .await
            .expect("a demo tenant")
            .expect("on");
        let Work { api, workers, .. } = build(&ground);
        let router = public_router(api, &ground.media);
        let recorder = Recorder {
            ids: Arc::new(RequestIds::new(ground.choices.clone())),
            metrics: Arc::clone(&ground.metrics),
            listener: Listener::Public,
        };
        let mut tasks = workers;
        tasks.spawn(Edge::new(listener, router, recorder, Limits::default()).run(shutdown));
        Self {
            ground,
            demo,
            address,
            trigger,
            tasks,
            directory,
        }
    }

    /// Stops everything and starts again on the same directory.
    async fn restarted(self) -> Self {
        let config = self.ground.config.clone();
        let directory = Arc::clone(&self.directory);
        self.stop().await;
        Self::start_in(directory, config).await
    }

    async fn stop(mut self) {
        self.trigger.fire();
        soon(async { while self.tasks.join_next().await.is_some() {} }).await;
        let ground = self.ground;
        tokio::task::spawn_blocking(move || drop(ground))
            .await
            .expect("closed");
    }

    /// A new chat of the end user `ada` in front of this menu.
    async fn chat(&self, menu: i64) -> Chat {
        let client = self.client();
        let ada = UpsertEndUserRequest::builder()
            .identifier("ada".to_owned())
            .build();
        let ada = client.upsert_end_user().body(ada).send().await;
        let body = new_chat(menu, ada.expect("an end user").id);
        let chat = client.create_chat().body(body).send().await;
        chat.expect("a chat").into_inner()
    }

    /// The end user writes.
    async fn say(&self, chat: &Chat, text: &str) {
        let body = text_message(chat.end_user.id, text);
        let client = self.client();
        let sent = client.send_message().id(chat.id).body(body).send().await;
        sent.expect("sent");
    }

    /// The chat as it is now.
    async fn now(&self, id: i64) -> Chat {
        let chat = self.client().get_chat().id(id).send().await;
        chat.expect("a chat").into_inner()
    }

    /// The generated client, as the demo tenant.
    fn client(&self) -> Client {
        Client::builder("demo", &self.demo.token)
            .base_url(format!("http://{}/apps/api/v1", self.address))
            .retry(RetryPolicy::never())
            .build()
            .expect("a client")
    }
}

/// As `chatd serve` without flags, on free ports.
fn config(data: &Path, webhook_url: Option<&str>) -> Config {
    let flags = Flags {
        listen: Some("127.0.0.1:0".to_owned()),
        data: data.join("data").to_str().map(str::to_owned),
        webhook_url: webhook_url.map(str::to_owned),
        rate_limit: Some("off".to_owned()),
        ..Flags::default()
    };
    Config::from_flags(&flags).unwrap_or_else(|faults| panic!("{faults}"))
}
