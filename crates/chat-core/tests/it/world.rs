//! A chat in a small world of menus, with a clock that the test moves.

use std::sync::atomic::{AtomicU64, Ordering};

use chat_core::{
    AgentId, AgentProfile, Catalogue, Changes, Channel, Chat, ChatId, Command, CustomData,
    DeflectionChannel, DeflectionLink, DeflectionOption, DemoAgents, DomainError, EndUserId,
    EndUserRef, Env, Escalate, EscalationId, Event, EventBody, EventId, EventIdSource,
    FinishDeflection, FiredTimer, Interval, Lang, LocalTime, Media, MediaId, MediaKind, Menu,
    MenuId, Message, MessageContent, MessageSeq, NewMedia, OpenChat, OpeningHours, QueueLoad,
    QueueLoads, Settings, TenantId, Timeouts, TimerKind, VaAction, VirtualAgentId,
    VirtualAgentProfile, WeeklyHours, decide, open_chat,
};
use jiff::{SignedDuration, Timestamp};

pub(crate) const DISMISS: i64 = 60;
pub(crate) const TIMEOUT: i64 = 600;
pub(crate) const EXPIRY: i64 = 300;

/// A virtual agent in front; escalations go to [`HUMAN`].
pub(crate) const VA: MenuId = MenuId(1);
/// Human agents only, always open.
pub(crate) const HUMAN: MenuId = MenuId(2);
/// A virtual agent in front of a closed queue.
pub(crate) const CLOSED: MenuId = MenuId(3);
/// A virtual agent in front of a full queue.
pub(crate) const FULL: MenuId = MenuId(4);
/// A closed queue without a virtual agent.
pub(crate) const CLOSED_HUMAN: MenuId = MenuId(5);
/// Not a leaf.
pub(crate) const PARENT: MenuId = MenuId(6);
/// Below [`PARENT`], human agents only, English only, full.
pub(crate) const LEAF: MenuId = MenuId(7);

/// A virtual agent in front of [`SHIFT_QUEUE`], with hours and durations of its own.
pub(crate) const SHIFT: MenuId = MenuId(8);
/// People who take breaks, with durations of their own.
pub(crate) const SHIFT_QUEUE: MenuId = MenuId(9);

pub(crate) const ALICE: EndUserId = EndUserId(1);
pub(crate) const BOB: EndUserId = EndUserId(2);

#[derive(Default)]
struct Counter(AtomicU64);

impl EventIdSource for Counter {
    fn event_id(&self, _: TenantId, _: ChatId, _: Channel, _: u64) -> EventId {
        EventId(u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// One chat and everything around it.
pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) settings: Settings,
    pub(crate) menus: Catalogue,
    pub(crate) queues: QueueLoads,
    pub(crate) media: Vec<Media>,
    pub(crate) custom_data: CustomData,
    pub(crate) chat: Chat,
    pub(crate) messages: Vec<Message>,
    pub(crate) events: Vec<Event>,
    next_escalation: i64,
    ids: Counter,
}

pub(crate) fn start() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a valid instant")
}

pub(crate) fn text(text: &str) -> MessageContent {
    MessageContent::Text(text.to_owned())
}

pub(crate) fn end_user(id: EndUserId) -> EndUserRef {
    EndUserRef {
        id,
        identifier: format!("user-{id}"),
    }
}

pub(crate) fn agent(id: i64) -> AgentProfile {
    AgentProfile {
        id: AgentId(id),
        name: format!("Agent {id}"),
        first_name: "Ada".into(),
        avatar_url: None,
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        dismiss_after: SignedDuration::from_secs(DISMISS),
        chat_timeout: SignedDuration::from_secs(TIMEOUT),
        queue_expiry: SignedDuration::from_secs(EXPIRY),
        demo_agents: None,
    }
}

