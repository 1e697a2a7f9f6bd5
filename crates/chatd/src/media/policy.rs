//! Form POST policies as S3 and GCS define them: made, and verified.
//!
//! A policy is a JSON document with an expiration and conditions, base64-encoded and signed with a key derived from a secret,
//! the date, the region and the service ("Signature Version 4"; AWS `AWS4-HMAC-SHA256`, Google `GOOG4-HMAC-SHA256`). Whoever has
//! the form can upload within the conditions, without any other credentials.

pub mod conditions;
mod document;

use std::fmt;
use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::key::SharedKey;
use crate::random::hex;
use conditions::{Fields, Verified};

/// Whose signature it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Amazon S3 and what speaks its language.
    Aws4,
    /// Google Cloud Storage with HMAC keys.
    Goog4,
}

impl Scheme {
    fn algorithm(self) -> &'static str {
        match self {
            Self::Aws4 => "AWS4-HMAC-SHA256",
            Self::Goog4 => "GOOG4-HMAC-SHA256",
        }
    }

    /// The constants of the key derivation: what the secret begins with, the service, the last step.
    fn derivation(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Aws4 => ("AWS4", "s3", "aws4_request"),
            Self::Goog4 => ("GOOG4", "storage", "goog4_request"),
        }
    }
}

/// One field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Its name, as it is to be sent.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// What a policy allows: one object, exactly so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTerms {
    /// The object's key.
    pub key: String,
    /// The media type.
    pub content_type: String,
    /// The size of the file, in bytes.
    pub bytes: RangeInclusive<u64>,
    /// The end of the policy.
    pub expires_at: Timestamp,
    /// The bucket, where the store has buckets.
    pub bucket: Option<String>,
}

/// Why a form is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A field that must be there is not.
    #[error("the form has no field '{0}'")]
    Missing(String),
    /// The policy is not base64 of a policy document.
    #[error("the policy is not well formed")]
    Malformed,
    /// Signed by somebody else, or altered.
    #[error("the signature does not match the policy")]
    Signature,
    /// Too late.
    #[error("invalid according to policy: policy expired")]
    Expired,
    /// A condition that does not hold.
    #[error("invalid according to policy: condition on '{0}' failed")]
    Condition(String),
    /// A field that no condition covers.
    #[error("invalid according to policy: extra input field '{0}'")]
    Extra(String),
}

/// Signs and verifies with one access key.
#[derive(Clone)]
pub struct Signer {
    scheme: Scheme,
    access_key: String,
    region: String,
    secret: SharedKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, [redacted])", self.access_key)
    }
}

impl Signer {
    /// A signer with this access key, in this region.
    pub fn new(
        scheme: Scheme,
        access_key: impl Into<String>,
        region: impl Into<String>,
        secret: impl AsRef<[u8]>,
    ) -> Self {
        Self {
            scheme,
            access_key: access_key.into(),
            region: region.into(),
            secret: SharedKey::new(secret.as_ref()),
        }
    }

    /// Signs and verifies with another secret from now on; clones too.
    pub fn replace_secret(&self, secret: impl AsRef<[u8]>) {
        self.secret.replace(secret.as_ref());
    }

    /// The fields of a form with these terms, in the order in which they are to be sent, before the part `file`.
    pub fn sign(&self, terms: &PolicyTerms, now: Timestamp) -> Vec<FormField> {
        let time = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        let credential = self.credential(&time[..8]);
        let [algorithm_name, credential_name, date_name, signature_name] = self.names();
        let field = |name, value: &str| FormField {
            name,
            value: value.to_owned(),
        };
        let mut fields = vec![
            field("key", &terms.key),
            field("success_action_status", "201"),
            field("Content-Type", &terms.content_type),
            field(algorithm_name, self.scheme.algorithm()),
            field(credential_name, &credential),
            field(date_name, &time),
        ];
        let policy = STANDARD.encode(document::write(terms, &fields));
        let signature = self.signature(&policy, &time[..8]);
        fields.push(field("policy", &policy));
        fields.push(field(signature_name, &signature));
        fields
    }

    /// Checks a form's fields: signature, expiry, every condition, and that a condition covers each field.
    ///
    /// # Errors
    ///
    /// The first reason found.
    pub fn verify(&self, fields: &Fields, now: Timestamp) -> Result<Verified, PolicyError> {
        let [algorithm_name, credential_name, _, signature_name] = self.names();
        let policy = fields.required("policy")?;
        let credential = fields.required(credential_name)?;
        let signature = fields.required(signature_name)?;
        let date = credential.split('/').nth(1).unwrap_or_default();
        let expected = self.signature(policy, date);
        let genuine: bool = expected.as_bytes().ct_eq(signature.as_bytes()).into();
        if !genuine
            || credential != self.credential(date)
            || fields.required(algorithm_name)? != self.scheme.algorithm()
        {
            return Err(PolicyError::Signature);
        }
        let policy = document::read(policy).ok_or(PolicyError::Malformed)?;
        conditions::check(&policy, fields, signature_name, now)
    }

    /// The names of the fields algorithm, credential, date, signature.
    fn names(&self) -> [&'static str; 4] {
        match self.scheme {
            Scheme::Aws4 => [
                "x-amz-algorithm",
                "x-amz-credential",
                "x-amz-date",
                "x-amz-signature",
            ],
            Scheme::Goog4 => [
                "x-goog-algorithm",
                "x-goog-credential",
                "x-goog-date",
                "x-goog-signature",
            ],
        }
    }

    fn credential(&self, date: &str) -> String {
        let (_, service, last) = self.scheme.derivation();
        format!(
            "{}/{date}/{}/{service}/{last}",
            self.access_key, self.region
        )
    }

    /// The signature of a policy in base64, as hexadecimal digits.
    fn signature(&self, policy: &str, date: &str) -> String {
        let (start, service, last) = self.scheme.derivation();
        let secret = [start.as_bytes(), &self.secret.get()].concat();
        let steps = [date, &self.region, service, last, policy];
        hex(&steps.iter().fold(secret, |key, step| hmac(&key, step)))
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::{Scheme, Signer};

    /// The example of the S3 documentation, "Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)".
    #[test]
    fn the_documented_example_has_the_documented_signature() {
        let policy = include_str!("policy/example.base64").trim_end();
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        let signer = Signer::new(Scheme::Aws4, "AKIAIOSFODNN7EXAMPLE", "us-east-1", secret);
        let expected = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";
        assert_eq!(signer.signature(policy, "20151229"), expected);
    }
}
