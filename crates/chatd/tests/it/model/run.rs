//! A history under way: the program and the model beside one another.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::Checked;
use super::account::{Account, Line};
use super::act::{Act, Deed, How, Mood};
use super::heard::{Heard, instant};
use super::kept;
use super::machine::Answer;
use super::platform::{Call, Platform, Told};
use super::world::after;

/// There are no more chats at a time than this, so that each has a story.
const CHATS: usize = 3;
/// In ticks: longer than anything that is still due, retries included.
const WEEK: i64 = 168 * 9_000;

pub(super) struct Run {
    pub(super) platform: Platform,
    account: Account,
    heard: Heard,
    /// How many attempts at deliveries were looked at.
    looked_at: usize,
    keys: u64,
    last: Option<(Call, String, Told)>,
    /// Whether nothing was done since everything was put right that keeps events from arriving at once.
    flowing: bool,
    shown: BTreeSet<String>,
}

impl Run {
    pub(super) async fn start(agents: bool) -> Self {
        Self {
            platform: Platform::start(agents).await,
            account: Account::new(agents),
            heard: Heard::default(),
            looked_at: 0,
            keys: 0,
            last: None,
            flowing: true,
            shown: BTreeSet::new(),
        }
    }

    /// One step, and everything that can be seen after it.
    pub(super) async fn step(&mut self, act: &Act) -> Checked {
        match *act {
            Act::Create(menu, how) => self.create(menu, how).await?,
            Act::Ask(chat, ref deed, how) => {
                if let Some(index) = self.chat(chat) {
                    self.ask(index, deed, how).await?;
                }
            }
            Act::Photo(chat, from) => {
                if let Some(index) = self.chat(chat) {
                    self.photo(index, from).await?;
                }
            }
            Act::Repeat => self.repeat().await?,
            Act::Advance(ticks) => self.advance(ticks).await?,
            Act::Next => {
                let next = self.account.next_due().map(|due| due - self.account.now);
                self.advance(next.unwrap_or(1)).await?;
            }
            Act::Leap(ticks) => {
                let target = self.account.now + ticks;
                self.platform.clock_to(target).await?;
                self.platform.advance(0).await?;
                self.account.leap(ticks);
            }
            Act::Receiver(mood) => {
                self.flowing &= mood == Mood::Accepts;
                self.platform.mood(mood);
            }
            Act::Pause(paused) => {
                self.flowing &= !paused;
                self.platform.pause(paused).await?;
            }
            Act::Trigger => self.platform.trigger().await?,
            Act::Mend => self.mend().await?,
            Act::Kill => {
                self.platform.kill().await;
                self.look_and_go_on().await?;
            }
            Act::Stop => {
                self.platform.stop().await?;
                self.look_and_go_on().await?;
            }
        }
        self.advance(0).await?;
        self.look().await
    }

    /// Everything is put right; whatever is open ends, and nothing may be missing. Gives what the program showed.
    pub(super) async fn end(mut self) -> Checked<BTreeSet<String>> {
        self.mend().await?;
        self.look().await?;
        self.look_closely().await?;
        self.advance(WEEK).await?;
        self.look().await?;
        if let Some(index) = self.account.lines.iter().position(|line| !line.is_over()) {
            return Err(format!("chat {} does not end", index + 1));
        }
        self.platform.stop().await?;
        kept::compare(&self.platform.data(), &self.account, self.platform.begin).await?;
        Ok(self.shown)
    }

    /// The chat that a number stands for.
    fn chat(&self, number: usize) -> Option<usize> {
        number.checked_rem(self.account.lines.len())
    }

    async fn create(&mut self, menu: i64, how: How) -> Checked {
        if self.account.lines.len() == CHATS {
            return Ok(());
        }
        let told = self.send(Call::Create { menu }, how).await?;
        self.account.create(menu);
        let Told::Done(chat) = told else {
            return Err(format!("a chat is not created: {told:?}"));
        };
        let number = id(self.account.lines.len() - 1);
        if chat["id"] != number {
            return Err(format!("chat {number} is called {}", chat["id"]));
        }
        self.same_chat(number, &chat)
    }

