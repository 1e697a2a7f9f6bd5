//! The client's integration guide, run as it stands against the program.

use tokio::net::TcpListener;

use crate::support::Server;

#[path = "../../../chat-client/examples/integration.rs"]
#[expect(dead_code, reason = "its `main` reads the environment of a shell")]
mod guide;

#[tokio::test]
async fn every_step_of_the_guide_can_be_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let webhooks = format!("http://{address}/webhooks");
    let server = Server::start(&["--webhook-url", &webhooks, "--dismiss-after", "3s"]).await;
    let ready = &server.ready;
    let settings = guide::settings::Settings::read(|name| {
        let value = match name {
            "CHATD_URL" => &ready.url,
            "CHATD_TOKEN" => &ready.token,
            "CHATD_COMPANY_SECRET" => &ready.company_secret,
            "CHATD_WEBHOOK_SECRET" => &ready.webhook_secrets.primary,
            _ => return None,
        };
        Some(value.clone())
    });
    let settings = settings.expect("settings");
    guide::run(&settings, listener).await.expect("the guide");
}
