//! Customer flags: three truth values about the end user of a chat.

/// The flags of a chat; all false before being set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustomerFlags {
    /// The caller has verified who this is.
    pub verified_customer: bool,
    /// Known to misbehave.
    pub bad_actor: bool,
    /// Has been here before.
    pub repeat_customer: bool,
}

/// A change of flags: `None` leaves a flag as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlagsUpdate {
    /// See [`CustomerFlags::verified_customer`].
    pub verified_customer: Option<bool>,
    /// See [`CustomerFlags::bad_actor`].
    pub bad_actor: Option<bool>,
    /// See [`CustomerFlags::repeat_customer`].
    pub repeat_customer: Option<bool>,
}

impl CustomerFlags {
    /// The flags after the change.
    #[must_use]
    pub fn updated(self, update: FlagsUpdate) -> Self {
        let FlagsUpdate {
            verified_customer,
            bad_actor,
            repeat_customer,
        } = update;
        Self {
            verified_customer: verified_customer.unwrap_or(self.verified_customer),
            bad_actor: bad_actor.unwrap_or(self.bad_actor),
            repeat_customer: repeat_customer.unwrap_or(self.repeat_customer),
        }
    }
}
