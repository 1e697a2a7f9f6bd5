//! An answer sent before the body was read reaches the client, whatever it still sends.

use super::{limits, router};
use crate::support::{Raw, serve};

const TEN_MEGABYTES: usize = 10_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifteen_clients_with_ten_megabytes_all_read_the_answer() {
    let edge = serve(router(), limits(|_| ())).await;
    let clients = (0..15).map(|_| {
        tokio::spawn(async move {
            let mut client = Raw::connect(edge.address).await;
            let head = format!(
                "POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: {TEN_MEGABYTES}\r\n\r\n"
            );
            client.send(head).await;
            // All of it is sent before anything is read: the worst client.
            client.send(vec![b'x'; TEN_MEGABYTES]).await;
            let answer = client.answer().await;
            (
                answer.status,
                answer.header("connection").map(str::to_owned),
            )
        })
    });
    for client in clients.collect::<Vec<_>>() {
        let (status, connection) = client.await.expect("no panic");
        assert_eq!((status, connection.as_deref()), (413, Some("close")));
    }
}

#[tokio::test]
async fn chunked_bodies_read_the_answer_too() {
    let edge = serve(router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    client
        .send("POST /early HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await;
    let chunk = [b"10000\r\n".to_vec(), vec![b'x'; 0x10000], b"\r\n".to_vec()].concat();
    for _ in 0..100 {
        client.send(&chunk).await;
    }
    client.send("0\r\n\r\n").await;
    assert_eq!(client.answer().await.status, 413);
}

#[tokio::test]
async fn expect_continue_gets_the_refusal_without_an_invitation() {
    let edge = serve(router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    let head = format!(
        "POST /early HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {TEN_MEGABYTES}\r\n\r\n"
    );
    client.send(head).await;
    let answer = client.answer().await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.header("connection"), Some("close"));
}

#[tokio::test]
async fn expect_continue_is_invited_when_the_body_is_wanted() {
    let edge = serve(router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    client
        .send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        .await;
    assert_eq!(client.answer().await.status, 100);
    client.send("abc").await;
    assert_eq!(client.answer().await.body, b"abc");
}

#[tokio::test]
async fn a_short_unread_body_keeps_the_connection() {
    let edge = serve(router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    for _ in 0..3 {
        client
            .send("POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
            .await;
        let answer = client.answer().await;
        assert_eq!(answer.status, 413);
        assert_eq!(answer.header("connection"), None);
    }
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(client.answer().await.body, b"fine");
}
