//! The integration guide as a program: everything a back end does with the chat API, in the order in which it is usually done.
//!
//! It runs against a local platform, in two terminals:
//!
//! ```text
//! cargo run --release -p chatd -- --webhook-url http://127.0.0.1:9300/webhooks --dismiss-after 3s
//! cargo run -p chat-client --example integration
//! ```
//!
//! Where the platform is and who calls comes from `CHATD_URL`, `CHATD_SUBDOMAIN`, `CHATD_TOKEN`, `CHATD_COMPANY_SECRET` and
//! `CHATD_WEBHOOK_SECRET`; what is not set is read from the file that `chatd` keeps its demo credentials in. The receiver of the
//! webhooks listens on `CHATD_WEBHOOK_LISTEN`, `127.0.0.1:9300` unless set.

#[path = "integration/receiver.rs"]
mod receiver;
#[path = "integration/settings.rs"]
pub(crate) mod settings;

use std::time::Duration;

use chat_client::types::{
    AddPhotosRequest, AddVideoRequest, AttachedPhotos, Chat, ChatContext, CreateChatContact,
    CreateChatParams, CreateChatRequest, CreateEscalationRequest, CustomData, CustomDataEntry,
    CustomDataValue, Escalation, EscalationReason, EscalationStatus, EventMessageContent,
    MediaContent, OutgoingMessage, PhotoMessage, PhotoType, PhotoUpload, SendCustomDataRequest,
    SendMessageRequest, TextContent, TextMessage, Transcript, TranscriptContent, TranscriptEntries,
    TranscriptEntry, TranscriptSender, TranscriptText, UpdateChatEndUserRequest, UpdateChatParams,
    UpdateChatRequest, UpdateCustomerFlagsRequest, UpdateEscalationRequest, UploadPolicy,
    UpsertEndUserRequest, VideoMessage, VideoUpload, WebhookEvent,
};
use chat_client::{Client, ErrorExt, validated};
use tokio::net::TcpListener;

use self::receiver::Receiver;
use self::settings::Settings;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Menus of the demo data.
const MENU_WITH_VIRTUAL_AGENT: i64 = 1;
const MENU_ALWAYS_FULL: i64 = 4;

/// The smallest files that are what their names say.
const PHOTO: &[u8] =
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";
const VIDEO: &[u8] = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08mdat";

#[tokio::main]
async fn main() -> Outcome {
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let listener = TcpListener::bind(settings.webhook_listen).await?;
    run(&settings, listener).await
}

/// The whole guide; webhooks come to `listener`.
pub(crate) async fn run(settings: &Settings, listener: TcpListener) -> Outcome {
    let mut events = Receiver::start(settings, listener)?;
    let client = Client::builder(&settings.subdomain, &settings.token)
        .base_url(format!("{}/apps/api/v1", settings.url))
        .build()?;

    let end_user = register(&client).await?;
    let chat = open(&client, &mut events, end_user).await?;
    talk_to_the_virtual_agent(&client, &mut events, &chat).await?;
    talk_to_a_person(&client, &mut events, &chat).await?;
    exchange_files(&client, &mut events, &chat).await?;
    describe_the_customer(&client, settings, &chat).await?;
    change_the_end_user(&client, &chat).await?;
    fall_silent_and_return(&client, &mut events, &chat).await?;
    finish(&client, &mut events, &chat).await?;
    be_deflected(&client, &mut events, end_user).await?;
    say("done: every step of the guide was taken");
    Ok(())
}

/// Before anything else the end user is made known. The call may be repeated at will: the identifier is the key.
async fn register(client: &Client) -> Outcome<i64> {
    let body = UpsertEndUserRequest::builder()
        .identifier("ada@example.com".to_owned())
        .name("Ada Lovelace".to_owned())
        .email("ada@example.com".to_owned())
        .build();
    let end_user = client.upsert_end_user().body(validated(body)?).send().await;
    let end_user = end_user.map_err(|error| error.message())?.into_inner();
    let found = client
        .find_end_user()
        .identifier("ada@example.com")
        .send()
        .await?;
    assert_eq!(found.id, end_user.id);
    say(&format!(
        "end user {} is {}",
        end_user.id, end_user.identifier
    ));
    Ok(end_user.id)
}

