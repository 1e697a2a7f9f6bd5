//! A platform with the demo tenant and another one, who have the same kinds of things.

use std::collections::BTreeMap;

use chat_client::Client;
use chat_client::types::{
    AddPhotosRequest, AttachedPhotos, CreateEscalationRequest, PhotoUpload,
    UpdateChatEndUserRequest, UpsertEndUserRequest,
};
use desk_client::types::{
    CreateSecondarySecretRequest, CreateTenantRequest, CreateTokenRequest, CreatedTenant, Menu,
    MenuCatalogue, OpeningHours, OpeningMode, SecretSelector, VirtualAgent, VirtualAgentBackend,
};

use super::row::Ids;
use crate::support::{AFTER_HOURS, PHOTO, Server, VIDEO, key, new_chat};

pub(super) const SUBDOMAIN: &str = "other";
/// Of everything that is counted, the other tenant has one with this number, and the demo tenant has not.
pub(super) const THEIRS: i64 = 7;

/// What the other tenant shows when it calls.
pub(super) struct Other {
    pub(super) id: i64,
    pub(super) token: String,
    pub(super) revoked: String,
    pub(super) secrets: Vec<String>,
}

/// The program with both.
pub(super) async fn start(flags: &[&str]) -> (Server, Other) {
    let flags = [&["--agents", "off"], flags].concat();
    let server = Server::start(&flags).await;
    let made = tenant(&server, SUBDOMAIN).await;
    let id = made.tenant.id;
    let desk = server.desk();
    let body = CreateTokenRequest::builder().label("leaked").build();
    let leaked = desk.create_token().tenant_id(id).body(body).send().await;
    let leaked = leaked.expect("made");
    let revoke = desk.revoke_token().tenant_id(id).token_id(leaked.id);
    revoke.send().await.expect("revoked");
    let other = Other {
        id,
        token: made.token.token.clone(),
        revoked: leaked.token.clone(),
        secrets: vec![
            made.secrets.company.clone(),
            made.secrets.webhook.clone(),
            made.secrets.standard_webhooks.clone(),
        ],
    };
    (server, other)
}

/// A tenant with the virtual agents and menus of the demo tenant, and one of both with the number of theirs.
pub(super) async fn tenant(server: &Server, subdomain: &str) -> CreatedTenant {
    let desk = server.desk();
    let body = CreateTenantRequest::builder().subdomain(subdomain).build();
    let made = desk.create_tenant().body(body).send().await.expect("made");
    let id = made.tenant.id;
    let builtin = VirtualAgent::builder()
        .name("Vera")
        .backend(VirtualAgentBackend::Builtin)
        .build();
    let asked = VirtualAgent::builder()
        .name("Victor")
        .backend(VirtualAgentBackend::Http)
        .url(Some("https://agent.example.com/".to_owned()))
        .build();
    for (agent, body) in [(1, builtin), (THEIRS, asked)] {
        let put = desk.put_virtual_agent().tenant_id(id);
        let put = put.virtual_agent_id(agent).body(body).send();
        put.await.expect("put");
    }
    let menus = desk.list_menus().tenant_id(1).send().await.expect("listed");
    let MenuCatalogue {
        default_lang,
        mut menus,
    } = menus.into_inner();
    menus.push(menu(THEIRS));
    let body = MenuCatalogue {
        default_lang,
        menus,
    };
    let put = desk.replace_menus().tenant_id(id).body(body).send().await;
    put.expect("put");
    made.into_inner()
}

pub(super) fn menu(id: i64) -> Menu {
    Menu::builder()
        .id(id)
        .name("A menu")
        .languages(vec!["en".to_owned()])
        .hours(OpeningHours::builder().mode(OpeningMode::Always).build())
        .build()
}

/// Another end user and another chat with an escalation; the caller's numbers go up by one.
pub(super) async fn chat(client: &Client, identifier: &str) -> Ids {
    let body = UpsertEndUserRequest::builder().identifier(identifier.to_owned());
    let user = client.upsert_end_user().body(body.build()).send().await;
    let user = user.expect("an end user").id;
    let body = new_chat(AFTER_HOURS, user);
    let chat = client.create_chat().body(body).send().await;
    let chat = chat.expect("a chat").id;
    let body = CreateEscalationRequest::builder().build();
    let escalation = client.create_escalation().chat_id(chat).body(body);
    let escalation = escalation.send().await.expect("an escalation").id;
    BTreeMap::from([
        ("user", user.to_string()),
        ("member", user.to_string()),
        ("identifier", identifier.to_owned()),
        ("chat", chat.to_string()),
        ("escalation", escalation.to_string()),
    ])
}

/// The same with a photo that is attached, and a photo and a video that are not yet.
pub(super) async fn more(client: &Client, identifier: &str) -> Ids {
    let mut ids = self::chat(client, identifier).await;
    let chat: i64 = ids["chat"].parse().expect("a number");
    let photo = PhotoUpload::builder().s3_path(photo(client, chat).await);
    let body = AddPhotosRequest::builder().photo(vec![photo.build()]);
    let added = client.add_photos().chat_id(chat).body(body.build());
    let AttachedPhotos::MediaItem(media) = added.send().await.expect("attached").into_inner()
    else {
        panic!("one object is answered");
    };
    let policy = client.create_video_upload().chat_id(chat).send().await;
    let policy = policy.expect("a policy");
    let uploaded = client.upload_bytes(&policy, "video.mp4", VIDEO).await;
    uploaded.expect("uploaded");
    ids.extend([
        ("media", media.media_id.to_string()),
        ("photo", self::photo(client, chat).await),
        ("video", key(&policy)),
    ]);
    ids
}

/// The key of an uploaded photo that is attached to nothing.
async fn photo(client: &Client, chat: i64) -> String {
    let policy = client.create_photo_upload().chat_id(chat).send().await;
    let policy = policy.expect("a policy");
    let uploaded = client.upload_bytes(&policy, "photo.jpg", PHOTO).await;
    uploaded.expect("uploaded");
    key(&policy)
}

/// Gives the chat another end user, so that it has a ticket.
pub(super) async fn write_ticket(client: &Client, chat: i64) {
    let body = UpdateChatEndUserRequest::builder()
        .identifier("grace".to_owned())
        .build();
    let update = client.update_chat_end_user().chat_id(chat).body(body);
    update.send().await.expect("accepted");
}

/// Begins the rotation of a secret.
pub(super) async fn begin_rotation(server: &Server, tenant: i64, kind: SecretSelector) {
    let body = CreateSecondarySecretRequest::builder().build();
    let desk = server.desk();
    let begin = desk.create_secondary_secret().tenant_id(tenant).kind(kind);
    begin.body(body).send().await.expect("begun");
}
