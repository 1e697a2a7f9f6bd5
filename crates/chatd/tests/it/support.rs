//! What the tests share: a whole `chatd` with a client and a receiver of its webhooks; an edge on a free port; a client that
//! speaks raw bytes.

mod database;
mod events;
mod guest;
mod server;
mod talk;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use chatd::choices::Unseeded;
use chatd::clock::WallClock;
use chatd::edge::Limits;
use chatd::edge::listener::Edge;
use chatd::edge::recorder::{Listener, Recorder};
use chatd::edge::request_id::RequestIds;
use chatd::edge::shutdown::{ShutdownTrigger, shutdown_pair};
use chatd::random::OsRandom;
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub(crate) use self::database::open;
pub(crate) use self::events::Events;
pub(crate) use self::guest::put_menus;
pub(crate) use self::server::{Process, Said, Server, basic, picture, program, run};
pub(crate) use self::talk::{
    AFTER_HOURS, HUMAN, OVER_CAPACITY, PHOTO, VIDEO, VIRTUAL_AGENT, finished, key, keys, new_chat,
    refused, text_message,
};

/// Nothing in a test may take longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running edge.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) trigger: ShutdownTrigger,
    pub(crate) task: JoinHandle<()>,
}

/// Serves `router` on a free port of the loopback.
pub(crate) async fn serve(router: Router, limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let (trigger, shutdown) = shutdown_pair();
    let recorder = Recorder {
        ids: Arc::new(RequestIds::new(Arc::new(Unseeded(OsRandom)))),
        metrics: Arc::default(),
        listener: Listener::Public,
    };
    let task = tokio::spawn(Edge::new(listener, router, recorder, limits).run(shutdown));
    Running {
        address,
        trigger,
        task,
    }
}

/// `future`, which must end within [`PATIENCE`].
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("ends in time")
}

/// What `look` finds, which must be there within [`PATIENCE`].
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(PACE).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, found).await;
    found.unwrap_or_else(|_| panic!("not in time: {what}"))
}

/// How often conditions are looked at.
const PACE: Duration = Duration::from_millis(10);

/// An answer as it came over the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// The value of a header (name in lower case).
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A raw connection.
pub(crate) struct Raw {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Raw {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self {
            stream: soon(TcpStream::connect(address)).await.expect("connects"),
            buffer: Vec::new(),
        }
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).await.expect("sends");
    }

    pub(crate) async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        soon(self.stream.write_all(bytes.as_ref())).await
    }

    /// Reads one answer with a Content-Length.
    pub(crate) async fn answer(&mut self) -> Answer {
        let end = self.read_until_blank_line().await;
        let rest = self.buffer.split_off(end);
        let head = String::from_utf8(std::mem::replace(&mut self.buffer, rest)).expect("ASCII");
        let status = head[9..12].parse().expect("a status");
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        if matches!(status, 100 | 204 | 304) {
            return answer;
        }
        let length: usize = answer
            .header("content-length")
            .expect("a length")
            .parse()
            .expect("a number");
        while self.buffer.len() < length {
            assert!(self.read_more().await > 0, "the body is cut off");
        }
        let rest = self.buffer.split_off(length);
        answer.body = std::mem::replace(&mut self.buffer, rest);
        answer
    }

    /// Reads to the end of the stream, orderly or not.
    pub(crate) async fn end(&mut self) -> std::io::Result<()> {
        while soon(self.stream.read_buf(&mut self.buffer)).await? > 0 {}
        Ok(())
    }

    /// Reads to the end of the stream; true when it ended without a single byte.
    pub(crate) async fn closes_silently(&mut self) -> bool {
        while self.read_more().await > 0 {}
        self.buffer.is_empty()
    }

    async fn read_until_blank_line(&mut self) -> usize {
        loop {
            let found = self.buffer.windows(4).position(|w| w == b"\r\n\r\n");
            if let Some(at) = found {
                return at + 4;
            }
            assert!(
                self.read_more().await > 0,
                "closed before an answer; got {:?}",
                String::from_utf8_lossy(&self.buffer)
            );
        }
    }

    async fn read_more(&mut self) -> usize {
        soon(self.stream.read_buf(&mut self.buffer))
            .await
            .expect("reads")
    }
}

/// A wall clock that stands still until it is advanced.
#[derive(Debug)]
pub(crate) struct StillClock(Mutex<Timestamp>);

impl StillClock {
    /// Some noon.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(
            "2026-05-04T12:00:00Z".parse().expect("a timestamp"),
        ))
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        *self.0.lock().expect("not poisoned") += by;
    }
}

impl WallClock for StillClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("not poisoned")
    }
}
