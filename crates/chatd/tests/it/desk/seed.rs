//! Seeds: tenants with everything that belongs to them, the same however often they are sown.

use desk_client::types::{Seed, SeedReport};
use serde_json::{Value, json};

use super::{chat_of, places, refusal, typed};
use crate::support::{Events, Server};

const TOKEN: &str = "a-token-of-a-seed-with-many-characters";
const COMPANY: &str = "a-company-secret-with-many-characters";
const STANDARD: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SCRIPT: &str =
    "[[greeting]]\nsay = \"Hello of the seed!\"\n\n[[fallback]]\nsay = \"Pardon?\"\n";

fn menu(id: i64) -> Value {
    json!({"id": id, "name": "A menu", "languages": ["en"], "hours": {"mode": "always"}})
}

fn acme() -> Value {
    let mut front = menu(1);
    front["virtual_agent_id"] = json!(7);
    json!({
        "subdomain": "acme", "name": "Acme", "token": TOKEN,
        "secrets": {"company": COMPANY, "standard_webhooks": STANDARD},
        "webhook": {"url": "https://hooks.example.com/", "enabled": false},
        "settings": {"queue_expiry_seconds": 90, "demo_agents": false},
        "virtual_agents": [{"id": 7, "name": "Vera", "backend": "scripted", "script": SCRIPT}],
        "menus": {"default_lang": "en", "menus": [front, menu(2)]},
        "end_users": [{"identifier": "ada", "name": "Ada", "email": "ada@example.com"}, {"identifier": "joan"}],
    })
}

async fn sow(server: &Server, tenants: &[Value]) -> Result<SeedReport, super::Refused> {
    let body = typed::<Seed>(json!({"tenants": tenants}));
    let desk = server.desk();
    let sown = desk.load_seed().body(body).send().await;
    sown.map(desk_client::ResponseValue::into_inner)
}

/// Everything that the desk shows of every tenant.
async fn shown(server: &Server) -> Vec<Value> {
    let mut shown = Vec::new();
    let mut get = async |path: String| {
        let answer = server.desk_raw("GET", &path, &[], "").await;
        assert_eq!(answer.status, 200, "{path}");
        shown.push(answer.json());
    };
    get("/tenants".to_owned()).await;
    let tenants = server.desk().list_tenants().send().await.expect("listed");
    for tenant in &tenants.tenants {
        for part in [
            "tokens",
            "secrets",
            "menus",
            "virtual_agents",
            "webhook",
            "crm",
        ] {
            get(format!("/tenants/{}/{part}", tenant.id)).await;
        }
    }
    shown
}

#[tokio::test]
async fn what_is_sown_is_there_and_sown_again_changes_nothing() {
    let server = Server::start(&["--agents", "off"]).await;
    let report = sow(&server, &[acme()]).await.expect("sown");
    let counts = (
        report.tenants,
        report.menus,
        report.virtual_agents,
        report.end_users,
    );
    assert_eq!(counts, (1, 2, 1, 2));
    let first = shown(&server).await;
    let client = server.client_of("acme", TOKEN);
    let ada = client.find_end_user().identifier("ada").send().await;
    let ada = ada.expect("found").id;
    let chat = chat_of(&client, 2).await;
    assert_eq!(chat.end_user.id, ada);
    assert_eq!(sow(&server, &[acme()]).await.expect("sown"), report);
    assert_eq!(shown(&server).await, first);
    let again = client.get_chat().id(chat.id).send().await;
    assert_eq!(again.expect("there").into_inner(), chat);
    // Another name, and nothing else.
    sow(
        &server,
        &[json!({"subdomain": "acme", "name": "Acme Inc."})],
    )
    .await
    .expect("sown");
    let mut renamed = first;
    renamed[0]["tenants"][1]["name"] = json!("Acme Inc.");
    assert_eq!(shown(&server).await, renamed);
}

#[tokio::test]
async fn the_demo_tenant_can_be_sown_too() {
    let mut events = Events::listen().await;
    let server = Server::start(&["--agents", "off", "--webhook-url", &events.url()]).await;
    events.trust(&server.ready.webhook_secrets);
    let agent = json!({"id": 1, "name": "Vera", "backend": "scripted", "script": SCRIPT});
    sow(
        &server,
        &[json!({"subdomain": "demo", "virtual_agents": [agent]})],
    )
    .await
    .expect("sown");
    let chat = server.chat(1).await;
    assert_eq!(
        events.text(chat.id, "virtual_agent").await,
        "Hello of the seed!"
    );
}

#[tokio::test]
async fn every_fault_is_told_with_its_place_and_nothing_is_sown() {
    let server = Server::start(&[]).await;
    let before = shown(&server).await;
    let mut unknown_agent = menu(1);
    unknown_agent["virtual_agent_id"] = json!(9);
    let mut orphan = menu(2);
    orphan["parent_id"] = json!(99);
    let first = json!({
        "subdomain": "first",
        "webhook": {"url": "http://127.0.0.1:9/"},
        "secrets": {"standard_webhooks": "whsec_this is not base64, but it is long enough"},
        "virtual_agents": [
            {"id": 1, "name": "V", "backend": "scripted", "script": "[[rule]]\npatterns = '('\nsay = 'x'\n"},
            {"name": "V", "backend": "builtin"},
            {"id": 3, "name": "V", "backend": "http"},
            {"id": 4, "name": "V", "backend": "builtin"},
            {"id": 4, "name": "V", "backend": "builtin"},
        ],
        "menus": {"default_lang": "en", "menus": [unknown_agent]},
    });
    let second = json!({"subdomain": "second", "menus": {"default_lang": "en", "menus": [orphan]}});
    let mut told = places(sow(&server, &[acme(), first, second]).await);
    told.sort_unstable();
    told.dedup();
    let expected = [
        "/tenants/1/menus/menus/0/virtual_agent_id",
        "/tenants/1/secrets/standard_webhooks",
        "/tenants/1/virtual_agents/0/script",
        "/tenants/1/virtual_agents/1/id",
        "/tenants/1/virtual_agents/2/backend",
        "/tenants/1/virtual_agents/4/id",
        "/tenants/1/webhook/url",
        "/tenants/2/menus/menus/0/parent_id",
    ];
    assert_eq!(told, expected);
    assert_eq!(shown(&server).await, before);
}

#[tokio::test]
async fn a_tenant_is_sown_once() {
    let server = Server::start(&[]).await;
    let before = shown(&server).await;
    let twice = sow(
        &server,
        &[acme(), json!({"subdomain": "acme", "name": "Another"})],
    )
    .await;
    assert_eq!(places(twice), ["/tenants/1/subdomain"]);
    assert_eq!(shown(&server).await, before);
}

#[tokio::test]
async fn a_queue_that_holds_chats_is_in_the_way_of_a_seed() {
    let server = Server::start(&["--agents", "off"]).await;
    sow(&server, &[acme()]).await.expect("sown");
    let client = server.client_of("acme", TOKEN);
    chat_of(&client, 2).await;
    let before = shown(&server).await;
    let smaller = json!({
        "subdomain": "acme", "name": "Smaller",
        "menus": {"default_lang": "en", "menus": [menu(1)]},
    });
    let (status, message) = refusal(sow(&server, &[smaller]).await);
    assert_eq!(status, 409, "{message}");
    assert_eq!(shown(&server).await, before, "nothing is changed");
}
