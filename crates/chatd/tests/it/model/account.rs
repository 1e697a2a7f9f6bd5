//! The model: what every chat is and has been told, worked out from the requests and the clock alone.
//!
//! The rules of a single chat are the domain's second account ([`Machine`]); this adds many chats at different instants, the
//! built-in virtual agent's words, numbers of escalations, and what the webhooks must have told.

use chat_core::{DeflectionChannel, Escalate, FiredTimer, MenuId, TimerKind, VaAction};

use super::act::{Deed, Words};
use super::machine::{Answer, Machine};
use super::step::Step;
use super::world;

/// Everything.
#[derive(Clone, Default)]
pub(super) struct Account {
    /// Seconds since the beginning.
    pub(super) now: i64,
    pub(super) lines: Vec<Line>,
    last_escalation: i64,
}

/// One chat. Chats are numbered from 1, in the order of their creation.
#[derive(Clone)]
pub(super) struct Line {
    /// When it was created.
    pub(super) born: i64,
    pub(super) machine: Machine,
    pub(super) said: Vec<Said>,
    /// The numbers of its escalations, of which the machine knows the status.
    pub(super) escalations: Vec<i64>,
    pub(super) end_user: i64,
    pub(super) flags: [bool; 3],
    pub(super) data: Option<u8>,
    pub(super) photos: usize,
    /// When it was dismissed, resumed or ended, as an event tells it.
    pub(super) turns: Vec<(&'static str, i64)>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    EndUser { from: i64, content: Content },
    VirtualAgent(Reply),
}

/// What an end user sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(Words, String),
    Photo,
}

/// What the built-in virtual agent says, and how that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Greeting,
    WelcomeBack,
    Hours,
    Person,
    Bye,
    Media,
    Fallback,
}

impl Reply {
    pub(super) fn beginning(self) -> &'static str {
        match self {
            Self::Greeting => "Hello",
            Self::WelcomeBack => "Welcome back!",
            Self::Hours => "We are here",
            Self::Person => "Of course.",
            Self::Bye => "Thank you for your visit.",
            Self::Media => "Thank you, I have received it.",
            Self::Fallback => "I am sorry, I did not understand.",
        }
    }
}

impl Content {
    fn answer(&self) -> (Reply, VaAction) {
        match self {
            Self::Photo => (Reply::Media, VaAction::None),
            Self::Text(Words::Plain, _) => (Reply::Fallback, VaAction::None),
            Self::Text(Words::Hours, _) => (Reply::Hours, VaAction::None),
            Self::Text(Words::Person, _) => {
                (Reply::Person, VaAction::Escalate(Escalate::default()))
            }
            Self::Text(Words::Bye, _) => (Reply::Bye, VaAction::End),
        }
    }
}

impl Account {
    /// A chat begins.
    pub(super) fn create(&mut self, menu: i64) {
        let menus = world::menus();
        let menu = menus.menu(MenuId(menu)).expect("a menu of the demo tenant");
        self.lines.push(Line {
            born: self.now,
            machine: Machine::new(menu, false),
            said: Vec::new(),
            escalations: Vec::new(),
            end_user: 1,
            flags: [false; 3],
            data: None,
            photos: 0,
            turns: Vec::new(),
        });
    }

    /// Something is asked of a chat; `text` is what is written, if something is.
    pub(super) fn ask(&mut self, index: usize, deed: &Deed, text: &str) -> Answer {
        let (now, ids) = (self.now, &mut self.last_escalation);
        let line = &mut self.lines[index];
        let step = match *deed {
            Deed::Send(from, words) => {
                let content = Content::Text(words, text.to_owned());
                return line.send(from, content, now, ids);
            }
            Deed::Escalate(force) => Step::Escalate(Escalate {
                force,
                ..Escalate::default()
            }),
            Deed::Select(escalation, channel) => Step::Select {
                escalation: number(escalation),
                channel,
            },
            Deed::Finish {
                by,
                escalation,
                channel,
            } => Step::Finish {
                by,
                escalation: escalation.map(number),
                channel,
            },
            Deed::Resume => Step::Resume,
            Deed::EndUser(id) => {
                // Every such request is another one here, by the name that it gives.
                line.machine.end_user_request = None;
                let answer = line.step(&Step::ChangeEndUser(id), now, ids);
                if answer == Answer::Changed {
                    line.end_user = id;
                }
                return answer;
            }
            Deed::Flags(flags) => {
                return line.while_open(|line| {
                    for (flag, given) in line.flags.iter_mut().zip(flags) {
                        *flag = given.unwrap_or(*flag);
                    }
                });
            }
            Deed::Data(value) => return line.while_open(|line| line.data = Some(value)),
        };
        line.step(&step, now, ids)
    }

    /// An end user shows a photo that the chat has.
    pub(super) fn show(&mut self, index: usize, from: i64) -> Answer {
        let (now, ids) = (self.now, &mut self.last_escalation);
        self.lines[index].send(from, Content::Photo, now, ids)
    }