/// A chat begins with what the end user did before it: data for the virtual agent, and the conversation so far.
async fn open(client: &Client, events: &mut Receiver, end_user: i64) -> Outcome<Chat> {
    let context = serde_json::Map::from_iter([("order_id".to_owned(), "A-1042".into())]);
    let asked = TranscriptEntry::builder()
        .sender(TranscriptSender::EndUser)
        .timestamp("2026-01-02T03:04:05.678Z".parse()?)
        .content(vec![TranscriptContent::Text(
            TranscriptText::builder()
                .text("Where is my order?".to_owned())
                .build(),
        )])
        .build();
    let chat = CreateChatParams::builder()
        .menu_id(MENU_WITH_VIRTUAL_AGENT)
        .end_user_id(end_user)
        .lang("en".to_owned())
        .context(ChatContext::builder().value(context).build())
        .transcript(Transcript::TranscriptEntries(TranscriptEntries(vec![
            asked,
        ])))
        .build();
    let body = CreateChatRequest::builder()
        .chat(chat)
        .end_user(
            CreateChatContact::builder()
                .phone("123-456-7890".to_owned())
                .build(),
        )
        .build();
    let chat = client
        .create_chat()
        .body(validated(body)?)
        .send()
        .await?
        .into_inner();
    say(&format!("chat {} is {}", chat.id, chat.status));
    events
        .wait_for("chat_created", chat.id, |event| {
            matches!(event, WebhookEvent::ChatCreated(_))
        })
        .await?;
    Ok(chat)
}

/// Everything that is said comes as `message_received`, the end user's own messages included.
async fn talk_to_the_virtual_agent(client: &Client, events: &mut Receiver, chat: &Chat) -> Outcome {
    let greeting = events.text_from("virtual_agent", chat.id).await?;
    say(&format!("virtual agent: {greeting}"));
    send_text(client, chat, "Where is my order?").await?;
    let answer = events.text_from("virtual_agent", chat.id).await?;
    say(&format!("virtual agent: {answer}"));
    assert!(
        answer.contains("A-1042"),
        "the virtual agent reads the context of the chat"
    );
    Ok(())
}

async fn talk_to_a_person(client: &Client, events: &mut Receiver, chat: &Chat) -> Outcome {
    let escalation = escalate(client, chat.id).await?;
    say(&format!(
        "escalation {} is {}",
        escalation.id, escalation.status
    ));
    events
        .wait_for("escalation_accepted", chat.id, |event| {
            matches!(event, WebhookEvent::EscalationAccepted(_))
        })
        .await?;
    let greeting = events.text_from("agent", chat.id).await?;
    say(&format!("agent: {greeting}"));
    send_text(client, chat, "Thank you for taking over").await?;
    let answer = events.text_from("agent", chat.id).await?;
    say(&format!("agent: {answer}"));
    Ok(())
}

async fn exchange_files(client: &Client, events: &mut Receiver, chat: &Chat) -> Outcome {
    send_text(client, chat, "Please send me the form").await?;
    let form = events.media_from("agent", "document", chat.id).await?;
    let file = client.download_media(chat.id, form, 1024 * 1024).await?;
    assert!(file.bytes.starts_with(b"%PDF"), "the form is a PDF");
    say(&format!("the form has {} bytes", file.bytes.len()));

    // A file travels in four steps: ask for a policy, upload as it says, attach by its key, and show it in a message.
    let policy = client
        .create_photo_upload()
        .chat_id(chat.id)
        .send()
        .await?
        .into_inner();
    client.upload_bytes(&policy, "receipt.jpg", PHOTO).await?;
    let photo = PhotoUpload::builder()
        .s3_path(key(&policy)?)
        .photo_type(PhotoType::Photo)
        .build();
    let body = AddPhotosRequest::builder().photo(vec![photo]).build();
    let added = client
        .add_photos()
        .chat_id(chat.id)
        .body(body)
        .send()
        .await?
        .into_inner();
    let photo = match added {
        AttachedPhotos::MediaItem(item) => item.media_id,
        AttachedPhotos::MediaList(list) => list.0.last().ok_or("no photo was attached")?.media_id,
    };
    let content = MediaContent::builder().media_id(photo).build();
    let message = OutgoingMessage::Photo(PhotoMessage::builder().content(content).build());
    send(client, chat, message).await?;
    assert_eq!(
        events.media_from("end_user", "photo", chat.id).await?,
        photo
    );

    let policy = client
        .create_video_upload()
        .chat_id(chat.id)
        .send()
        .await?
        .into_inner();
    client.upload_bytes(&policy, "unboxing.mp4", VIDEO).await?;
    let video = VideoUpload::builder().s3_path(key(&policy)?).build();
    let body = AddVideoRequest::builder().video(video).build();
    let video = client
        .add_video()
        .chat_id(chat.id)
        .body(body)
        .send()
        .await?
        .media_id;
    let content = MediaContent::builder().media_id(video).build();
    let message = OutgoingMessage::Video(VideoMessage::builder().content(content).build());
    send(client, chat, message).await?;
    assert_eq!(
        events.media_from("end_user", "video", chat.id).await?,
        video
    );

    // The listings have addresses that anyone can open for a while, without credentials.
    let photos = client
        .list_photos()
        .chat_id(chat.id)
        .send()
        .await?
        .into_inner();
    let address = &photos.0.first().ok_or("the photo is not listed")?.url;
    let bytes = reqwest::get(address)
        .await?
        .error_for_status()?
        .bytes()
        .await?;
    assert_eq!(bytes, PHOTO, "the photo comes back as it was sent");
    let videos = client
        .list_videos()
        .chat_id(chat.id)
        .send()
        .await?
        .into_inner();
    assert_eq!(videos.0.len(), 1);
    say("a photo and a video are in the chat");
    Ok(())
}

