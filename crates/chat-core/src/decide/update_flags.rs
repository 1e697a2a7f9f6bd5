//! Customer flags are set.

use super::draft::Draft;
use crate::error::DomainError;
use crate::flags::FlagsUpdate;

impl Draft<'_> {
    /// Only the flags given change.
    pub(super) fn update_flags(&mut self, update: FlagsUpdate) -> Result<(), DomainError> {
        self.check_not_ended()?;
        self.chat.flags = self.chat.flags.updated(update);
        Ok(())
    }
}
