//! The generated client against reqwest as one would use it by hand, with one server for both.
//!
//! The rates are requests per second of the client's own processor time: on a small machine requests per second of the
//! clock tell how the scheduler shared the processors with the server, not what the client costs.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chat_types::{Chat, SendMessageRequest, SendMessageResponse};
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use tokio::runtime::Builder;

use crate::machine::thread_time;
use crate::report::{Comparison, Measured, Report, rounds};
use crate::server::Server;
use crate::{Outcome, samples};

/// The least ratio.
const MARK: f64 = 0.95;
/// Requests that are under way at a time.
const CALLERS: usize = 8;
/// How long an attempt may take; the generated client's default.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How often and how soon a request is sent again; the generated client's defaults.
const ATTEMPTS: u32 = 4;
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// POST message and GET chat.
pub(crate) fn compare(report: &mut Report) -> Outcome<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let server = Server::plain()?;
    let _entered = runtime.enter();
    let ways = [
        Way::Generated(server.client()?),
        Way::Raw(Raw::new(&server)?),
    ];
    let count = report.choose(31, 2);
    let window = Duration::from_millis(report.choose(500, 200));
    for operation in [Operation::SendMessage, Operation::GetChat] {
        let what = format!("client, {}", operation.name());
        // The first requests open the connections.
        for way in &ways {
            runtime.block_on(measure(way, operation, window / 4))?;
        }
        let rates = rounds(&what, count, ways.len(), |way| {
            runtime.block_on(measure(&ways[way], operation, window))
        })?;
        let [subject, reference] = [0, 1].map(|way| Measured {
            rates: rates[way].clone(),
            server_cpu_us: None,
        });
        report.add(&Comparison {
            name: what,
            subject: ("generated client", &subject),
            reference: ("reqwest by hand, doing the same", &reference),
            mark: MARK,
        });
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Operation {
    SendMessage,
    GetChat,
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Self::SendMessage => "POST message",
            Self::GetChat => "GET chat",
        }
    }
}

/// One way to call.
enum Way {
    Generated(chat_client::Client),
    Raw(Raw),
}

impl Way {
    async fn call(&self, operation: Operation, message: &SendMessageRequest) -> Outcome<()> {
        match (self, operation) {
            (Self::Generated(client), Operation::SendMessage) => {
                let body = message.clone();
                client.send_message().id(1).body(body).send().await?;
            }
            (Self::Generated(client), Operation::GetChat) => {
                client.get_chat().id(1).send().await?;
            }
            (Self::Raw(raw), Operation::SendMessage) => {
                black_box(raw.send_message(1, message.clone()).await?);
            }
            (Self::Raw(raw), Operation::GetChat) => {
                black_box(raw.get_chat(1).await?);
            }
        }
        Ok(())
    }
}

/// What the generated client gives its caller: the value, and the headers, which have the request's id and the limits.
type Answer<T> = (HeaderMap, T);

async fn read<T: DeserializeOwned>(response: reqwest::Response) -> reqwest::Result<Answer<T>> {
    let headers = response.headers().clone();
    Ok((headers, response.json().await?))
}

/// reqwest by hand, with the generated client's settings.
struct Raw {
    http: reqwest::Client,
    base_url: String,
    authorization: HeaderValue,
}

impl Raw {
    fn new(server: &Server) -> Outcome<Self> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("compare/0.1.0")
            .build()?;
        let mut authorization = HeaderValue::from_str(&samples::basic(&server.ready.token))?;
        authorization.set_sensitive(true);
        Ok(Self {
            http,
            base_url: server.base_url(),
            authorization,
        })
    }

    async fn send_message(
        &self,
        chat: i64,
        message: SendMessageRequest,
    ) -> reqwest::Result<Answer<SendMessageResponse>> {
        let url = format!("{}/chats/{chat}/message", self.base_url);
        let request = self.http.post(url).json(&message);
        read(self.send(request).await?).await
    }

    async fn get_chat(&self, chat: i64) -> reqwest::Result<Answer<Chat>> {
        let request = self.http.get(format!("{}/chats/{chat}", self.base_url));
        read(self.send(request).await?).await
    }

    /// Sends the request, and again when the API asks to wait: what the generated client does, and the reason why a copy
    /// of every request is kept until it is answered.
    async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<reqwest::Response> {
        let mut request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
        let mut wait = FIRST_WAIT;
        for _ in 1..ATTEMPTS {
            let again = request.try_clone();
            let response = self.attempt(request).await?;
            match again {
                Some(again) if response.status() == StatusCode::TOO_MANY_REQUESTS => {
                    tokio::time::sleep(wait).await;
                    (request, wait) = (again, wait * 2);
                }
                _ => return response.error_for_status(),
            }
        }
        self.attempt(request).await?.error_for_status()
    }

    async fn attempt(
        &self,
        request: reqwest::RequestBuilder,
    ) -> reqwest::Result<reqwest::Response> {
        let authorized = request.header(AUTHORIZATION, self.authorization.clone());
        authorized.timeout(TIMEOUT).send().await
    }
}

/// Requests of a few callers on one thread, per second of processor time that the thread took.
async fn measure(way: &Way, operation: Operation, window: Duration) -> Outcome<f64> {
    let message = samples::typed_message()?;
    let (begin, taken_before) = (Instant::now(), thread_time());
    let callers = (0..CALLERS).map(|_| async {
        let mut answered = 0_u32;
        while begin.elapsed() < window {
            way.call(operation, &message).await?;
            answered += 1;
        }
        Outcome::Ok(answered)
    });
    let answered: u32 = futures::future::try_join_all(callers).await?.iter().sum();
    Ok(f64::from(answered) / (thread_time() - taken_before).as_secs_f64())
}