/// Custom data comes plainly, or as a token signed with the company secret, which agents can trust.
async fn describe_the_customer(client: &Client, settings: &Settings, chat: &Chat) -> Outcome {
    let body = UpdateCustomerFlagsRequest::builder()
        .verified_customer(true)
        .build();
    client
        .update_customer_flags()
        .id(chat.id)
        .body(body)
        .send()
        .await?;
    let flags = client
        .get_customer_flags()
        .id(chat.id)
        .send()
        .await?
        .into_inner();
    assert!(flags.verified_customer && !flags.bad_actor);

    let tier = CustomDataEntry::builder()
        .label("Loyalty tier".to_owned())
        .value(CustomDataValue::String("gold".to_owned()))
        .build();
    let data = CustomData(std::iter::once(("tier".to_owned(), tier)).collect());
    let body = SendCustomDataRequest::builder()
        .signed(false)
        .data(data)
        .build();
    client
        .send_custom_data()
        .id(chat.id)
        .body(body)
        .send()
        .await?;

    let body = SendCustomDataRequest::builder()
        .signed(true)
        .signed_data(settings.sign(&serde_json::json!({
            "balance": {"label": "Balance", "value": 12.5, "type": "number"},
            "reserved_repeat_customer": {"value": true},
        }))?)
        .build();
    client
        .send_custom_data()
        .id(chat.id)
        .body(body)
        .send()
        .await?;
    let flags = client
        .get_customer_flags()
        .id(chat.id)
        .send()
        .await?
        .into_inner();
    assert!(flags.repeat_customer, "a reserved key sets its flag");
    say("flags and custom data are set");
    Ok(())
}

async fn change_the_end_user(client: &Client, chat: &Chat) -> Outcome {
    let body = UpdateChatEndUserRequest::builder()
        .identifier("countess@example.com".to_owned())
        .name("Ada King".to_owned())
        .build();
    let accepted = client
        .update_chat_end_user()
        .chat_id(chat.id)
        .body(body)
        .send()
        .await?;
    assert_eq!(accepted.message, "accepted");
    let chat = client.get_chat().id(chat.id).send().await?.into_inner();
    assert_eq!(chat.end_user.identifier, "countess@example.com");
    say(&format!(
        "the chat is now with {}",
        chat.end_user.identifier
    ));
    Ok(())
}

/// A chat in which nobody writes is dismissed, not ended: it goes on when it is resumed or the end user writes again.
async fn fall_silent_and_return(client: &Client, events: &mut Receiver, chat: &Chat) -> Outcome {
    events
        .wait_for("chat_dismissed", chat.id, |event| {
            matches!(event, WebhookEvent::ChatDismissed(_))
        })
        .await?;
    let resumed = client.resume_chat().id(chat.id).send().await?.into_inner();
    say(&format!(
        "the chat was dismissed and is {} again",
        resumed.status
    ));
    events
        .wait_for("chat_resumed", chat.id, |event| {
            matches!(event, WebhookEvent::ChatResumed(_))
        })
        .await?;
    Ok(())
}