    async fn ask(&mut self, index: usize, deed: &Deed, how: How) -> Checked {
        let text = format!("{} {}", words(deed), self.keys);
        let call = Call::Ask {
            chat: id(index),
            deed: deed.clone(),
            text: text.clone(),
            escalations: self.account.lines[index].escalations.clone(),
        };
        let told = self.send(call, how).await?;
        let answer = self.account.ask(index, deed, &text);
        let Some(value) = agreed(&told, answer)? else {
            return Ok(());
        };
        match deed {
            Deed::Finish { .. } | Deed::Resume => self.same_chat(id(index), value),
            Deed::Escalate(_) | Deed::Select(..) => {
                let line = &self.account.lines[index];
                let known = (line.escalations.last(), line.machine.escalations.last());
                let told = (value["id"].as_i64(), value["status"].as_str());
                if told == (known.0.copied(), known.1.copied()) {
                    Ok(())
                } else {
                    Err(format!(
                        "the escalation is {value}, the model says {known:?}"
                    ))
                }
            }
            _ => Ok(()),
        }
    }

    async fn photo(&mut self, index: usize, from: i64) -> Checked {
        let over = self.account.lines[index].is_over();
        let media = match self.platform.photo(id(index)).await? {
            Some(media) if !over => media,
            None if over => return Ok(()),
            other => return Err(format!("a photo is {other:?}; the chat is over: {over}")),
        };
        self.account.lines[index].photos += 1;
        let call = Call::Show {
            chat: id(index),
            from,
            media,
        };
        let told = self.send(call, How::Once).await?;
        agreed(&told, self.account.show(index, from)).map(drop)
    }

    /// Sends a request under a key of its own.
    async fn send(&mut self, call: Call, how: How) -> Checked<Told> {
        self.keys += 1;
        let key = format!("key-{}", self.keys);
        let first = match how {
            How::Once | How::Twice => self.platform.call(&call, &key).await,
            How::Killed(fifths) => self.platform.call_and_kill(&call, &key, fifths).await,
        };
        let again = match how {
            How::Once => first.clone(),
            How::Twice => self.platform.call(&call, &key).await,
            How::Killed(_) => {
                self.platform.go_on().await;
                self.platform.call(&call, &key).await
            }
        };
        if let Told::Nothing(why) = &again {
            return Err(format!("no answer: {why}"));
        }
        let was_answered = !matches!((how, &first), (How::Killed(_), Told::Nothing(_)));
        if was_answered && again != first {
            return Err(format!("repeated, it is answered {again:?}, not {first:?}"));
        }
        self.last = Some((call, key, again.clone()));
        Ok(again)
    }

    async fn repeat(&mut self) -> Checked {
        let Some((call, key, first)) = &self.last else {
            return Ok(());
        };
        let again = self.platform.call(call, key).await;
        if again == *first {
            Ok(())
        } else {
            Err(format!("repeated, it is answered {again:?}, not {first:?}"))
        }
    }

    async fn advance(&mut self, ticks: i64) -> Checked {
        self.platform.advance(ticks).await?;
        self.account.advance(ticks);
        Ok(())
    }

    async fn mend(&mut self) -> Checked {
        self.platform.mend().await?;
        self.flowing = true;
        Ok(())
    }

    /// Between two programs.
    async fn look_and_go_on(&mut self) -> Checked {
        let begin = self.platform.begin;
        kept::compare(&self.platform.data(), &self.account, begin).await?;
        self.platform.go_on().await;
        self.look_closely().await
    }

    /// What the API shows and what the receiver heard.
    async fn look(&mut self) -> Checked {
        let attempts = self.platform.receiver.received(self.looked_at).await;
        for attempt in &attempts[self.looked_at..] {
            self.heard.hear(attempt)?;
            let kind = attempt.json()["event_type"].as_str().map(str::to_owned);
            self.shown.extend(kind);
        }
        self.looked_at = attempts.len();
        let client = self.platform.client();
        for index in 0..self.account.lines.len() {
            let chat = client.get_chat().id(id(index)).send().await;
            let chat = chat.map_err(|error| format!("chat {} is lost: {error:?}", id(index)))?;
            let chat = serde_json::to_value(chat.into_inner()).expect("JSON");
            self.same_chat(id(index), &chat)?;
            self.shown
                .extend(chat["status"].as_str().map(str::to_owned));
            let line = &self.account.lines[index];
            self.heard
                .compare(id(index), line, self.platform.begin, self.flowing)
                .map_err(|fault| format!("chat {}: {fault}", id(index)))?;
        }
        Ok(())
    }

