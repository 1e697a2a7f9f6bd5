//! Everything the domain refuses.

use crate::ids::{EndUserId, EscalationId, MediaId, MenuId};

/// A refusal. `Display` is the documented text where there is one; which HTTP status it becomes is decided elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// A write to an ended chat.
    #[error("Chat is already ended")]
    ChatEnded,
    /// Resume of a chat that is not dismissed.
    #[error("This chat is not in dismissed state")]
    NotDismissed,
    /// The human queue is closed.
    #[error("Menu is in 'after hours' state, can't accept incoming chats")]
    AfterHours,
    /// Not a leaf of the catalogue.
    #[error("menu_id {0} is not found")]
    MenuNotFound(MenuId),
    /// No such end user.
    #[error("end_user_id {0} is not found")]
    EndUserNotFound(EndUserId),
    /// The sender was never the end user of this chat.
    #[error("from_user_id {0} is not found")]
    SenderNotFound(EndUserId),
    /// Whoever ends the chat was never its end user.
    #[error("finished_by_user_id {0} is not found")]
    FinisherNotFound(EndUserId),
    /// The escalation addressed (in the path) is not one of this chat.
    #[error("escalation {0} is not found")]
    EscalationNotFound(EscalationId),
    /// The escalation named in the body of a finish is not one of this chat.
    #[error("escalation_id {0} is not found")]
    FinishEscalationNotFound(EscalationId),
    /// The media is not attached to this chat, or is of another kind than the message.
    #[error("media_id {0} is not found")]
    MediaNotFound(MediaId),
    /// A change of menus by which a queue with chats would be gone.
    #[error("the queue of menu {0} holds chats and would be gone, end them first")]
    QueueHoldsChats(MenuId),
    /// The chat has as many files as it takes.
    #[error("a chat takes at most 100 media files")]
    TooManyMedia,
    /// Not a language of the platform.
    #[error("Language '{0}' is not found")]
    LanguageNotFound(String),
    /// Not a language of the menu.
    #[error("Language '{0}' is not available")]
    LanguageNotAvailable(String),
    /// An escalation of a chat that no virtual agent holds.
    #[error("Chat is not with a virtual agent")]
    NotWithVirtualAgent,
    /// The channel is not offered, or the escalation is not deflecting.
    #[error("deflection_channel '{0}' is not available")]
    DeflectionChannelNotAvailable(String),
    /// A status other than `finished` was asked for.
    #[error("Only status 'finished' can be set")]
    OnlyFinishedCanBeSet,
    /// The same end-user change for the same chat within ten seconds.
    #[error("Duplicate request: Please wait for the interval to expire")]
    DuplicateRequest,
    /// A reserved key with a value that is not a truth value.
    #[error("custom data '{0}' must be a boolean")]
    ReservedKeyNotBoolean(String),
    /// The chat would have more than 100 keys of custom data.
    #[error("a chat takes at most 100 keys of custom data")]
    TooManyCustomDataKeys,
    /// The chat would have more than 64 KiB of custom data.
    #[error("a chat takes at most 64 KiB of custom data")]
    CustomDataTooLarge,
}
