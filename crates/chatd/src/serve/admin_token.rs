//! The token of the administration: given by the configuration, or made on the first start and kept in `DIR/admin.token`.

use std::io;
use std::path::PathBuf;

use chat_core::Secret;

use crate::config::Config;
use crate::files::secret_file;
use crate::random::{self, Random};

/// The file in the data directory, 0600.
pub const FILE: &str = "admin.token";

/// The token of the administration. `Debug` hides it.
#[derive(Clone, Debug)]
pub struct AdminToken {
    secret: Secret,
    /// The file in which it was made; `None` for one that was given.
    kept_in: Option<PathBuf>,
}

impl AdminToken {
    /// The configured token, else the kept one, else a new one, which is kept.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or is damaged; names it.
    pub fn load_or_make(config: &Config, random: &dyn Random) -> io::Result<Self> {
        if let Some(given) = &config.admin.token {
            return Ok(Self {
                secret: given.clone(),
                kept_in: None,
            });
        }
        let file = config.data.join(FILE);
        let secret = secret_file(&file, || random::secret(random))?;
        Ok(Self {
            secret: Secret::new(secret),
            kept_in: Some(file),
        })
    }

    /// The token, whatever its origin.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The token, when chatd made it.
    pub fn made(&self) -> Option<&str> {
        self.kept_in.as_ref().map(|_| self.secret.expose())
    }

    /// Where a person finds it.
    pub fn whereabouts(&self) -> String {
        match &self.kept_in {
            Some(file) => format!("in {}", file.display()),
            None => "as configured".to_owned(),
        }
    }
}
