//! The second account: where the chat is, and a log of what happened, from which deadlines are counted afresh.
//!
//! The tests of the running platform read this file too: `super::world` is theirs there.

use chat_core::{
    DeflectionChannel, Escalate, FiredTimer, Menu, MenuId, OpeningHours, TimerKind, VaAction,
};

use super::step::Step;
use super::world::{self, DISMISS, EXPIRY, TIMEOUT};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Changed,
    Unchanged,
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Connecting,
    Va,
    Queue,
    Agent(i64),
    VaDismissed,
    Dismissed,
    Finished,
    Failed,
}

/// What deadlines are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// Into a queue, or to wait for the virtual agent.
    Waits,
    /// Back from dismissal.
    Returns,
    Assigned,
    EndUser,
    Server,
}

#[derive(Clone)]
pub(crate) struct Machine {
    pub(crate) clock: i64,
    pub(crate) fail_reason: Option<&'static str>,
    pub(crate) messages: i64,
    pub(crate) escalations: Vec<&'static str>,
    now: i64,
    place: Place,
    log: Vec<(i64, Mark, Durations)>,
    /// Whether the menu that the chat began in has a virtual agent, and whether the chat has had it.
    virtual_agent: bool,
    met_virtual_agent: bool,
    /// What the open or last escalation offers.
    offers: Vec<DeflectionChannel>,
    /// What was chosen, by the number of the escalation.
    chosen: Vec<(usize, DeflectionChannel)>,
    /// The menu that the chat is in, the queue that this escalates to, and the queue that it waits in or was escalated to.
    front: Front,
    behind: Front,
    queue: Front,
    end_users: Vec<i64>,
    pub(crate) end_user_request: Option<(i64, i64)>,
    last_end_user_message: i64,
    /// What a script has read (nothing yet: less than 0), and since when it owes an answer.
    pub(crate) read: i64,
    owes: Option<i64>,
    scripted: bool,
}

#[derive(Clone, Copy)]
struct Front {
    hours: Hours,
    full: bool,
    durations: Durations,
}

#[derive(Clone, Copy)]
enum Hours {
    Always,
    Never,
    /// Breaks from the second to the seventh minute and in the second half hour.
    Shift,
}

/// In seconds.
#[derive(Clone, Copy)]
struct Durations {
    dismiss: i64,
    timeout: i64,
    expiry: i64,
}

impl Front {
    fn of(menu: &Menu) -> Self {
        let durations = match menu.id {
            world::SHIFT => (40, 500, 200),
            world::SHIFT_QUEUE => (100, 90, 450),
            _ => (DISMISS, TIMEOUT, EXPIRY),
        };
        Self {
            hours: match menu.hours {
                OpeningHours::Always => Hours::Always,
                OpeningHours::Never => Hours::Never,
                OpeningHours::Weekly(_) => Hours::Shift,
            },
            full: menu.capacity == Some(0),
            durations: Durations {
                dismiss: durations.0,
                timeout: durations.1,
                expiry: durations.2,
            },
        }
    }

    fn is_open(self, now: i64) -> bool {
        match self.hours {
            Hours::Always => true,
            Hours::Never => false,
            Hours::Shift => !(120..420).contains(&now) && !(1800..3600).contains(&now),
        }
    }
}

fn named(id: MenuId) -> Front {
    Front::of(world::menus().menu(id).expect("a menu"))
}

impl Machine {
    pub(crate) fn new(menu: &Menu, scripted: bool) -> Self {
        let front = Front::of(menu);
        let behind = match menu.id {
            world::SHIFT => world::SHIFT_QUEUE,
            // The people behind menu 1 are as open, free and quick as those of the menu would be.
            other => other,
        };
        let behind = named(behind);
        Self {
            clock: 0,
            fail_reason: None,
            virtual_agent: menu.virtual_agent.is_some(),
            met_virtual_agent: false,
            messages: 0,
            escalations: Vec::new(),
            now: 0,
            place: if menu.virtual_agent.is_some() {
                Place::Connecting
            } else {
                Place::Queue
            },
            log: vec![(0, Mark::Waits, front.durations)],
            offers: Vec::new(),
            chosen: Vec::new(),
            front,
            behind,
            queue: front,
            end_users: vec![1],
            end_user_request: None,
            last_end_user_message: 0,
            read: -1,
            owes: None,
            scripted,
        }
    }

    pub(crate) fn lose_virtual_agent(&mut self) {
        self.virtual_agent = false;
    }

