//! Virtual agents: a script or a server that is put answers the next chat.

use chat_client::types::ChatStatus;
use chat_webhook::{Secrets, Verifier};
use chatd::clock::{SystemClock, WallClock};
use desk_client::types::{CreateVirtualAgentSecretRequest, Menu, VirtualAgent};
use serde_json::{Value, json};

use super::{DEMO, create, places, refusal, typed};
use crate::support::{Server, VIRTUAL_AGENT};
use crate::webhooks::receiver::{Received, Receiver, Reply};

const SCRIPT: &str = r#"
[[greeting]]
say = "Vera speaking."

[[rule]]
patterns = '\bbye\b'
say = "Goodbye!"
end = true

[[fallback]]
say = "Pardon?"
"#;

type Put = Result<desk_client::ResponseValue<VirtualAgent>, super::Refused>;

async fn put(server: &Server, tenant: i64, id: i64, body: Value) -> Put {
    let desk = server.desk();
    let put = desk.put_virtual_agent().tenant_id(tenant);
    let put = put.virtual_agent_id(id).body(typed::<VirtualAgent>(body));
    put.send().await
}

#[tokio::test]
async fn a_script_that_is_put_answers_the_next_chat() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let body = json!({"name": "Vera", "backend": "scripted", "script": SCRIPT});
    let shown = put(&server, DEMO, 1, body).await.expect("put").into_inner();
    assert_eq!(shown.script, Some(Some(SCRIPT.to_owned())));
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let name = chat.virtual_agent.as_ref().map(|it| it.name.as_str());
    assert_eq!(name, Some("Vera"));
    assert_eq!(
        events.text(chat.id, "virtual_agent").await,
        "Vera speaking."
    );
    server.say(&chat, "What?").await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "Pardon?");
    // Another script, for a chat that is under way.
    let other = SCRIPT.replace("Pardon?", "Excuse me?");
    let body = json!({"name": "Vera", "backend": "scripted", "script": other});
    put(&server, DEMO, 1, body).await.expect("put");
    server.say(&chat, "What?").await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "Excuse me?");
    server.say(&chat, "bye").await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "Goodbye!");
    server.until_status(chat.id, ChatStatus::Finished).await;
}

#[tokio::test]
async fn every_fault_is_told_and_nothing_is_changed() {
    let server = Server::start(&[]).await;
    let acme = create(&server, "acme").await.tenant.id;
    let desk = server.desk();
    let before = desk.list_virtual_agents().tenant_id(DEMO).send().await;
    let before = before.expect("listed").into_inner();
    let script = "[[greeting]]\nsay = 7\n\n[[rule]]\npatterns = '('\nsay = \"x\"\n\n[[fallback]]\nescalate = { menu = 0 }\n";
    let scripted = json!({"name": "V", "backend": "scripted", "script": script});
    let (status, message) = refusal(put(&server, DEMO, 1, scripted.clone()).await);
    assert_eq!(status, 400, "{message}");
    let told = places(put(&server, DEMO, 1, scripted).await);
    assert_eq!(told, ["/script"; 3]);
    for (tenant, body, place) in [
        (
            DEMO,
            json!({"name": "V", "backend": "scripted"}),
            "/backend",
        ),
        (
            DEMO,
            json!({"name": "V", "backend": "scripted", "script": SCRIPT, "url": "https://x.example.com/"}),
            "/backend",
        ),
        (DEMO, json!({"name": "V", "backend": "http"}), "/backend"),
        (
            DEMO,
            json!({"name": "V", "backend": "builtin", "script": SCRIPT}),
            "/backend",
        ),
        (DEMO, json!({"name": "V", "backend": "parrot"}), "/backend"),
        (
            DEMO,
            json!({"id": 2, "name": "V", "backend": "builtin"}),
            "/id",
        ),
        // Only the demo tenant reaches this machine.
        (
            acme,
            json!({"name": "V", "backend": "http", "url": "http://127.0.0.1:9/"}),
            "/url",
        ),
        (
            acme,
            json!({"name": "V", "backend": "http", "url": "https://10.0.0.1/"}),
            "/url",
        ),
        (
            DEMO,
            json!({"name": "V", "backend": "http", "url": "ftp://x.example.com/"}),
            "/url",
        ),
    ] {
        assert_eq!(
            places(put(&server, tenant, 1, body.clone()).await),
            [place],
            "{body}"
        );
    }
    let after = desk.list_virtual_agents().tenant_id(DEMO).send().await;
    assert_eq!(after.expect("listed").into_inner(), before);
}

