//! A whole `chatd` whose demo tenant has another virtual agent than the built-in one.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use chat_client::types::{Chat, ChatContext, CreateChatParams, CreateChatRequest};
use chat_core::{
    Catalogue, Store as _, VirtualAgentBackend, VirtualAgentDefinition, VirtualAgents,
};
use chatd::demo::{TENANT, menus};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Events, Server, VIRTUAL_AGENT, open};

/// The program, its webhooks, and its data, which go away with it.
pub(super) struct Configured {
    pub(super) server: Server,
    pub(super) events: Events,
    pub(super) directory: TempDir,
}

impl Configured {
    pub(super) async fn start(backend: VirtualAgentBackend, flags: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let first = Server::start_in(directory.path(), &[]).await;
        assert_eq!(first.stop().await.code(), Some(0));
        put(directory.path(), backend).await;
        let events = Events::listen().await;
        let url = events.url();
        let flags = [&["--webhook-url", url.as_str()], flags].concat();
        let server = Server::start_in(directory.path(), &flags).await;
        events.trust(&server.ready.webhook_secrets);
        Self {
            server,
            events,
            directory,
        }
    }
}

async fn put(data: &Path, backend: VirtualAgentBackend) {
    let store = open(data);
    let definition = VirtualAgentDefinition {
        backend,
        ..menus::virtual_agent()
    };
    let put = |all: &mut VirtualAgents, _: Option<&Catalogue>| {
        all.insert(definition.profile.id, Arc::new(definition));
        Ok::<_, Infallible>(())
    };
    let edited = store.edit_virtual_agents(TENANT, put, None).await;
    edited.expect("edited").expect("not refused");
}

impl Server {
    /// A new chat of the end user `ada` with the virtual agent, which has this context.
    pub(super) async fn chat_about(&self, context: Value) -> Chat {
        let user = self.user("ada").await;
        let Value::Object(value) = context else {
            panic!("an object: {context}");
        };
        let chat = CreateChatParams::builder()
            .menu_id(VIRTUAL_AGENT)
            .end_user_id(user)
            .context(ChatContext::builder().value(value).build())
            .build();
        let body = CreateChatRequest::builder().chat(chat).build();
        let created = self.client().create_chat().body(body).send().await;
        created.expect("a chat").into_inner()
    }
}
