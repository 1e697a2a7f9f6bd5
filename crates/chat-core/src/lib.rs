//! The domain of the chat platform.
//!
#![doc = include_str!("../README.md")]

mod chat;
mod clock;
mod command;
mod crm;
mod custom_data;
mod decide;
mod end_user;
mod error;
mod escalation;
mod event;
mod flags;
mod health;
mod hours;
mod ids;
mod lang;
mod media;
mod menu;
mod message;
mod participant;
mod settings;
mod store;
mod tenant;
mod timer;
mod virtual_agent;

pub use chat::{
    Chat, ChatStatus, ChatView, DismissedFrom, EndUserChange, Ending, FailReason, MenuRef,
    QueuePlace, Serving, State,
};
pub use clock::Clock;
pub use command::{Command, Escalate, FinishDeflection, FiredTimer, OpenChat, VaAction};
pub use crm::{CONTACT_UPDATED, CrmContact, CrmEndpoint, CrmRecords, CrmTicket};
pub use custom_data::{
    CustomData, CustomDataEntry, CustomDataInput, CustomDataType, CustomDataValue,
};
pub use decide::{Changes, Env, decide, open_chat};
pub use end_user::{EndUser, EndUserProfile, EndUserRef};
pub use error::DomainError;
pub use escalation::{
    Deflection, DeflectionChannel, DeflectionLink, DeflectionOption, DeflectionReason, Escalation,
    EscalationReason, EscalationStatus,
};
pub use event::{Event, EventBody, EventEncoder, EventSender, Participant};
pub use flags::{CustomerFlags, FlagsUpdate};
pub use health::{DISABLED_FAILING, DISABLED_GONE};
pub use hours::{
    HoursFault, Interval, LocalTime, MAX_EXCEPTIONS, MAX_INTERVALS_PER_DAY, OpeningHours,
    WeeklyHours,
};
pub use ids::{
    AgentId, ChatId, DeliveryId, EndUserId, EscalationId, EventId, EventIdSource, MediaId, MenuId,
    MessageSeq, TenantId, VirtualAgentId,
};
pub use lang::Lang;
pub use media::{
    MAX_MEDIA_PER_CHAT, Media, MediaKind, NewMedia, PhotoType, StoredFile, UploadPolicy,
    check_attach, check_upload,
};
pub use menu::{
    Catalogue, CatalogueEditError, CatalogueFault, CatalogueFaults, Menu, MenuFault, QueueLoad,
    QueueLoads,
};
pub use message::{
    Button, ChatContext, MAX_BUTTON_PAYLOAD_CHARS, MAX_BUTTON_TITLE_CHARS, MAX_BUTTONS,
    MAX_TEXT_CHARS, Message, MessageContent, TranscriptButton, TranscriptContent, TranscriptEntry,
    TranscriptSender,
};
pub use participant::{
    Actor, Agent, AgentProfile, ParticipantStatus, VirtualAgent, VirtualAgentProfile,
};
pub use settings::{DISMISS_AFTER_RANGE, DemoAgents, Settings, TIMEOUT_RANGE, Timeouts};
pub use store::{
    Agenda, Answer, AnswerKey, AttemptEnd, Channel, ClaimDeliveries, CreateChat, Delivery,
    DeliveryFilter, DeliveryOutcome, DeliveryRecord, DeliveryState, Disabling, DueTimer, Keep,
    KeptAnswer, MakeAnswer, Origin, OutboxLoad, Outcome, Receiver, Store, StoreError, StoredPolicy,
    Write,
};
pub use tenant::{ApiToken, KeyPair, Secret, Steering, Tenant, Webhook};
pub use timer::{Timer, TimerKind};
pub use virtual_agent::{
    HttpVirtualAgent, VirtualAgentBackend, VirtualAgentDefinition, VirtualAgents,
};
