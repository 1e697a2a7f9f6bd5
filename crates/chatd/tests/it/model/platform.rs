//! The running program, its data directory and the receiver of its webhooks; requests go through the generated clients.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chat_client::types::{
    AddPhotosRequest, AttachedPhotos, CreateEscalationRequest, CustomData, CustomDataEntry,
    CustomDataValue, Error, EscalationReason, MediaContent, OutgoingMessage, PhotoMessage,
    PhotoUpload, SendCustomDataRequest, SendMessageRequest, UpdateChatEndUserRequest,
    UpdateChatParams, UpdateChatRequest, UpdateCustomerFlagsRequest, UpdateEscalationRequest,
};
use chat_client::{Client, ResponseValue};
use chatd::demo::TENANT;
use desk_client::types::{
    AdvanceClockRequest, AdvanceReport, ResendFailedRequest, ResetWebhooksRequest,
    TriggerWebhooksRequest, UpdateClockRequest, UpdateWebhookRequest, UpdateWebhookSteeringRequest,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;

use super::Checked;
use super::account::name;
use super::act::{Deed, Mood};
use super::world::{DISMISS, EXPIRY, TICK, TIMEOUT, after};
use crate::support::{PHOTO, Server, key, new_chat, text_message};
use crate::webhooks::receiver::{Receiver, Reply};

/// A request that can be repeated to the letter.
#[derive(Clone, Debug)]
pub(super) enum Call {
    Create {
        menu: i64,
    },
    Show {
        chat: i64,
        from: i64,
        media: i64,
    },
    Ask {
        chat: i64,
        deed: Deed,
        /// What is written, or the name that an end user gets: no two requests say the same.
        text: String,
        /// The platform's numbers of the escalations that a deed names by their place.
        escalations: Vec<i64>,
    },
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    Done(Value),
    Refused(u16, String),
    /// Nothing: the program was gone.
    Nothing(String),
}

/// The program and everything around it.
pub(super) struct Platform {
    pub(super) begin: Timestamp,
    pub(super) receiver: Receiver,
    directory: TempDir,
    flags: Vec<String>,
    mood: Arc<Mutex<Mood>>,
    server: Option<Server>,
}

impl Platform {
    /// A new installation with three end users, 1 to 3, at a standing clock.
    pub(super) async fn start(agents: bool) -> Self {
        let mood = Arc::new(Mutex::new(Mood::Accepts));
        let answers = Arc::clone(&mood);
        let receiver = Receiver::start(move |_| {
            let mut mood = answers.lock().expect("not poisoned");
            match *mood {
                Mood::Accepts => Reply::Status(204),
                Mood::Fails => Reply::Status(500),
                Mood::Gone => Reply::Status(410),
                Mood::HangsOnce => {
                    *mood = Mood::Accepts;
                    Reply::Hang
                }
            }
        })
        .await;
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("chatd.toml");
        std::fs::write(&file, "[webhooks]\ntimeout = \"1s\"\n").expect("written");
        let seconds = |ticks: i64| {
            format!(
                "{}s",
                ticks * i64::try_from(TICK.as_millis()).expect("few") / 1000
            )
        };
        let agents = if agents { "on" } else { "off" };
        let mut flags = vec!["--config".to_owned(), file.display().to_string()];
        for (name, value) in [
            ("--agents", agents.to_owned()),
            ("--dismiss-after", seconds(DISMISS)),
            ("--chat-timeout", seconds(TIMEOUT)),
            ("--queue-expiry", seconds(EXPIRY)),
            ("--webhook-url", receiver.url()),
        ] {
            flags.extend([name.to_owned(), value]);
        }
        let mut platform = Self {
            begin: "2031-05-04T12:00:00Z".parse().expect("an instant"),
            receiver,
            directory,
            flags,
            mood,
            server: None,
        };
        platform.go_on().await;
        platform.clock_to(0).await.expect("the clock stops");
        for (number, identifier) in (1..).zip(["ada", "bob", "cleo"]) {
            assert_eq!(platform.server().user(identifier).await, number);
        }
        platform
    }

    pub(super) fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    pub(super) fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs")
    }

    /// Starts the program.
    pub(super) async fn go_on(&mut self) {
        let flags: Vec<&str> = self.flags.iter().map(String::as_str).collect();
        self.server = Some(Server::start_in(&self.data(), &flags).await);
    }

    /// Ends it with SIGTERM, which must go well.
    pub(super) async fn stop(&mut self) -> Checked {
        let server = self.server.take().expect("it runs");
        match server.stop().await.code() {
            Some(0) => Ok(()),
            code => Err(format!("it stopped with {code:?}")),
        }
    }

    /// Ends it with SIGKILL.
    pub(super) async fn kill(&mut self) {
        self.server.take().expect("it runs").kill().await;
    }

    pub(super) fn mood(&self, mood: Mood) {
        *self.mood.lock().expect("not poisoned") = mood;
    }

    pub(super) fn client(&self) -> Client {
        self.server().client().clone()
    }

    pub(super) async fn call(&self, call: &Call, key: &str) -> Told {
        perform(&self.client(), call, key).await
    }

    /// Sends a request and kills the program a moment later.
    pub(super) async fn call_and_kill(&mut self, call: &Call, key: &str, fifths: u32) -> Told {
        let (client, call, key) = (self.client(), call.clone(), key.to_owned());
        let under_way = tokio::spawn(async move { perform(&client, &call, &key).await });
        // Not a wait for something: any moment will do, and each is another one.
        tokio::time::sleep(Duration::from_micros(200) * fifths).await;
        self.kill().await;
        under_way.await.expect("no panic")
    }

    /// Uploads a photo and attaches it; gives its number, or `None` where the first step is refused.
    pub(super) async fn photo(&self, chat: i64) -> Checked<Option<i64>> {
        let client = self.client();
        let policy = match told(client.create_photo_upload().chat_id(chat).send().await) {
            Told::Done(policy) => serde_json::from_value(policy).expect("a policy"),
            Told::Refused(400, _) => return Ok(None),
            other => return Err(format!("a policy for a photo is answered {other:?}")),
        };
        let uploaded = client.upload_bytes(&policy, "photo.jpg", PHOTO).await;
        uploaded.map_err(|error| format!("an upload: {error}"))?;
        let photo = vec![PhotoUpload::builder().s3_path(key(&policy)).build()];
        let body = AddPhotosRequest::builder().photo(photo).build();
        let added = client.add_photos().chat_id(chat).body(body).send().await;
        match added.map(ResponseValue::into_inner) {
            Ok(AttachedPhotos::MediaItem(item)) => Ok(Some(item.media_id)),
            other => Err(format!("an attached photo is answered {other:?}")),
        }
    }

    /// Advances the clock; everything that is due is done then.
    pub(super) async fn advance(&self, ticks: i64) -> Checked<AdvanceReport> {
        let milliseconds = i64::try_from(TICK.as_millis()).expect("few") * ticks;
        let body = AdvanceClockRequest::builder()
            .milliseconds(milliseconds)
            .build();
        let advanced = self.server().desk().advance_clock().body(body).send().await;
        let report = advanced.map_err(|error| format!("the clock is not advanced: {error:?}"))?;
        if report.complete {
            Ok(report.into_inner())
        } else {
            Err(format!("not done in time: {report:?}"))
        }
    }

    /// Stops the clock so many ticks after the beginning.
    pub(super) async fn clock_to(&self, ticks: i64) -> Checked {
        let body = UpdateClockRequest::builder()
            .now(after(self.begin, ticks))
            .frozen(true)
            .build();
        let set = self.server().desk().update_clock().body(body).send().await;
        set.map(drop)
            .map_err(|error| format!("the clock is not set: {error:?}"))
    }

    pub(super) async fn pause(&self, paused: bool) -> Checked {
        let body = UpdateWebhookSteeringRequest::builder()
            .paused(paused)
            .build();
        let desk = self.server().desk();
        let call = desk
            .update_webhook_steering()
            .tenant_id(TENANT.0)
            .body(body);
        call.send()
            .await
            .map(drop)
            .map_err(|error| format!("no pause: {error:?}"))
    }

    pub(super) async fn trigger(&self) -> Checked {
        let body = TriggerWebhooksRequest::builder().count(1).build();
        let desk = self.server().desk();
        let call = desk.trigger_webhooks().tenant_id(TENANT.0).body(body);
        call.send()
            .await
            .map(drop)
            .map_err(|error| format!("no trigger: {error:?}"))
    }

    /// Everything that was told arrives after this.
    pub(super) async fn mend(&self) -> Checked {
        self.mood(Mood::Accepts);
        let (desk, id) = (self.server().desk(), TENANT.0);
        let reset = ResetWebhooksRequest::builder().discard(false).build();
        let reset = desk.reset_webhooks().tenant_id(id).body(reset).send().await;
        reset.map_err(|error| format!("no reset: {error:?}"))?;
        let on = UpdateWebhookRequest::builder().enabled(true).build();
        let on = desk.update_webhook().tenant_id(id).body(on).send().await;
        on.map_err(|error| format!("not switched on: {error:?}"))?;
        self.advance(0).await?;
        let again = ResendFailedRequest::builder()
            .failed_since(self.begin)
            .build();
        let call = desk.resend_failed_deliveries().tenant_id(id).body(again);
        let again = call.send().await;
        again.map_err(|error| format!("nothing is sent again: {error:?}"))?;
        // Retries that are not due yet: all of them.
        let all = TriggerWebhooksRequest::builder().build();
        let all = desk.trigger_webhooks().tenant_id(id).body(all).send().await;
        all.map_err(|error| format!("no trigger: {error:?}"))?;
        self.advance(0).await.map(drop)
    }
}