    /// When something is due next in any chat.
    pub(super) fn next_due(&self) -> Option<i64> {
        self.lines.iter().filter_map(Line::next_due).min()
    }

    /// Time passes, each thing at its own instant.
    pub(super) fn advance(&mut self, seconds: i64) {
        let target = self.now + seconds;
        for line in &mut self.lines {
            while let Some(due) = line.next_due().filter(|due| *due <= target) {
                line.fire(due.max(self.now), &mut self.last_escalation);
            }
        }
        self.pass(target);
    }

    /// The clock is set: what was due meanwhile happens then.
    pub(super) fn leap(&mut self, seconds: i64) {
        self.pass(self.now + seconds);
        self.advance(0);
    }

    fn pass(&mut self, now: i64) {
        self.now = now;
        for line in &mut self.lines {
            line.machine.clock = now - line.born;
        }
    }
}

fn number(escalation: usize) -> i64 {
    i64::try_from(escalation).expect("small") + 1
}

impl Line {
    pub(super) fn is_over(&self) -> bool {
        matches!(self.machine.status(), "finished" | "failed")
    }

    /// Whether it goes on only when it is resumed or something is written.
    pub(super) fn is_dismissed(&self) -> bool {
        self.machine.status() == "va_dismissed"
    }

    pub(super) fn timeout_at(&self) -> Option<i64> {
        self.machine.timeout_at().map(|at| self.born + at)
    }

    fn while_open(&mut self, change: impl FnOnce(&mut Self)) -> Answer {
        if self.is_over() {
            return Answer::Refused;
        }
        change(self);
        Answer::Changed
    }

    fn send(&mut self, from: i64, content: Content, now: i64, ids: &mut i64) -> Answer {
        let answer = self.step(&Step::Send(from), now, ids);
        if answer == Answer::Changed {
            self.said.push(Said::EndUser { from, content });
        }
        answer
    }

    fn step(&mut self, step: &Step, now: i64, ids: &mut i64) -> Answer {
        let (was_over, was_dismissed) = (self.is_over(), self.is_dismissed());
        self.machine.clock = now - self.born;
        let answer = self.machine.step(step);
        for _ in self.escalations.len()..self.machine.escalations.len() {
            *ids += 1;
            self.escalations.push(*ids);
        }
        let turn = match (self.is_over(), self.is_dismissed()) {
            (true, _) if !was_over => "chat_ended",
            (_, true) if !was_dismissed => "chat_dismissed",
            (false, false) if was_dismissed => "chat_resumed",
            _ => return answer,
        };
        self.turns.push((turn, now));
        answer
    }

    fn next_due(&self) -> Option<i64> {
        let timers = self.machine.timers();
        timers.iter().map(|(_, at)| self.born + at).min()
    }

    /// What is due first happens.
    fn fire(&mut self, now: i64, ids: &mut i64) {
        let timers = self.machine.timers();
        let first = timers.iter().min_by_key(|(_, at)| *at).expect("one is due");
        let step = match first.0 {
            TimerKind::Dismiss => Step::Fire(FiredTimer::Dismiss),
            TimerKind::ChatTimeout => Step::Fire(FiredTimer::ChatTimeout),
            TimerKind::QueueExpiry => Step::Fire(FiredTimer::QueueExpiry),
            TimerKind::VaConnect => Step::VaJoin,
            TimerKind::VaTurn => self.virtual_agent_speaks(),
            TimerKind::AgentPickup | TimerKind::AgentTurn => unreachable!("there are no agents"),
        };
        let answer = self.step(&step, now, ids);
        assert_eq!(answer, Answer::Changed, "{:?} is due", first.0);
    }

    /// As the script says: a greeting, and one answer to each message up to the first that does something.
    fn virtual_agent_speaks(&mut self) -> Step {
        let by_end_user = |said: &Said| matches!(said, Said::EndUser { .. });
        let spoken = self.said.iter().rposition(|said| !by_end_user(said));
        let mut replies = Vec::new();
        let from = match usize::try_from(self.machine.read) {
            Ok(read) => read,
            Err(_) => {
                replies.push(spoken.map_or(Reply::Greeting, |_| Reply::WelcomeBack));
                spoken.map_or(0, |index| index + 1)
            }
        };
        let mut done = VaAction::None;
        for said in &self.said[from..] {
            let Said::EndUser { content, .. } = said else {
                continue;
            };
            let (reply, action) = content.answer();
            if replies.last() != Some(&reply) {
                replies.push(reply);
            }
            done = action;
            if done != VaAction::None {
                break;
            }
        }
        let step = Step::VaReply {
            lag: 0,
            replies: replies.len(),
            action: done,
        };
        self.said
            .extend(replies.into_iter().map(Said::VirtualAgent));
        step
    }
}

/// The name of a channel in a request.
pub(super) fn name(channel: DeflectionChannel) -> String {
    channel.as_str().to_owned()
}
