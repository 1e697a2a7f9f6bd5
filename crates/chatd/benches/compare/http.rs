//! `chatd` over HTTP, durable: against the hand-written server that stores nothing, and against one transaction per
//! message on the same database.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chat_types::{CreateChatParams, CreateChatRequest, UpsertEndUserRequest};
use tokio::runtime::{Builder, Runtime};

use crate::report::{Comparison, Measured, Report, rounds};
use crate::server::Server;
use crate::{Outcome, load, samples};

/// The least ratio to the server that stores nothing.
const MARK_PLAIN: f64 = 0.35;
/// The least ratio to a transaction per message.
const MARK_EACH: f64 = 4.0;
/// Connections at a time.
const CONNECTIONS: [usize; 2] = [32, 256];

/// POST message with few and with many connections.
pub(crate) fn compare(report: &mut Report) -> Outcome<()> {
    let directory = Directory::make()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let servers = [
        Server::chatd(&directory.0.join("group"))?,
        Server::plain()?,
        Server::each(&directory.0.join("each"))?,
    ];
    let chats = CONNECTIONS[1];
    let requests = [
        runtime.block_on(requests(&servers[0], chats))?,
        (1..=chats as i64)
            .map(|id| request(&servers[1], id, 7))
            .collect(),
        runtime.block_on(requests(&servers[2], chats))?,
    ];
    for connections in CONNECTIONS {
        let what = format!("HTTP, POST message, {connections} connections");
        let requests = requests.each_ref().map(|it| &it[..connections]);
        let [chatd, plain, each] = measure(&runtime, report, &what, &servers, &requests)?;
        report.add(&Comparison {
            name: what.clone(),
            subject: ("chatd, durable", &chatd),
            reference: ("hand-written, stores nothing", &plain),
            mark: MARK_PLAIN,
        });
        report.add(&Comparison {
            name: what,
            subject: ("chatd, durable", &chatd),
            reference: ("a transaction per message", &each),
            mark: MARK_EACH,
        });
    }
    Ok(())
}

fn measure(
    runtime: &Runtime,
    report: &Report,
    what: &str,
    servers: &[Server; 3],
    requests: &[&[Vec<u8>]; 3],
) -> Outcome<[Measured; 3]> {
    let count = report.choose(12, 2);
    let window = Duration::from_millis(report.choose(1_500, 300));
    let mut cpu = [const { (Some(0.0), 0_u64) }; 3];
    let rates = rounds(what, count, servers.len(), |way| {
        let server = &servers[way];
        let mut begin = None;
        let at_border = |answered| match begin {
            None => begin = Some(server.cpu_us()),
            Some(begin) => {
                let spent = begin.and_then(|begin| Some(server.cpu_us()? - begin));
                let (total, requests) = &mut cpu[way];
                *total = total.zip(spent).map(|(total, spent)| total + spent);
                *requests += answered;
            }
        };
        runtime.block_on(load::load(
            server.address()?,
            requests[way],
            window,
            at_border,
        ))
    })?;
    let mut rates = rates.into_iter();
    Ok(cpu.map(|(total, requests)| Measured {
        rates: rates.next().unwrap_or_default(),
        server_cpu_us: total.map(|total| total / requests.max(1) as f64),
    }))
}

/// A request for each of as many new chats, which wait in a queue.
async fn requests(server: &Server, chats: usize) -> Outcome<Vec<Vec<u8>>> {
    let client = server.client()?;
    let end_user = UpsertEndUserRequest::builder()
        .identifier("ada".to_owned())
        .build();
    let end_user = client.upsert_end_user().body(end_user).send().await?.id;
    let mut requests = Vec::with_capacity(chats);
    for _ in 0..chats {
        let chat = CreateChatParams::builder()
            .menu_id(server.ready.menus.human)
            .end_user_id(end_user)
            .build();
        let body = CreateChatRequest::builder().chat(chat).build();
        let id = client.create_chat().body(body).send().await?.id;
        requests.push(request(server, id, end_user));
    }
    Ok(requests)
}

/// The bytes of a request to send a message.
fn request(server: &Server, chat: i64, from: i64) -> Vec<u8> {
    let body = samples::message(from);
    let credentials = samples::basic(&server.ready.token);
    let path = format!("{}/chats/{chat}/message", chatd::ready::API_PATH);
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: compare\r\naccept: application/json\r\n\
         authorization: {credentials}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Where the databases lie: below the build directory, so on a disk. Removed when dropped.
struct Directory(PathBuf);

impl Directory {
    fn make() -> Outcome<Self> {
        let name = format!("compare-{}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // What is left behind is below the build directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