/// Whether it is signed with this secret.
fn is_signed(request: &Received, secret: &str) -> bool {
    let verifier = Verifier::new(Secrets::new(secret).expect("a secret"));
    let now = WallClock::now(&SystemClock);
    verifier
        .verify(&request.headers, &request.body, now)
        .is_ok()
}

#[tokio::test]
async fn a_server_knows_the_platform_by_a_secret_that_is_shown_once() {
    let asked = Receiver::start(|_| Reply::Status(500)).await;
    let server = Server::start(&["--agents", "off"]).await;
    let body = json!({"name": "Victor", "backend": "http", "url": asked.url(), "timeout_ms": 2000});
    put(&server, DEMO, 1, body.clone()).await.expect("put");
    let make = async || {
        let desk = server.desk();
        let make = desk.create_virtual_agent_secret().tenant_id(DEMO);
        let body = CreateVirtualAgentSecretRequest::builder().build();
        let make = make.virtual_agent_id(1).body(body).send().await;
        make.expect("made").secret.clone()
    };
    let first = make().await;
    server.chat(VIRTUAL_AGENT).await;
    assert!(is_signed(&asked.received(1).await[0], &first));
    let second = make().await;
    // Put again, as a deployment does: the secrets stay.
    put(&server, DEMO, 1, body).await.expect("put");
    server.chat(VIRTUAL_AGENT).await;
    let request = asked.received(2).await.remove(1);
    assert!(is_signed(&request, &first) && is_signed(&request, &second));
    let third = make().await;
    server.chat(VIRTUAL_AGENT).await;
    let request = asked.received(3).await.remove(2);
    assert!(
        !is_signed(&request, &first) && is_signed(&request, &second) && is_signed(&request, &third)
    );
    let listed = server
        .desk_raw("GET", "/tenants/1/virtual_agents", &[], "")
        .await;
    let listed = String::from_utf8(listed.body).expect("UTF-8");
    assert!(
        [&first, &second, &third]
            .iter()
            .all(|it| !listed.contains(it.as_str()))
    );
}

#[tokio::test]
async fn one_that_a_menu_names_stays() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let delete = |id: i64| {
        desk.delete_virtual_agent()
            .tenant_id(DEMO)
            .virtual_agent_id(id)
            .send()
    };
    let (status, message) = refusal(delete(1).await);
    assert_eq!(status, 409);
    assert_eq!(
        message,
        "menu 1 names virtual agent 1, name another there first"
    );
    put(
        &server,
        DEMO,
        2,
        json!({"name": "Spare", "backend": "builtin"}),
    )
    .await
    .expect("put");
    let secret = desk
        .create_virtual_agent_secret()
        .tenant_id(DEMO)
        .virtual_agent_id(2);
    let body = CreateVirtualAgentSecretRequest::builder().build();
    assert_eq!(
        refusal(secret.body(body).send().await).0,
        409,
        "it asks nobody"
    );
    let menu = json!({"id": 5, "name": "m", "languages": ["en"], "hours": {"mode": "always"}, "virtual_agent_id": 2});
    let put_menu = desk.put_menu().tenant_id(DEMO).menu_id(5);
    put_menu
        .body(typed::<Menu>(menu))
        .send()
        .await
        .expect("put");
    assert_eq!(refusal(delete(2).await).0, 409);
    let menu = desk.delete_menu().tenant_id(DEMO).menu_id(5).send();
    menu.await.expect("removed");
    delete(2).await.expect("removed");
    let again = refusal(delete(2).await);
    assert_eq!(again, (404, "virtual agent 2 is not found".to_owned()));
}
