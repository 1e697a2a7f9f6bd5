//! How a generated router behaves.

/// How a generated router behaves. Start from [`RouterOptions::default`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RouterOptions {
    /// The largest body that is read, in bytes; a larger one is answered with 413. 1 MiB by default.
    pub body_limit_bytes: usize,
    /// Whether U+0000 is refused with 400 in every text of a request that is read before the method runs, for an
    /// implementation whose store cannot hold it. No schema says so, hence not by default.
    pub refuse_nul: bool,
}

impl Default for RouterOptions {
    fn default() -> Self {
        Self {
            body_limit_bytes: 1024 * 1024,
            refuse_nul: false,
        }
    }
}

impl RouterOptions {
    /// The same options with another limit on bodies.
    #[must_use]
    pub fn with_body_limit_bytes(mut self, bytes: usize) -> Self {
        self.body_limit_bytes = bytes;
        self
    }

    /// The same options, with U+0000 refused in every text of a request.
    #[must_use]
    pub fn refusing_nul(mut self) -> Self {
        self.refuse_nul = true;
        self
    }
}