pub(crate) fn menu(id: MenuId, with_va: bool) -> Menu {
    Menu {
        virtual_agent: with_va.then(|| VirtualAgentProfile {
            id: VirtualAgentId(9),
            name: "Vera".into(),
            avatar_url: None,
        }),
        deflections: DeflectionChannel::ALL
            .into_iter()
            .map(|channel| DeflectionOption {
                channel,
                links: vec![DeflectionLink {
                    name: channel.as_str().into(),
                    url: "https://example.com/".into(),
                }],
            })
            .collect(),
        ..Menu::new(
            id,
            format!("Menu {id}"),
            vec![Lang::En, Lang::It, Lang::PtBr],
        )
    }
}

pub(crate) fn menus() -> Catalogue {
    let va = Menu {
        escalation_queue: Some(HUMAN),
        ..menu(VA, true)
    };
    let closed = Menu {
        hours: OpeningHours::Never,
        ..menu(CLOSED, true)
    };
    let full = Menu {
        capacity: Some(0),
        ..menu(FULL, true)
    };
    let closed_human = Menu {
        hours: OpeningHours::Never,
        ..menu(CLOSED_HUMAN, false)
    };
    let leaf = Menu {
        parent: Some(PARENT),
        languages: vec![Lang::En],
        capacity: Some(0),
        ..menu(LEAF, false)
    };
    let shift = Menu {
        escalation_queue: Some(SHIFT_QUEUE),
        hours: shifts(),
        timeouts: durations(40, 500, 200),
        ..menu(SHIFT, true)
    };
    let shift_queue = Menu {
        hours: shifts(),
        timeouts: durations(100, 90, 450),
        ..menu(SHIFT_QUEUE, false)
    };
    let all = vec![
        va,
        menu(HUMAN, false),
        closed,
        full,
        closed_human,
        menu(PARENT, false),
        leaf,
        shift,
        shift_queue,
    ];
    Catalogue::new(Lang::En, all).expect("a sound catalogue")
}

/// With breaks two minutes and half an hour after 08:00 UTC, when the world begins.
fn shifts() -> OpeningHours {
    let time = |hour, minute| LocalTime::new(hour, minute).expect("a time");
    let day = [
        (time(7, 0), time(8, 2)),
        (time(8, 7), time(8, 30)),
        (time(9, 0), LocalTime::END_OF_DAY),
    ]
    .map(|(from, to)| Interval { from, to });
    OpeningHours::from(WeeklyHours {
        time_zone: "UTC".into(),
        week: std::array::from_fn(|_| day.to_vec()),
        exceptions: std::collections::BTreeMap::new(),
    })
}

fn durations(dismiss_after: i64, chat_timeout: i64, queue_expiry: i64) -> Timeouts {
    let seconds = |number| Some(SignedDuration::from_secs(number));
    Timeouts {
        dismiss_after: seconds(dismiss_after),
        chat_timeout: seconds(chat_timeout),
        queue_expiry: seconds(queue_expiry),
    }
}

pub(crate) fn open_request(menu_id: MenuId, lang: Option<&str>) -> OpenChat {
    OpenChat {
        menu_id,
        lang: lang.map(str::to_owned),
        end_user: end_user(ALICE),
    }
}

pub(crate) fn try_open(request: OpenChat, settings: &Settings) -> Result<Changes, DomainError> {
    let env = Env {
        now: start(),
        settings,
        menus: &menus(),
        queues: &QueueLoads::default(),
        media: &[],
        custom_data: &CustomData::new(),
        tenant: TenantId(1),
        next_escalation_id: EscalationId(1),
        event_ids: &Counter::default(),
    };
    open_chat(ChatId(1), request, &env)
}

impl World {
    /// A new chat in the menu, with people (if anybody) in the queues.
    pub(crate) fn new(menu: MenuId) -> Self {
        Self::with(menu, settings())
    }

    /// A new chat in the menu, with scripted agents in the queues: pickup after 2 s, replies after 1 s.
    pub(crate) fn scripted(menu: MenuId) -> Self {
        let demo_agents = Some(DemoAgents {
            pickup_after: SignedDuration::from_secs(2),
            reply_after: SignedDuration::from_secs(1),
        });
        Self::with(
            menu,
            Settings {
                demo_agents,
                ..settings()
            },
        )
    }

