//! The generated router against the one written by hand, in this process, without a socket.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http::StatusCode;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

use crate::report::{Comparison, Measured, Report, rounds};
use crate::{Outcome, generated, plain, samples};

/// Requests that are made at once, before the clock runs.
const CHUNK: usize = 200;
/// The least ratio.
const MARK: f64 = 0.97;

type Make = fn() -> Outcome<Request>;

/// POST message and GET chat.
pub(crate) fn compare(report: &mut Report) -> Outcome<()> {
    let runtime = Builder::new_current_thread().build()?;
    let routers = [generated::router(), plain::router()];
    runtime.block_on(agree(&routers))?;
    let (count, chunks) = (report.choose(41, 2), report.choose(100, 1));
    let operations: [(&str, Make); 2] = [("POST message", post_message), ("GET chat", get_chat)];
    for (name, make) in operations {
        let what = format!("router, {name}");
        for router in &routers {
            measure(&runtime, router, make, chunks)?;
        }
        let rates = rounds(&what, count, routers.len(), |way| {
            measure(&runtime, &routers[way], make, chunks)
        })?;
        let [subject, reference] = [0, 1].map(|way| Measured {
            rates: rates[way].clone(),
            server_cpu_us: None,
        });
        report.add(&Comparison {
            name: what,
            subject: ("generated router", &subject),
            reference: ("hand-written router", &reference),
            mark: MARK,
        });
    }
    Ok(())
}

fn post_message() -> Outcome<Request> {
    let body = samples::message(7);
    let request = samples::request("POST", "/chats/1/message", Some(body.len()));
    Ok(request.body(Body::from(body))?)
}

fn get_chat() -> Outcome<Request> {
    Ok(samples::request("GET", "/chats/1", None).body(Body::empty())?)
}

/// Requests per second of one processor. Making them, and letting go of the answers, is not measured.
fn measure(runtime: &Runtime, router: &Router, make: Make, chunks: usize) -> Outcome<f64> {
    let mut spent = Duration::ZERO;
    for _ in 0..chunks {
        let requests = (0..CHUNK).map(|_| make()).collect::<Outcome<Vec<_>>>()?;
        let mut answers = Vec::with_capacity(CHUNK);
        spent += runtime.block_on(async {
            let begin = Instant::now();
            for request in requests {
                answers.push(router.clone().oneshot(request).await);
            }
            begin.elapsed()
        });
        for answer in answers {
            if answer?.status() != StatusCode::OK {
                return Err("a router refused a request of the measurement".into());
            }
        }
    }
    Ok((chunks * CHUNK) as f64 / spent.as_secs_f64())
}

/// Both answer alike, else the comparison means nothing.
async fn agree(routers: &[Router; 2]) -> Outcome<()> {
    for make in [post_message as Make, get_chat] {
        let [ours, theirs] = [
            answer(&routers[0], make()?).await?,
            answer(&routers[1], make()?).await?,
        ];
        if ours != theirs {
            return Err(format!("the routers answer differently: {ours:?}, {theirs:?}").into());
        }
    }
    for (index, status) in refused()?.iter().map(|(_, status)| *status).enumerate() {
        for router in routers {
            let (request, _) = refused()?.swap_remove(index);
            let shown = format!("{} {}", request.method(), request.uri());
            let (found, body) = answer(router, request).await?;
            if found != status || body.get("message").is_none() {
                return Err(format!("{shown}: expected {status}, not {found} {body}").into());
            }
        }
    }
    Ok(())
}

async fn answer(router: &Router, request: Request) -> Outcome<(StatusCode, Value)> {
    let response = router.clone().oneshot(request).await?;
    if !response.headers().contains_key("x-request-id") {
        return Err("an answer has no id".into());
    }
    let status = response.status();
    let bytes = response.into_body().collect().await?.to_bytes();
    Ok((status, serde_json::from_slice(&bytes)?))
}

/// What both refuse, and how.
fn refused() -> Outcome<Vec<(Request, StatusCode)>> {
    let post = |body: &str| {
        let request = samples::request("POST", "/chats/1/message", Some(body.len()));
        request.body(Body::from(body.to_owned()))
    };
    let text = |text: &str| {
        post(&format!(
            r#"{{"from_user_id":7,"message":{{"type":"text","content":"{text}"}}}}"#
        ))
    };
    let bodiless =
        |method: &str, path: &str| samples::request(method, path, None).body(Body::empty());
    let mut media_type = post("{}")?;
    media_type
        .headers_mut()
        .insert("content-type", "text/plain".parse()?);
    let mut anonymous = bodiless("GET", "/chats/1")?;
    anonymous.headers_mut().remove("authorization");
    let mut wrong = bodiless("GET", "/chats/1")?;
    wrong
        .headers_mut()
        .insert("authorization", "Basic ZGVtbzp3cm9uZw==".parse()?);
    let bad = StatusCode::BAD_REQUEST;
    Ok(vec![
        (anonymous, StatusCode::UNAUTHORIZED),
        (wrong, StatusCode::UNAUTHORIZED),
        (bodiless("GET", "/nothing")?, StatusCode::NOT_FOUND),
        (bodiless("PUT", "/chats/1")?, StatusCode::METHOD_NOT_ALLOWED),
        (bodiless("GET", "/chats/0")?, bad),
        (bodiless("GET", "/chats/x")?, bad),
        (bodiless("GET", "/chats/9007199254740992")?, bad),
        (media_type, StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (text(&"a".repeat(1 << 20))?, StatusCode::PAYLOAD_TOO_LARGE),
        (text(&"a".repeat(10_001))?, bad),
        (text("")?, bad),
        (text("\\u0000")?, bad),
        (post("{")?, bad),
        (post(r#"{"from_user_id":7}"#)?, bad),
        (post(&samples::message(0))?, bad),
        (
            post(r#"{"from_user_id":7,"message":{"type":"text","content":7}}"#)?,
            bad,
        ),
        (
            post(r#"{"from_user_id":7,"message":{"type":"photo","content":{"media_id":0}}}"#)?,
            bad,
        ),
        (
            post(r#"{"from_user_id":7,"message":{"type":"sticker","content":""}}"#)?,
            bad,
        ),
    ])
}
