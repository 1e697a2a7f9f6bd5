//! What a script has to answer: the end user's messages since its last turn.

use chat_core::{
    Actor, Chat, Message, MessageContent, MessageSeq, Serving, Store, StoreError, TenantId,
};

use crate::script::{Entrance, Said};

/// How many messages a turn looks at.
const WINDOW: i64 = 50;

/// The open end of a conversation.
#[derive(Debug)]
pub struct Conversation {
    /// How the one whose turn it is came to it.
    pub entrance: Entrance,
    /// The end user's messages without an answer, in order.
    pub unanswered: Vec<Message>,
    /// The last message that a turn on all of them takes into account.
    pub up_to: MessageSeq,
    /// The last message taken into account before.
    pub answered: MessageSeq,
}

impl Conversation {
    /// Reads it; `is_own` tells whether an earlier message is by the one whose turn it is.
    pub(super) async fn read<S: Store>(
        store: &S,
        tenant: TenantId,
        chat: &Chat,
        serving: &Serving,
        is_own: impl Fn(Actor) -> bool,
    ) -> Result<Self, StoreError> {
        let window_start = MessageSeq((chat.last_seq.0 - WINDOW).max(0));
        let after = serving.answered.unwrap_or(window_start);
        let limit = usize::try_from(WINDOW).unwrap_or(usize::MAX);
        let messages = store.messages(tenant, chat.id, after, limit).await?;
        let up_to = messages.last().map_or(chat.last_seq, |last| last.seq);
        let entrance = match serving.answered {
            Some(_) => Entrance::None,
            None if messages.iter().any(|message| is_own(message.sender)) => Entrance::Return,
            None => Entrance::First,
        };
        let mut unanswered = messages;
        if serving.answered.is_none() {
            // Whoever spoke before has answered what came before.
            let spoken = unanswered.iter().rposition(|message| !by_end_user(message));
            unanswered.drain(..spoken.map_or(0, |index| index + 1));
        }
        unanswered.retain(by_end_user);
        Ok(Self {
            entrance,
            unanswered,
            up_to,
            answered: serving.answered.unwrap_or(MessageSeq::NONE),
        })
    }

    /// The messages as a script takes them.
    #[must_use]
    pub fn said(&self) -> Vec<Said<'_>> {
        self.unanswered
            .iter()
            .map(|message| match &message.content {
                MessageContent::Text(text)
                | MessageContent::Markdown(text)
                | MessageContent::Buttons { text, .. } => Said::Text(text),
                MessageContent::Photo(_)
                | MessageContent::Video(_)
                | MessageContent::Document(_) => Said::Media,
            })
            .collect()
    }

    /// The last message that an answer to the first `answered` messages takes into account.
    pub(super) fn up_to(&self, answered: usize) -> MessageSeq {
        if answered >= self.unanswered.len() {
            return self.up_to;
        }
        self.unanswered[..answered]
            .last()
            .map_or(self.answered, |message| message.seq)
    }

    /// As [`up_to`](Self::up_to), but leaves the last of those messages unanswered, so that the turn stays due until
    /// what follows the answer is written too. A repeated answer is told by this place, and dropped.
    pub(super) fn up_to_before(&self, answered: usize) -> MessageSeq {
        let last = self.up_to(answered);
        let before = MessageSeq(last.0 - 1);
        if before > self.answered { before } else { last }
    }
}

fn by_end_user(message: &Message) -> bool {
    matches!(message.sender, Actor::EndUser(_))
}
