//! The model: what every chat is and has been told, worked out from the requests and the clock alone.
//!
//! The rules of a single chat are the domain's second account ([`Machine`]); this adds many chats at different instants, what
//! is said by scripts, numbers of escalations, and what the webhooks must have told.

use chat_core::{ChatId, DeflectionChannel, Escalate, FiredTimer, MenuId, TimerKind, VaAction};
use chatd::demo_agents::agent_for;

use super::act::{Deed, Words};
use super::machine::{Answer, Machine};
use super::speech::{Done, Reply, Speaker, turn};
use super::step::Step;
use super::world;

/// Everything.
pub(super) struct Account {
    /// Ticks since the beginning.
    pub(super) now: i64,
    /// Whether people take chats from the queues.
    agents: bool,
    pub(super) lines: Vec<Line>,
    last_escalation: i64,
}

/// One chat. Chats are numbered from 1, in the order of their creation.
pub(super) struct Line {
    id: i64,
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
    pub(super) met_agent: bool,
    /// When it was dismissed, resumed or ended, as an event tells it.
    pub(super) turns: Vec<(&'static str, i64)>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    EndUser { from: i64, content: Content },
    Scripted(Speaker, Reply),
}

/// What an end user sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(Words, String),
    Photo,
}

impl Account {
    pub(super) fn new(agents: bool) -> Self {
        Self {
            now: 0,
            agents,
            lines: Vec::new(),
            last_escalation: 0,
        }
    }

    /// A chat begins.
    pub(super) fn create(&mut self, menu: i64) {
        let menus = world::menus();
        let menu = menus.menu(MenuId(menu)).expect("a menu of the demo tenant");
        self.lines.push(Line {
            id: i64::try_from(self.lines.len()).expect("few") + 1,
            born: self.now,
            machine: Machine::new(menu, self.agents),
            said: Vec::new(),
            escalations: Vec::new(),
            end_user: 1,
            flags: [false; 3],
            data: None,
            photos: 0,
            met_agent: false,
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
    pub(super) fn advance(&mut self, ticks: i64) {
        let target = self.now + ticks;
        for line in &mut self.lines {
            while let Some(due) = line.next_due().filter(|due| *due <= target) {
                line.fire(due.max(self.now), &mut self.last_escalation);
            }
        }
        self.pass(target);
    }

    /// The clock is set: what was due meanwhile happens then.
    pub(super) fn leap(&mut self, ticks: i64) {
        self.pass(self.now + ticks);
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
        matches!(self.machine.status(), "dismissed" | "va_dismissed")
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
        let agent = agent_for(ChatId(self.id)).id.0;
        let step = match first.0 {
            TimerKind::Dismiss => Step::Fire(FiredTimer::Dismiss),
            TimerKind::ChatTimeout => Step::Fire(FiredTimer::ChatTimeout),
            TimerKind::QueueExpiry => Step::Fire(FiredTimer::QueueExpiry),
            TimerKind::VaConnect => Step::VaJoin,
            TimerKind::VaTurn => self.virtual_agent_speaks(),
            TimerKind::AgentPickup => {
                self.met_agent = true;
                Step::AgentJoin(agent)
            }
            TimerKind::AgentTurn => return self.agent_speaks(agent, now, ids),
        };
        let answer = self.step(&step, now, ids);
        assert_eq!(answer, Answer::Changed, "{:?} is due", first.0);
    }

    fn virtual_agent_speaks(&mut self) -> Step {
        let by = Speaker::VirtualAgent;
        let turn = turn(by, &self.said, self.machine.read);
        let action = match turn.done {
            Done::Nothing | Done::SendsForm => VaAction::None,
            Done::Escalates => VaAction::Escalate(Escalate::default()),
            Done::Ends => VaAction::End,
        };
        // What it does not answer any more it has read nevertheless.
        let step = Step::VaReply {
            lag: 0,
            replies: turn.replies.len(),
            action,
        };
        self.scripted(by, turn.replies);
        step
    }

    /// An agent who ends the chat leaves the message that asked for it for the end: that is a step of its own.
    fn agent_speaks(&mut self, agent: i64, now: i64, ids: &mut i64) {
        let by = Speaker::Agent;
        let read = self.machine.read;
        let turn = turn(by, &self.said, read);
        let up_to = match turn.done {
            Done::Ends if turn.up_to - 1 > read.max(0) => turn.up_to - 1,
            _ => turn.up_to,
        };
        let reply = Step::AgentReply {
            agent,
            lag: Some(self.machine.messages - up_to),
            replies: turn.replies.len(),
        };
        self.scripted(by, turn.replies);
        assert_eq!(
            self.step(&reply, now, ids),
            Answer::Changed,
            "a turn is due"
        );
        if turn.done == Done::Ends {
            self.step(&Step::AgentEnd(agent), now, ids);
        }
    }

    fn scripted(&mut self, by: Speaker, replies: Vec<Reply>) {
        let said = replies.into_iter().map(|reply| Said::Scripted(by, reply));
        self.said.extend(said);
    }
}

/// The name of a channel in a request.
pub(super) fn name(channel: DeflectionChannel) -> String {
    channel.as_str().to_owned()
}
