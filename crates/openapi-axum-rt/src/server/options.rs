//! How a generated router behaves.

/// How a generated router behaves. Start from [`RouterOptions::default`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RouterOptions {
    /// The largest body that is read, in bytes; a larger one is answered with 413. 1 MiB by default.
    pub body_limit_bytes: usize,
}

impl Default for RouterOptions {
    fn default() -> Self {
        Self {
            body_limit_bytes: 1024 * 1024,
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
}
