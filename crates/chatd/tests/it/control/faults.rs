//! Faults of the public API on purpose.

use std::io::ErrorKind;
use std::time::Duration;

use chat_client::types::Error;
use chatd::clock::monotonic;
use chatd::control::{FaultRule, FaultRuleError};
use http::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Steered;
use crate::support::HUMAN;

fn status(operation: Option<&str>, code: u16) -> FaultRule {
    FaultRule {
        operation: operation.map(str::to_owned),
        status: Some(StatusCode::from_u16(code).expect("a status")),
        ..FaultRule::default()
    }
}

/// The status of a GET of the chat, and its error.
async fn get(platform: &Steered, id: i64) -> Result<(), (u16, Error)> {
    match platform.client().get_chat().id(id).send().await {
        Ok(_) => Ok(()),
        Err(chat_client::Error::ErrorResponse(answer)) => {
            Err((answer.status().as_u16(), answer.into_inner()))
        }
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_rule_strikes_its_operation_so_often_and_answers_in_the_schema() {
    let platform = Steered::start(None).await;
    let chat = platform.chat(HUMAN).await;
    let rules = vec![
        FaultRule {
            count: Some(2),
            ..status(Some("get_chat"), 503)
        },
        status(Some("send_message"), 429),
    ];
    platform.ground.faults.replace(rules).expect("rules");
    for _ in 0..2 {
        let (code, error) = get(&platform, chat.id).await.expect_err("a fault");
        assert_eq!((code, error.code.as_deref()), (503, Some("fault")));
        assert!(error.request_id.is_some_and(|id| !id.is_empty()));
    }
    get(&platform, chat.id).await.expect("spent");
    let left: Vec<_> = platform
        .ground
        .faults
        .list()
        .iter()
        .map(|it| it.count)
        .collect();
    assert_eq!(left, [None]);
    platform.ground.faults.replace(Vec::new()).expect("cleared");
    platform.say(&chat, "hello").await;
    platform.stop().await;
}

#[tokio::test]
async fn the_first_rule_that_fits_is_the_fate() {
    let platform = Steered::start(None).await;
    let chat = platform.chat(HUMAN).await;
    let rules = vec![
        FaultRule {
            count: Some(1),
            ..status(None, 500)
        },
        status(Some("get_chat"), 404),
    ];
    platform.ground.faults.replace(rules).expect("rules");
    assert_eq!(get(&platform, chat.id).await.expect_err("first").0, 500);
    assert_eq!(get(&platform, chat.id).await.expect_err("second").0, 404);
    platform.stop().await;
}

#[tokio::test]
async fn a_call_is_held_up() {
    let platform = Steered::start(None).await;
    let chat = platform.chat(HUMAN).await;
    let latency = Duration::from_millis(300);
    let rule = FaultRule {
        latency,
        ..FaultRule::default()
    };
    platform.ground.faults.replace(vec![rule]).expect("a rule");
    let began = monotonic();
    get(&platform, chat.id).await.expect("let through");
    assert!(began.elapsed() >= latency);
    platform.stop().await;
}

#[tokio::test]
async fn a_connection_is_reset() {
    let platform = Steered::start(None).await;
    let rule = FaultRule {
        reset: true,
        count: Some(1),
        ..FaultRule::default()
    };
    platform.ground.faults.replace(vec![rule]).expect("a rule");
    let head = "GET /apps/api/v1/chats/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut answer = Vec::new();
    let mut connection = TcpStream::connect(platform.address)
        .await
        .expect("connected");
    connection.write_all(head.as_bytes()).await.expect("sent");
    let ended = connection.read_to_end(&mut answer).await;
    assert_eq!(
        ended.expect_err("no orderly end").kind(),
        ErrorKind::ConnectionReset
    );
    assert!(answer.is_empty());
    let mut connection = TcpStream::connect(platform.address)
        .await
        .expect("connected");
    connection.write_all(head.as_bytes()).await.expect("sent");
    let mut first = [0; 12];
    connection.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 401");
    platform.stop().await;
}

#[tokio::test]
async fn a_probability_strikes_some() {
    let platform = Steered::start(None).await;
    let chat = platform.chat(HUMAN).await;
    let rule = FaultRule {
        probability: 0.5,
        ..status(None, 500)
    };
    platform.ground.faults.replace(vec![rule]).expect("a rule");
    let mut struck = 0;
    for _ in 0..64 {
        struck += u32::from(get(&platform, chat.id).await.is_err());
    }
    // Less likely than one in a million to fail by chance.
    assert!((12..=52).contains(&struck), "{struck} of 64");
    platform.stop().await;
}

#[tokio::test]
async fn faulty_rules_are_all_told_and_leave_the_old_ones() {
    let platform = Steered::start(None).await;
    let faults = &platform.ground.faults;
    faults.replace(vec![status(None, 500)]).expect("a rule");
    let unknown = FaultRule {
        count: Some(0),
        probability: f64::NAN,
        ..status(Some("fly"), 200)
    };
    let both = FaultRule {
        reset: true,
        latency: Duration::from_secs(121),
        ..status(None, 500)
    };
    let wrong = faults
        .replace(vec![unknown, both, FaultRule::default()])
        .expect_err("refused");
    let expected = [
        (0, FaultRuleError::UnknownOperation("fly".to_owned())),
        (0, FaultRuleError::NotAnError(200)),
        (0, FaultRuleError::NoProbability),
        (0, FaultRuleError::Spent),
        (1, FaultRuleError::TooSlow),
        (1, FaultRuleError::ResetWithStatus),
        (2, FaultRuleError::Nothing),
    ];
    assert_eq!(wrong, expected);
    assert_eq!(faults.list(), [status(None, 500)]);
    platform.stop().await;
}