    pub(crate) fn status(&self) -> &'static str {
        match self.place {
            Place::Connecting | Place::Queue => "queued",
            Place::Va => "va_assigned",
            Place::Agent(_) => "assigned",
            Place::VaDismissed => "va_dismissed",
            Place::Dismissed => "dismissed",
            Place::Finished => "finished",
            Place::Failed => "failed",
        }
    }

    pub(crate) fn timeout_at(&self) -> Option<i64> {
        match self.place {
            Place::Finished | Place::Failed => None,
            Place::Connecting | Place::Queue => {
                let (at, durations) = self.last(&[Mark::Waits]);
                Some(at + durations.expiry)
            }
            _ => {
                let (at, durations) = self.last(&[Mark::Assigned, Mark::EndUser]);
                Some(at + durations.timeout)
            }
        }
    }

    pub(crate) fn timers(&self) -> Vec<(TimerKind, i64)> {
        let Some(end) = self.timeout_at() else {
            return Vec::new();
        };
        let (waits, _) = self.last(&[Mark::Waits]);
        let dismissal = self
            .dismissal()
            .filter(|at| *at < end)
            .map(|at| (TimerKind::Dismiss, at));
        let mut timers = Vec::new();
        match self.place {
            Place::Connecting => timers.push((TimerKind::VaConnect, waits)),
            Place::Queue if self.scripted => timers.push((TimerKind::AgentPickup, waits + 2)),
            Place::Va => {
                let owed = self.owes.filter(|_| !self.deflecting());
                timers.extend(owed.map(|at| (TimerKind::VaTurn, at)));
                timers.extend(dismissal);
            }
            Place::Agent(_) => {
                let owed = self.owes.filter(|_| self.scripted);
                timers.extend(owed.map(|at| (TimerKind::AgentTurn, at + 1)));
                timers.extend(dismissal);
            }
            _ => {}
        }
        let queued = matches!(self.place, Place::Connecting | Place::Queue);
        let kind = if queued {
            TimerKind::QueueExpiry
        } else {
            TimerKind::ChatTimeout
        };
        timers.push((kind, end));
        timers
    }

    pub(crate) fn step(&mut self, step: &Step) -> Answer {
        let before = self.now;
        self.now = self.now.max(self.clock);
        let answer = self.act(step);
        if answer != Answer::Changed {
            self.now = before;
        }
        answer
    }

    fn act(&mut self, step: &Step) -> Answer {
        match *step {
            Step::Advance(_) | Step::LoseVirtualAgent => Answer::Unchanged,
            Step::Fire(timer) => self.fire(timer),
            Step::VaJoin => self.va_join(),
            Step::VaReply {
                lag,
                replies,
                action,
            } => self.va_reply(lag, replies, action),
            Step::AgentJoin(id) => self.agent_join(id),
            Step::AgentReply {
                agent,
                lag,
                replies,
            } => self.agent_reply(agent, lag, replies),
            Step::AgentLeave(id) if self.place == Place::Agent(id) => {
                // The queue of an agent's chat is that of its menu.
                self.wait_for_people(self.front)
            }
            Step::AgentEnd(id) if self.place == Place::Agent(id) => {
                self.end(Place::Finished, "nothing")
            }
            Step::AgentLeave(_) | Step::AgentEnd(_) => Answer::Unchanged,
            Step::Finish {
                by,
                escalation,
                channel,
            } => self.finish(by, escalation, channel),
            Step::Select {
                escalation,
                channel,
            } => self.select(escalation, channel),
            _ if self.over() => Answer::Refused,
            Step::Send(from) => self.send(from),
            Step::Escalate(escalate) => self.escalate(escalate),
            Step::Resume => self.resume(),
            Step::ChangeEndUser(id) => self.change_end_user(id),
        }
    }

    fn over(&self) -> bool {
        matches!(self.place, Place::Finished | Place::Failed)
    }

    fn deflecting(&self) -> bool {
        self.escalations.last() == Some(&"deflecting")
    }

    fn last(&self, marks: &[Mark]) -> (i64, Durations) {
        let mut log = self.log.iter().rev();
        let found = log.find(|(_, mark, _)| marks.contains(mark));
        let (at, _, durations) = found.expect("a chat begins with a wait");
        (*at, *durations)
    }

    /// Counts the log from the beginning.
    fn dismissal(&self) -> Option<i64> {
        let (mut end_user, mut server, mut due) = (None, None, None);
        for &(at, mark, durations) in &self.log {
            match mark {
                Mark::Returns => (end_user, server, due) = (None, None, None),
                Mark::Waits | Mark::Assigned => (server, due) = (None, None),
                Mark::EndUser => end_user = end_user.or(Some(at)),
                Mark::Server => server = Some(at),
            }
            if let (Mark::EndUser | Mark::Server, Some(end_user), Some(server)) =
                (mark, end_user, server)
            {
                let counted: i64 = durations.dismiss + server.max(end_user);
                let forestalled = at + durations.dismiss;
                due = Some(if counted <= at { forestalled } else { counted });
            }
        }
        due
    }

    fn mark(&mut self, mark: Mark) {
        self.log.push((self.now, mark, self.front.durations));
    }

    fn wait_for_virtual_agent(&mut self) -> Answer {
        self.place = Place::Connecting;
        self.mark(Mark::Waits);
        Answer::Changed
    }

    fn wait_for_people(&mut self, queue: Front) -> Answer {
        self.place = Place::Queue;
        self.queue = queue;
        self.log.push((self.now, Mark::Waits, queue.durations));
        Answer::Changed
    }

    fn close(&mut self, status: &'static str) {
        if let Some(last) = self.escalations.last_mut()
            && matches!(*last, "escalating" | "deflecting")
        {
            *last = status;
        }
    }

    fn end(&mut self, place: Place, fail_reason: &'static str) -> Answer {
        self.close("canceled");
        self.fail_reason = Some(fail_reason);
        self.place = place;
        Answer::Changed
    }

    fn fire(&mut self, timer: FiredTimer) -> Answer {
        let kind = match timer {
            FiredTimer::Dismiss => TimerKind::Dismiss,
            FiredTimer::ChatTimeout => TimerKind::ChatTimeout,
            FiredTimer::QueueExpiry => TimerKind::QueueExpiry,
        };
        if !self
            .timers()
            .iter()
            .any(|(k, at)| *k == kind && *at <= self.now)
        {
            return Answer::Unchanged;
        }
        match timer {
            FiredTimer::ChatTimeout => self.end(Place::Finished, "no_response"),
            FiredTimer::QueueExpiry => self.end(Place::Failed, "expired"),
            FiredTimer::Dismiss => {
                self.close("canceled");
                self.place = if self.place == Place::Va {
                    Place::VaDismissed
                } else {
                    Place::Dismissed
                };
                Answer::Changed
            }
        }
    }

    fn come_back(&mut self) -> Answer {
        self.mark(Mark::Returns);
        if self.place == Place::VaDismissed {
            self.wait_for_virtual_agent()
        } else {
            self.wait_for_people(self.front)
        }
    }

    fn resume(&mut self) -> Answer {
        let dismissed = matches!(self.place, Place::VaDismissed | Place::Dismissed);
        if !dismissed || !self.front.is_open(self.now) {
            return Answer::Refused;
        }
        self.come_back()
    }

    fn send(&mut self, from: i64) -> Answer {
        if !self.end_users.contains(&from) {
            return Answer::Refused;
        }
        if matches!(self.place, Place::VaDismissed | Place::Dismissed) {
            self.come_back();
        }
        self.messages += 1;
        self.last_end_user_message = self.messages;
        self.mark(Mark::EndUser);
        if matches!(self.place, Place::Va | Place::Agent(_)) {
            self.owes = self.owes.or(Some(self.now));
        }
        Answer::Changed
    }

    fn change_end_user(&mut self, id: i64) -> Answer {
        if self
            .end_user_request
            .is_some_and(|(last, at)| last == id && self.clock - at < 10)
        {
            return Answer::Refused;
        }
        self.end_user_request = Some((id, self.clock));
        self.end_users.push(id);
        Answer::Changed
    }

    fn assign(&mut self, place: Place) -> Answer {
        self.place = place;
        self.mark(Mark::Assigned);
        self.read = -1;
        self.owes = Some(self.now);
        Answer::Changed
    }

    fn va_join(&mut self) -> Answer {
        match self.place {
            Place::Connecting if self.virtual_agent => {
                self.met_virtual_agent = true;
                self.assign(Place::Va)
            }
            Place::Connecting => self.go_without_virtual_agent(),
            _ => Answer::Unchanged,
        }
    }

    fn go_without_virtual_agent(&mut self) -> Answer {
        if self.met_virtual_agent {
            self.escalations.push("escalating");
        }
        if self.behind.is_open(self.now) {
            self.wait_for_people(self.behind)
        } else {
            self.end(Place::Failed, "after_hours")
        }
    }

    fn agent_join(&mut self, id: i64) -> Answer {
        if self.place != Place::Queue {
            return Answer::Unchanged;
        }
        self.front = self.queue;
        self.close("escalated");
        self.assign(Place::Agent(id))
    }

    fn speak(&mut self, read: i64, replies: usize) {
        self.read = self.read.max(read);
        self.owes = self.owes.filter(|_| read < self.last_end_user_message);
        for _ in 0..replies {
            self.messages += 1;
            self.mark(Mark::Server);
        }
    }

    fn wants(&self, read: i64) -> bool {
        self.owes.is_some() && read > self.read
    }

    fn va_reply(&mut self, lag: i64, replies: usize, action: VaAction) -> Answer {
        let read = (self.messages - lag).max(0);
        if self.place != Place::Va || self.deflecting() || !self.wants(read) {
            return Answer::Unchanged;
        }
        self.speak(read, replies);
        match action {
            VaAction::None => Answer::Changed,
            VaAction::Escalate(escalate) => self.escalate(escalate),
            VaAction::End if read < self.last_end_user_message => Answer::Changed,
            VaAction::End => self.end(Place::Finished, "nothing"),
        }
    }

    fn agent_reply(&mut self, agent: i64, lag: Option<i64>, replies: usize) -> Answer {
        if self.place != Place::Agent(agent) {
            return Answer::Unchanged;
        }
        let read = lag.map_or(self.messages, |lag| (self.messages - lag).max(0));
        if lag.is_some() && !(self.scripted && self.wants(read)) {
            return Answer::Unchanged;
        }
        let nothing_new = replies == 0 && read <= self.read && self.owes.is_none();
        self.speak(read, replies);
        if nothing_new {
            Answer::Unchanged
        } else {
            Answer::Changed
        }
    }

    fn escalate(&mut self, escalate: Escalate) -> Answer {
        match self.escalations.last() {
            Some(&"deflecting") if escalate.force => {
                self.close("escalating");
                return self.wait_for_people(self.queue);
            }
            Some(&("deflecting" | "escalating")) => return Answer::Unchanged,
            _ => {}
        }
        let before = self.clone();
        self.va_join();
        if self.place == Place::Queue && self.escalations.last() == Some(&"escalating") {
            return Answer::Changed;
        }
        if self.place != Place::Va {
            *self = before;
            return Answer::Refused;
        }
        self.queue = match escalate.target {
            None => self.behind,
            Some(id @ (world::LEAF | world::SHIFT_QUEUE)) => named(id),
            Some(_) => {
                self.escalations.push("canceled");
                return self.end(Place::Failed, "escalation_failed");
            }
        };
        self.offers = Vec::new();
        let is_open = self.queue.is_open(self.now);
        if escalate.force || (is_open && !self.queue.full) {
            self.escalations.push("escalating");
            return self.wait_for_people(self.queue);
        }
        self.offers = DeflectionChannel::ALL.to_vec();
        if !is_open {
            self.offers
                .retain(|channel| *channel != DeflectionChannel::HumanAgent);
        }
        self.escalations.push("deflecting");
        Answer::Changed
    }

    fn can_choose(&self, escalation: usize, channel: DeflectionChannel) -> bool {
        escalation == self.escalations.len() && self.deflecting() && self.offers.contains(&channel)
    }

    fn select(&mut self, escalation: i64, channel: DeflectionChannel) -> Answer {
        let number = usize::try_from(escalation).expect("positive");
        if self.over() || !self.can_choose(number, channel) {
            return Answer::Refused;
        }
        self.chosen.push((self.escalations.len(), channel));
        match channel {
            DeflectionChannel::HumanAgent => {
                self.close("escalating");
                self.wait_for_people(self.queue)
            }
            DeflectionChannel::VirtualAgent => {
                self.close("deflected");
                Answer::Changed
            }
            DeflectionChannel::Email | DeflectionChannel::ExternalLink => {
                self.close("deflected");
                (self.read, self.owes) = (self.messages, None);
                Answer::Changed
            }
        }
    }

    fn finish(
        &mut self,
        by: Option<i64>,
        escalation: Option<i64>,
        channel: Option<DeflectionChannel>,
    ) -> Answer {
        if self.over() {
            return Answer::Unchanged;
        }
        let all = self.escalations.len();
        let number = escalation.map_or(all, |number| usize::try_from(number).expect("positive"));
        let stranger = by.is_some_and(|by| !self.end_users.contains(&by));
        if stranger || (escalation.is_some() && number > all) {
            return Answer::Refused;
        }
        if let Some(channel) = channel {
            let leaves = matches!(
                channel,
                DeflectionChannel::Email | DeflectionChannel::ExternalLink
            );
            // An earlier escalation may have recorded the same outcome, too: the rules ask only that it is the same.
            let recorded = self.recorded(number) == Some(channel);
            if !leaves || !(recorded || self.can_choose(number, channel)) {
                return Answer::Refused;
            }
            if !recorded {
                self.close("deflected");
                self.chosen.push((number, channel));
            }
        }
        let by_mail = self.recorded(all) == Some(DeflectionChannel::Email);
        // Only a full queue offers to wait.
        let was_full = self.offers.contains(&DeflectionChannel::HumanAgent);
        let fail_reason = if by_mail && was_full {
            "over_cap_email"
        } else {
            "nothing"
        };
        self.end(Place::Finished, fail_reason)
    }

    fn recorded(&self, number: usize) -> Option<DeflectionChannel> {
        let index = number.checked_sub(1)?;
        let deflected = self.escalations.get(index) == Some(&"deflected");
        let chosen = self.chosen.iter().find(|(of, _)| *of == number);
        chosen.filter(|_| deflected).map(|(_, channel)| *channel)
    }
}