    /// What is not looked at after every step.
    async fn look_closely(&self) -> Checked {
        let client = self.platform.client();
        for (index, line) in self.account.lines.iter().enumerate() {
            let chat = id(index);
            let flags = client.get_customer_flags().id(chat).send().await;
            let flags = flags.map_err(|error| format!("the flags of chat {chat}: {error:?}"))?;
            let flags = [
                flags.verified_customer,
                flags.bad_actor,
                flags.repeat_customer,
            ];
            let photos = client.list_photos().chat_id(chat).send().await;
            let photos = photos.map_err(|error| format!("photos of chat {chat}: {error:?}"))?;
            if (flags, photos.0.len()) != (line.flags, line.photos) {
                let known = (line.flags, line.photos);
                return Err(format!(
                    "chat {chat} has flags {flags:?} and {} photos, in the model {known:?}",
                    photos.0.len()
                ));
            }
        }
        Ok(())
    }

    fn same_chat(&self, number: i64, chat: &Value) -> Checked {
        let index = usize::try_from(number - 1).expect("small");
        let line = &self.account.lines[index];
        let begin = self.platform.begin;
        let told = Shown::read(chat)?;
        let known = Shown::of(line, begin);
        if told == known {
            Ok(())
        } else {
            Err(format!(
                "chat {number} is {told:?}, the model says {known:?}"
            ))
        }
    }
}

/// What the API tells of a chat and the model knows.
#[derive(Debug, PartialEq)]
struct Shown {
    status: String,
    created_at: Timestamp,
    timeout_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    end_user: Option<i64>,
    has_agent: bool,
}

impl Shown {
    fn of(line: &Line, begin: Timestamp) -> Self {
        let at = |ticks: i64| after(begin, ticks);
        let end = line.turns.last().filter(|_| line.is_over());
        Self {
            status: line.machine.status().to_owned(),
            created_at: at(line.born),
            timeout_at: line.timeout_at().map(at),
            ends_at: end.map(|(_, ticks)| at(*ticks)),
            end_user: Some(line.end_user),
            has_agent: line.met_agent,
        }
    }

    fn read(chat: &Value) -> Checked<Self> {
        let maybe = |value: &Value| match value {
            Value::Null => Ok(None),
            value => instant(value).map(Some),
        };
        Ok(Self {
            status: chat["status"].as_str().unwrap_or_default().to_owned(),
            created_at: instant(&chat["created_at"])?,
            timeout_at: maybe(&chat["timeout_at"])?,
            ends_at: maybe(&chat["ends_at"])?,
            end_user: chat["end_user"]["id"].as_i64(),
            has_agent: !chat["agent"].is_null(),
        })
    }
}

/// What was done where it was to be done.
fn agreed(told: &Told, answer: Answer) -> Checked<Option<&Value>> {
    match (told, answer) {
        (Told::Refused(400 | 404, _), Answer::Refused) => Ok(None),
        (Told::Done(value), Answer::Changed | Answer::Unchanged) => Ok(Some(value)),
        _ => Err(format!(
            "it is answered {told:?}, the model says {answer:?}"
        )),
    }
}

fn id(index: usize) -> i64 {
    i64::try_from(index).expect("few") + 1
}

/// Words that scripts take so.
fn words(deed: &Deed) -> &'static str {
    use super::act::Words;
    match deed {
        Deed::Send(_, Words::Hours) => "your hours, please",
        Deed::Send(_, Words::Person) => "I want a person",
        Deed::Send(_, Words::Form) => "the form",
        Deed::Send(_, Words::Bye) => "bye",
        _ => "words",
    }
}
