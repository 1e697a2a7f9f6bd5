//! The chat gets another end user.

use jiff::{SignedDuration, Timestamp};

use super::draft::Draft;
use crate::chat::EndUserChange;
use crate::end_user::{EndUserProfile, EndUserRef};
use crate::error::DomainError;

/// Within this time of the last change the same body is a repetition.
const DUPLICATE_WITHIN: SignedDuration = SignedDuration::from_secs(10);

impl Draft<'_> {
    /// Everyone whose chat it ever was may still write in it and finish it.
    pub(super) fn change_end_user(
        &mut self,
        end_user: EndUserRef,
        profile: EndUserProfile,
        requested_at: Timestamp,
    ) -> Result<(), DomainError> {
        self.check_not_ended()?;
        let repeated = self.chat.last_end_user_change.as_ref().is_some_and(|last| {
            last.profile == profile
                && requested_at.duration_since(last.requested_at) < DUPLICATE_WITHIN
        });
        if repeated {
            return Err(DomainError::DuplicateRequest);
        }
        if !self.chat.end_user_ids.contains(&end_user.id) {
            self.chat.end_user_ids.push(end_user.id);
        }
        self.chat.end_user = end_user;
        self.chat.last_end_user_change = Some(EndUserChange {
            profile,
            requested_at,
        });
        Ok(())
    }
}