    pub(crate) fn with(menu: MenuId, settings: Settings) -> Self {
        let changes = try_open(open_request(menu, None), &settings).expect("a chat");
        Self {
            now: start(),
            settings,
            menus: menus(),
            queues: QueueLoads::default(),
            media: Vec::new(),
            custom_data: CustomData::new(),
            chat: changes.chat,
            messages: Vec::new(),
            events: changes.events,
            next_escalation: 1,
            ids: Counter(AtomicU64::new(1)),
        }
    }

    /// A chat that the virtual agent of the menu has joined and greeted.
    pub(crate) fn greeted(menu: MenuId) -> Self {
        let mut world = Self::new(menu);
        world.ok(Command::VaJoin);
        world.va_says("Hello");
        world
    }

    /// A chat that agent 1 has taken from the human queue.
    pub(crate) fn with_agent() -> Self {
        let mut world = Self::new(HUMAN);
        world.ok(Command::AgentJoin(agent(1)));
        world
    }

    /// A chat dismissed while the virtual agent (or, in a human menu, agent 1) had it.
    pub(crate) fn dismissed(menu: MenuId) -> Self {
        let mut world = if menu == HUMAN {
            Self::with_agent()
        } else {
            Self::greeted(menu)
        };
        world.says("hi");
        if menu == HUMAN {
            world.agent_says("yes?");
        } else {
            world.va_says("yes?");
        }
        world.advance(DISMISS);
        world.ok(Command::TimerFired(FiredTimer::Dismiss));
        world
    }

    pub(crate) fn run(&mut self, command: Command) -> Result<Changes, DomainError> {
        let env = Env {
            now: self.now,
            settings: &self.settings,
            menus: &self.menus,
            queues: &self.queues,
            media: &self.media,
            custom_data: &self.custom_data,
            tenant: TenantId(1),
            next_escalation_id: EscalationId(self.next_escalation),
            event_ids: &self.ids,
        };
        let changes = decide(&self.chat, command, &env)?;
        if !changes.changed {
            assert_eq!(changes.chat, self.chat);
            assert!(changes.messages.is_empty() && changes.events.is_empty());
            assert!(changes.custom_data.is_empty() && !changes.escalation_created);
        }
        self.chat = changes.chat.clone();
        self.messages.extend(changes.messages.iter().cloned());
        self.events.extend(changes.events.iter().cloned());
        self.custom_data.extend(changes.custom_data.iter().cloned());
        self.next_escalation += i64::from(changes.escalation_created);
        Ok(changes)
    }