async fn perform(client: &Client, call: &Call, key: &str) -> Told {
    match call {
        Call::Create { menu } => {
            let call = client.create_chat().idempotency_key(key);
            told(call.body(new_chat(*menu, 1)).send().await)
        }
        Call::Show { chat, from, media } => {
            let content = MediaContent::builder().media_id(*media).build();
            let message = OutgoingMessage::Photo(PhotoMessage::builder().content(content).build());
            let body = SendMessageRequest::builder()
                .from_user_id(*from)
                .message(message)
                .build();
            let call = client.send_message().id(*chat).idempotency_key(key);
            told(call.body(body).send().await)
        }
        Call::Ask {
            chat,
            deed,
            text,
            escalations,
        } => {
            let asked = Asked {
                client,
                chat: *chat,
                key,
                escalations,
            };
            asked.ask(deed, text).await
        }
    }
}

/// What every request about a chat is made with.
struct Asked<'a> {
    client: &'a Client,
    chat: i64,
    key: &'a str,
    escalations: &'a [i64],
}

impl Asked<'_> {
    async fn ask(&self, deed: &Deed, text: &str) -> Told {
        let Self {
            client, chat, key, ..
        } = *self;
        match deed {
            Deed::Send(from, _) => {
                let call = client.send_message().id(chat).idempotency_key(key);
                told(call.body(text_message(*from, text)).send().await)
            }
            Deed::Escalate(force) => {
                let body = CreateEscalationRequest::builder()
                    .reason(EscalationReason::ByEndUserAsk)
                    .force_escalate(*force)
                    .build();
                let call = client.create_escalation().chat_id(chat);
                told(call.idempotency_key(key).body(body).send().await)
            }
            Deed::Select(place, channel) => {
                let body = UpdateEscalationRequest::builder()
                    .deflection_channel(name(*channel))
                    .build();
                let call = client.update_escalation().chat_id(chat);
                let call = call.id(self.escalation(*place)).idempotency_key(key);
                told(call.body(body).send().await)
            }
            Deed::Finish { .. } => {
                let call = client.update_chat().id(chat).idempotency_key(key);
                told(call.body(self.finish(deed)).send().await)
            }
            Deed::Resume => told(
                client
                    .resume_chat()
                    .id(chat)
                    .idempotency_key(key)
                    .send()
                    .await,
            ),
            Deed::EndUser(_) | Deed::Flags(_) | Deed::Data(_) => self.tell(deed, text).await,
        }
    }

    /// What the platform is told about who is there.
    async fn tell(&self, deed: &Deed, text: &str) -> Told {
        let Self {
            client, chat, key, ..
        } = *self;
        match *deed {
            Deed::EndUser(id) => {
                let identifier = ["ada", "bob", "cleo"][usize::try_from(id - 1).expect("small")];
                let body = UpdateChatEndUserRequest::builder()
                    .identifier(identifier.to_owned())
                    .name(text.to_owned())
                    .build();
                let call = client.update_chat_end_user().chat_id(chat);
                told(call.idempotency_key(key).body(body).send().await)
            }
            Deed::Flags([verified, bad, repeat]) => {
                let body = UpdateCustomerFlagsRequest {
                    verified_customer: verified,
                    bad_actor: bad,
                    repeat_customer: repeat,
                    repeat_customers: None,
                };
                let call = client.update_customer_flags().id(chat);
                told(call.idempotency_key(key).body(body).send().await)
            }
            Deed::Data(value) => {
                let value = CustomDataValue::Number(f64::from(value));
                let entry = CustomDataEntry::builder().value(value).build();
                let data = CustomData(BTreeMap::from([("score".to_owned(), entry)]));
                let body = SendCustomDataRequest::builder().data(data).build();
                let call = client.send_custom_data().id(chat).idempotency_key(key);
                told(call.body(body).send().await)
            }
            _ => unreachable!("asked otherwise"),
        }
    }

    fn finish(&self, deed: &Deed) -> UpdateChatRequest {
        let Deed::Finish {
            by,
            escalation,
            channel,
        } = deed
        else {
            unreachable!("the caller looked");
        };
        UpdateChatRequest {
            finished_by_user_id: *by,
            chat: UpdateChatParams {
                status: Some("finished".to_owned()),
                deflection_channel: channel.map(name),
                escalation_id: escalation.map(|place| self.escalation(place)),
            },
        }
    }

    /// The platform's number of the escalation at this place, or one that nothing has.
    fn escalation(&self, place: usize) -> i64 {
        self.escalations.get(place).copied().unwrap_or(999_999)
    }
}

fn told<T: Serialize>(answer: Result<ResponseValue<T>, chat_client::Error<Error>>) -> Told {
    match answer {
        Ok(value) => Told::Done(serde_json::to_value(value.into_inner()).expect("JSON")),
        Err(chat_client::Error::ErrorResponse(error)) => {
            Told::Refused(error.status().as_u16(), error.message.clone())
        }
        Err(other) => Told::Nothing(format!("{other:?}")),
    }
}
