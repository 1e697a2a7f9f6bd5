//! `wide`: serves [`wide::Wide`] on a free port of the loopback and prints a line of JSON with its URL.

#![expect(clippy::print_stdout, reason = "whoever starts it needs the URL")]

use openapi_axum_rt::server::RouterOptions;
use tokio::net::TcpListener;
use wide::Wide;
use wide::server::router;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("{}", serde_json::json!({ "url": url }));
    axum::serve(listener, router(Wide::default(), RouterOptions::default())).await
}
