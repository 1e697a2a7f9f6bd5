//! A receiver of signed webhooks that fails a fifth of the time: it answers 500, hangs up, or takes longer than it has.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use chat_webhook::{Secrets, Verifier};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::Outcome;
use crate::dice::Dice;
use crate::ledger::{Ledger, Record, Seen};
use crate::process::{Ready, WEBHOOK_TIMEOUT};

/// How many attempts of a hundred fail.
const FAILURES_PERCENT: u64 = 20;
const SEED: u64 = 20;

/// Where webhooks go.
pub(crate) struct Receiver {
    address: SocketAddr,
    inbox: Arc<Inbox>,
}

struct Inbox {
    verifier: OnceLock<Verifier>,
    ledger: Arc<Ledger>,
    dice: Mutex<Dice>,
}

/// What becomes of an attempt.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Accepted,
    Refused,
    HungUp,
    Slow,
}

impl Receiver {
    pub(crate) async fn listen(ledger: Arc<Ledger>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let inbox = Arc::new(Inbox {
            verifier: OnceLock::new(),
            ledger,
            dice: Mutex::new(Dice::new(SEED)),
        });
        tokio::spawn(serve(listener, Arc::clone(&inbox)));
        Ok(Self { address, inbox })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/webhooks", self.address)
    }

    /// Believes what this server signs.
    pub(crate) fn trust(&self, ready: &Ready) -> Outcome {
        let secrets = Secrets::new(ready.webhook_secrets.primary.as_str())?;
        let secrets = secrets.with_secondary(ready.webhook_secrets.secondary.as_str())?;
        let _ = self.inbox.verifier.set(Verifier::new(secrets));
        Ok(())
    }
}

async fn serve(listener: TcpListener, inbox: Arc<Inbox>) {
    while let Ok((stream, _)) = listener.accept().await {
        let inbox = Arc::clone(&inbox);
        let service = service_fn(move |request| receive(Arc::clone(&inbox), request));
        // A connection that ends in an error is what this receiver is for.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn receive(
    inbox: Arc<Inbox>,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let fate = inbox.note(&head.headers, &body);
    match fate {
        Some(Fate::Accepted) => Ok(answer(StatusCode::NO_CONTENT)),
        Some(Fate::Refused) => Ok(answer(StatusCode::INTERNAL_SERVER_ERROR)),
        // An error of the service closes the connection without an answer.
        Some(Fate::HungUp) => Err(io::Error::other("hung up")),
        Some(Fate::Slow) => {
            tokio::time::sleep(WEBHOOK_TIMEOUT + Duration::from_secs(1)).await;
            Ok(answer(StatusCode::NO_CONTENT))
        }
        None => Ok(answer(StatusCode::UNAUTHORIZED)),
    }
}

fn answer(status: StatusCode) -> Response<Empty<Bytes>> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    response
}

impl Inbox {
    /// Decides what becomes of an attempt and writes it down; nothing for one that is not signed.
    #[expect(
        clippy::disallowed_methods,
        reason = "the age of a signature is real time"
    )]
    fn note(&self, headers: &HeaderMap, body: &[u8]) -> Option<Fate> {
        let now = chat_webhook::Timestamp::now();
        let genuine = self.verifier.get()?.verify(headers, body, now);
        let mut record = self.ledger.record();
        if let Err(error) = genuine {
            record
                .broken
                .push(format!("a webhook is not signed: {error}"));
            return None;
        }
        let Some(event) = Event::read(headers, body) else {
            record.broken.push("a webhook is no event".to_owned());
            return None;
        };
        let fate = fate(&mut self.dice.lock().expect("not poisoned"));
        event.write_down(&mut record, fate == Fate::Accepted);
        let attempts = &mut record.attempts;
        match fate {
            Fate::Accepted => attempts.accepted += 1,
            Fate::Refused => attempts.refused += 1,
            Fate::HungUp => attempts.hung_up += 1,
            Fate::Slow => attempts.slow += 1,
        }
        Some(fate)
    }
}

fn fate(dice: &mut Dice) -> Fate {
    if !dice.percent(FAILURES_PERCENT) {
        return Fate::Accepted;
    }
    match dice.between(0, 3) {
        0 => Fate::Refused,
        1 => Fate::HungUp,
        _ => Fate::Slow,
    }
}

/// What is looked at of an attempt.
struct Event {
    id: String,
    first: bool,
    body: u64,
    chat_id: i64,
    event_type: String,
    /// The number of a message and whether the end user wrote it.
    message: Option<(i64, bool)>,
}

impl Event {
    fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let json: Value = serde_json::from_slice(body).ok()?;
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let inner = &json["body"];
        let by_end_user = inner["sender"]["type"] == "end_user";
        let seq = inner["message"]["seq"].as_i64();
        Some(Self {
            id: text("webhook-id")?.to_owned(),
            first: text("x-webhook-attempt")? == "1",
            body: hasher.finish(),
            chat_id: json["chat_id"].as_i64()?,
            event_type: json["event_type"].as_str()?.to_owned(),
            message: seq.map(|seq| (seq, by_end_user)),
        })
    }

    fn write_down(self, record: &mut Record, accepted: bool) {
        let seen = record.events.entry(self.id.clone()).or_insert(Seen {
            body: self.body,
            accepted: 0,
        });
        if seen.body != self.body {
            let fault = format!("event {} said two different things", self.id);
            record.broken.push(fault);
        }
        let told = record.told.entry(self.chat_id).or_default();
        if let (true, Some((seq, _))) = (self.first, self.message) {
            told.disordered |= seq < told.last_first;
            told.last_first = seq;
        }
        if !accepted {
            return;
        }
        seen.accepted += 1;
        if seen.accepted > 1 {
            return;
        }
        *told.types.entry(self.event_type).or_default() += 1;
        if let Some((seq, by_end_user)) = self.message {
            told.seqs.insert(seq);
            told.of_end_user += u64::from(by_end_user);
        }
    }
}