async fn finish(client: &Client, events: &mut Receiver, chat: &Chat) -> Outcome {
    let body = UpdateChatRequest::builder()
        .finished_by_user_id(chat.end_user.id)
        .chat(
            UpdateChatParams::builder()
                .status("finished".to_owned())
                .build(),
        )
        .build();
    let ended = client
        .update_chat()
        .id(chat.id)
        .body(body)
        .send()
        .await?
        .into_inner();
    assert!(ended.ends_at.is_some() && ended.timeout_at.is_none());
    events
        .wait_for("chat_ended", chat.id, |event| {
            matches!(event, WebhookEvent::ChatEnded(_))
        })
        .await?;
    say(&format!("chat {} is {}", ended.id, ended.status));

    // What the API refuses, it explains: the client gives its words.
    let late = send_text(client, chat, "One more thing").await;
    assert!(late.is_err_and(|error| error.to_string().contains("Chat is already ended")));
    Ok(())
}

/// A queue that cannot take the chat offers other channels instead, and the end user chooses.
async fn be_deflected(client: &Client, events: &mut Receiver, end_user: i64) -> Outcome {
    let params = CreateChatParams::builder()
        .menu_id(MENU_ALWAYS_FULL)
        .end_user_id(end_user)
        .build();
    let body = CreateChatRequest::builder().chat(params).build();
    let chat = client.create_chat().body(body).send().await?.into_inner();
    events.text_from("virtual_agent", chat.id).await?;
    let escalation = escalate(client, chat.id).await?;
    assert_eq!(escalation.status, EscalationStatus::Deflecting);

    let deflected = events
        .wait_for("escalation_deflected", chat.id, |event| {
            matches!(event, WebhookEvent::EscalationDeflected(_))
        })
        .await?;
    let WebhookEvent::EscalationDeflected(deflected) = deflected else {
        return Err("another event than the one that was waited for".into());
    };
    let deflection = deflected
        .body
        .deflection
        .ok_or("a deflection without channels")?;
    let channels: Vec<&str> = deflection
        .channels
        .iter()
        .map(|it| it.channel.as_str())
        .collect();
    say(&format!(
        "deflected ({}), offered: {}",
        deflection.reason,
        channels.join(", ")
    ));

    let body = UpdateEscalationRequest::builder()
        .deflection_channel("email".to_owned())
        .build();
    let chosen = client
        .update_escalation()
        .chat_id(chat.id)
        .id(escalation.id)
        .body(body);
    assert_eq!(chosen.send().await?.status, EscalationStatus::Deflected);
    let params = UpdateChatParams::builder()
        .status("finished".to_owned())
        .escalation_id(escalation.id)
        .deflection_channel("email".to_owned())
        .build();
    let body = UpdateChatRequest::builder().chat(params).build();
    let ended = client
        .update_chat()
        .id(chat.id)
        .body(body)
        .send()
        .await?
        .into_inner();
    say(&format!(
        "chat {} is {}, by email from here",
        ended.id, ended.status
    ));
    Ok(())
}

async fn escalate(client: &Client, chat: i64) -> Outcome<Escalation> {
    let body = CreateEscalationRequest::builder()
        .reason(EscalationReason::ByEndUserAsk)
        .build();
    Ok(client
        .create_escalation()
        .chat_id(chat)
        .body(body)
        .send()
        .await?
        .into_inner())
}

async fn send_text(client: &Client, chat: &Chat, text: &str) -> Outcome {
    say(&format!("end user: {text}"));
    let content = TextContent::String(text.to_owned());
    send(
        client,
        chat,
        OutgoingMessage::Text(TextMessage::builder().content(content).build()),
    )
    .await
}

async fn send(client: &Client, chat: &Chat, message: OutgoingMessage) -> Outcome {
    let body = SendMessageRequest::builder()
        .from_user_id(chat.end_user.id)
        .message(message)
        .build();
    let sent = client
        .send_message()
        .id(chat.id)
        .body(validated(body)?)
        .send()
        .await;
    sent.map_err(|error| error.message())?;
    Ok(())
}

fn key(policy: &UploadPolicy) -> Outcome<String> {
    Ok(policy.fields.key.clone().ok_or("the policy has no key")?)
}

#[expect(clippy::print_stdout, reason = "a guide tells what it does")]
fn say(line: &str) {
    println!("{line}");
}
