//! The master key: AES-256-GCM over the secrets that lie in the database (NIST SP 800-38D).
//!
//! A nonce is 96 random bits. That is safe for 2^32 texts under one key; an installation seals a few when a tenant is changed.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chat_store::Vault;

use crate::random::Random;

/// 256 bits. `Debug` hides them.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// Reads 32 bytes in base64, as `openssl rand -base64 32` prints them.
    ///
    /// # Errors
    ///
    /// A sentence that does not tell what was given.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bytes = STANDARD.decode(text).ok();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Self)
            .ok_or_else(|| "a master key is 32 bytes in base64".to_owned())
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey([redacted])")
    }
}

/// Seals secrets under a master key: base64 of the nonce, the cipher text and the tag; the context is authenticated with it.
pub struct Sealer {
    key: LessSafeKey,
    random: Arc<dyn Random>,
}

/// What seals secrets in the database; `None` without a key.
pub fn vault(key: Option<&MasterKey>, random: Arc<dyn Random>) -> Option<Arc<dyn Vault>> {
    Some(Arc::new(Sealer::new(key?, random)))
}

impl Sealer {
    /// `random` draws the nonces.
    pub fn new(MasterKey(key): &MasterKey, random: Arc<dyn Random>) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("the key has the length of the cipher");
        Self {
            key: LessSafeKey::new(key),
            random,
        }
    }
}

impl Vault for Sealer {
    fn seal(&self, context: &str, text: &str) -> String {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce);
        let mut sealed = text.as_bytes().to_vec();
        let nonced = Nonce::assume_unique_for_key(nonce);
        self.key
            .seal_in_place_append_tag(nonced, Aad::from(context), &mut sealed)
            .expect("a secret is far shorter than the cipher's limit");
        STANDARD.encode([&nonce[..], &sealed].concat())
    }

    fn open(&self, context: &str, sealed: &str) -> Option<String> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = sealed.to_vec();
        let opened = self.key.open_in_place(nonce, Aad::from(context), &mut text);
        String::from_utf8(opened.ok()?.to_vec()).ok()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use chat_store::Vault as _;

    use super::{MasterKey, Sealer};
    use crate::random::{OsRandom, Random};

    /// Draws the same byte over and over.
    struct Always(u8);

    impl Random for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn sealer(key: u8, random: Arc<dyn Random>) -> Sealer {
        Sealer::new(&MasterKey([key; 32]), random)
    }

    /// Test case 14 of the GCM specification (McGrew and Viega): key, nonce and text all zeros.
    #[test]
    fn it_is_aes_256_gcm() {
        let sealed = sealer(0, Arc::new(Always(0))).seal("", &"\0".repeat(16));
        let bytes = STANDARD.decode(sealed).expect("base64");
        let expected = [
            0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60, 0x6b, 0x6e, 0x07, 0x4e, 0xc5, 0xd3, 0xba, 0xf3,
            0x9d, 0x18, 0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99, 0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5,
            0xd4, 0x8a, 0xb9, 0x19,
        ];
        assert_eq!(bytes[12..], expected);
    }

    #[test]
    fn only_the_same_key_and_context_open_it_and_only_whole() {
        let ours = sealer(1, Arc::new(OsRandom));
        let sealed = ours.seal("here", "a secret: è");
        assert_ne!(
            sealed,
            ours.seal("here", "a secret: è"),
            "the nonce differs"
        );
        assert_eq!(ours.open("here", &sealed).as_deref(), Some("a secret: è"));
        assert_eq!(ours.open("there", &sealed), None);
        assert_eq!(sealer(2, Arc::new(OsRandom)).open("here", &sealed), None);
        let bytes = STANDARD.decode(&sealed).expect("base64");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(ours.open("here", &STANDARD.encode(changed)), None, "{at}");
        }
        for cut in ["", "AAAA", "not base64!"] {
            assert_eq!(ours.open("here", cut), None, "{cut}");
        }
    }
}
