//! A load generator: keep-alive connections, each of which sends its request again as soon as it is answered.
//!
//! It runs on one thread and reads of an answer only its status and its length, so that it takes as little as possible of
//! what a server on the same machine needs.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Outcome;

/// How long the load stands before requests are counted.
const WARM_UP: Duration = Duration::from_millis(250);
/// How long the last answers may take.
const LONGEST: Duration = Duration::from_secs(30);

/// How many requests were answered per second in `window`; each of `requests` has a connection of its own.
///
/// `at_border` is called when the window begins, and when it has ended with the number of answers in it.
pub(crate) async fn load(
    address: SocketAddr,
    requests: &[Vec<u8>],
    window: Duration,
    mut at_border: impl FnMut(u64),
) -> Outcome<f64> {
    let mut streams = Vec::with_capacity(requests.len());
    for _ in requests {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let from = Instant::now() + WARM_UP;
    let until = from + window;
    let mut connections = JoinSet::new();
    for (stream, request) in streams.into_iter().zip(requests) {
        connections.spawn(repeat(stream, request.clone(), from, until));
    }
    tokio::time::sleep_until(from.into()).await;
    at_border(0);
    let mut answered = 0;
    let ended = async {
        while let Some(connection) = connections.join_next().await {
            answered += connection??;
        }
        Outcome::Ok(())
    };
    tokio::time::timeout(window + LONGEST, ended).await??;
    at_border(answered);
    Ok(answered as f64 / window.as_secs_f64())
}

/// Counts the answers that come between `from` and `until`.
async fn repeat(
    mut stream: TcpStream,
    request: Vec<u8>,
    from: Instant,
    until: Instant,
) -> Outcome<u64> {
    let mut buffer = Vec::with_capacity(4096);
    let mut answered = 0;
    loop {
        exchange(&mut stream, &request, &mut buffer).await?;
        let now = Instant::now();
        if now >= until {
            return Ok(answered);
        }
        answered += u64::from(now >= from);
    }
}

async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> Outcome<()> {
    stream.write_all(request).await?;
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err("a server closed a connection under load".into());
        }
        if let Some(length) = whole_length(buffer)?
            && buffer.len() >= length
        {
            break;
        }
    }
    if buffer.starts_with(b"HTTP/1.1 200 ") {
        return Ok(());
    }
    let answer = String::from_utf8_lossy(buffer);
    Err(format!("a server refused a request under load: {answer}").into())
}

/// How many bytes the answer has, once its head is complete.
fn whole_length(answer: &[u8]) -> Outcome<Option<usize>> {
    const NAME: &[u8] = b"content-length:";
    let Some(head) = answer.windows(4).position(|it| it == b"\r\n\r\n") else {
        return Ok(None);
    };
    let name = answer[..head]
        .windows(NAME.len())
        .position(|it| it.eq_ignore_ascii_case(NAME))
        .ok_or("an answer has no length")?;
    let value = &answer[name + NAME.len()..head];
    let value = value.split(|&byte| byte == b'\r').next().unwrap_or(value);
    let body: usize = std::str::from_utf8(value)?.trim().parse()?;
    Ok(Some(head + 4 + body))
}