    /// Runs a command that must change something; gives the types of the events.
    pub(crate) fn ok(&mut self, command: Command) -> Vec<&'static str> {
        let changes = self.run(command).expect("accepted");
        assert!(changes.changed);
        event_types(&changes)
    }

    /// Runs a command that must be accepted and change nothing.
    pub(crate) fn nothing(&mut self, command: Command) {
        assert!(!self.run(command).expect("accepted").changed);
    }

    /// Runs a command that must be refused; gives the text.
    pub(crate) fn refused(&mut self, command: Command) -> String {
        let before = self.chat.clone();
        let error = self.run(command).expect_err("refused");
        assert_eq!(self.chat, before);
        error.to_string()
    }

    /// Gives the tenant this menu in the place of another.
    pub(crate) fn edit_menu(&mut self, id: MenuId, edit: impl FnOnce(&mut Menu)) {
        let mut menu = self.menus.menu(id).expect("a menu").clone();
        edit(&mut menu);
        self.menus = self.menus.with_replaced(menu).expect("sound");
    }

    /// Takes menus away, whatever chats are there.
    pub(crate) fn remove_menus(&mut self, ids: &[MenuId]) {
        let mut menus: Vec<Menu> = self.menus.menus().cloned().collect();
        menus.retain(|menu| !ids.contains(&menu.id));
        for menu in &mut menus {
            menu.escalation_queue.take_if(|queue| ids.contains(queue));
        }
        self.menus = Catalogue::new(self.menus.default_lang(), menus).expect("sound");
    }

    /// Why the chat ended, as its last event tells.
    pub(crate) fn fail_reason(&self) -> &'static str {
        match self.events.last().map(|event| &event.body) {
            Some(EventBody::ChatEnded { fail_reason, .. }) => fail_reason.as_str(),
            other => panic!("not ended: {other:?}"),
        }
    }

    pub(crate) fn advance(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    pub(crate) fn says(&mut self, words: &str) -> Vec<&'static str> {
        self.ok(send(ALICE, text(words)))
    }

    pub(crate) fn va_says(&mut self, words: &str) -> Vec<&'static str> {
        self.va_acts(words, VaAction::None)
    }

    pub(crate) fn va_acts(&mut self, words: &str, action: VaAction) -> Vec<&'static str> {
        let up_to = self.chat.last_seq;
        self.ok(va_reply(up_to, words, action))
    }

    pub(crate) fn agent_says(&mut self, words: &str) -> Vec<&'static str> {
        self.ok(Command::AgentReply {
            agent: AgentId(1),
            up_to: None,
            replies: vec![text(words)],
        })
    }

    /// Escalates as a caller; gives the escalation's id and the types of the events.
    pub(crate) fn escalate(&mut self, force: bool) -> (EscalationId, Vec<&'static str>) {
        let changes = self.run(escalate(force)).expect("accepted");
        let id = changes.escalation.expect("an escalation");
        (id, event_types(&changes))
    }

    /// Seconds from now until the timer is due.
    pub(crate) fn due(&self, kind: TimerKind) -> Option<i64> {
        let timers = self.chat.timers();
        let timer = timers.iter().find(|timer| timer.kind == kind)?;
        Some(timer.due_at.duration_since(self.now).as_secs())
    }

    /// Seconds from now until the chat ends by itself.
    pub(crate) fn timeout(&self) -> Option<i64> {
        let at = self.chat.timeout_at()?;
        Some(at.duration_since(self.now).as_secs())
    }

    pub(crate) fn status(&self) -> &'static str {
        self.chat.status().as_str()
    }

    pub(crate) fn escalation_status(&self) -> &'static str {
        let escalation = self.chat.escalations.last().expect("an escalation");
        escalation.status.as_str()
    }

    pub(crate) fn load(&mut self, queue: MenuId, waiting: u32, serving: u32) {
        self.queues.0.insert(queue, QueueLoad { waiting, serving });
    }

    pub(crate) fn attach(&mut self, id: i64, kind: MediaKind) -> MediaId {
        let id = MediaId(id);
        self.media.push(Media {
            id,
            chat_id: self.chat.id,
            attached_at: self.now,
            file: NewMedia {
                source_key: format!("in/{id}"),
                object_key: format!("out/{id}"),
                kind,
                photo_type: None,
                content_type: "image/jpeg".into(),
                file_name: None,
                size_bytes: 1,
            },
        });
        id
    }
}

pub(crate) fn event_types(changes: &Changes) -> Vec<&'static str> {
    changes
        .events
        .iter()
        .map(|event| event.body.event_type())
        .collect()
}

pub(crate) fn send(from: EndUserId, content: MessageContent) -> Command {
    Command::SendMessage { from, content }
}

pub(crate) fn va_reply(up_to: MessageSeq, words: &str, action: VaAction) -> Command {
    Command::VaReply {
        up_to,
        replies: vec![text(words)],
        action,
    }
}

pub(crate) fn escalate(force: bool) -> Command {
    Command::Escalate(Escalate {
        force,
        ..Escalate::default()
    })
}

pub(crate) fn select(escalation: EscalationId, channel: DeflectionChannel) -> Command {
    Command::SelectDeflection {
        escalation,
        channel,
    }
}

pub(crate) fn finish() -> Command {
    finish_with(None, None)
}

pub(crate) fn finish_with(
    escalation: Option<EscalationId>,
    channel: Option<DeflectionChannel>,
) -> Command {
    Command::Finish {
        by: None,
        deflection: FinishDeflection {
            escalation,
            channel,
        },
    }
}
