//! Signed custom data: a JWT that the customer's back end made with the company secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chat_core::{KeyPair, Secret};
use chat_types::CustomData;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey};
use openapi_axum_rt::Violation;
use serde::Deserialize;

use crate::error::Refusal;

/// Clocks may differ by so much.
const LEEWAY_SECONDS: i64 = 60;
/// Longest key of custom data, in characters.
const KEY_LIMIT: usize = 64;

/// Why a token is refused. The sentences say nothing about the secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenRefused {
    #[error("signed_data is not a JWT signed with HS256 and the company secret")]
    Signature,
    #[error("signed_data has claims that are not well formed: {0}")]
    Claims(String),
    #[error("signed_data has expired")]
    Expired,
    #[error("signed_data was issued in the future")]
    IssuedInTheFuture,
}

/// The claims: `exp` and `iat` are whole seconds since 1970.
#[derive(Deserialize)]
struct Claims {
    custom_data: CustomData,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
}

/// Verifies a token and gives its custom data. `now` is the wall clock.
///
/// Only HS256 with a company secret in force (two during a rotation) is taken, whatever the header names; `typ` may be missing. Times
/// have a leeway of 60 s.
pub(crate) fn read_token(
    token: &str,
    secret: &KeyPair,
    now: Timestamp,
) -> Result<CustomData, TokenRefused> {
    let payload = verified_payload(token, secret).ok_or(TokenRefused::Signature)?;
    let json = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| TokenRefused::Claims("they are not base64url without padding".to_owned()))?;
    let claims: Claims = openapi_axum_rt::json::from_slice(&json)
        .map_err(|error| TokenRefused::Claims(place(&error.into_violation())))?;
    if claims.exp.saturating_add(LEEWAY_SECONDS) <= now.as_second() {
        return Err(TokenRefused::Expired);
    }
    if claims
        .iat
        .is_some_and(|issued| issued.saturating_sub(LEEWAY_SECONDS) > now.as_second())
    {
        return Err(TokenRefused::IssuedInTheFuture);
    }
    if let Err(violations) = openapi_axum_rt::validate(&claims.custom_data) {
        let first = violations.first().map(place).unwrap_or_default();
        return Err(TokenRefused::Claims(format!("/custom_data{first}")));
    }
    Ok(claims.custom_data)
}

/// The middle part of a token whose signature is right. The claims are read here, more strictly than the library would.
fn verified_payload<'t>(token: &'t str, secret: &KeyPair) -> Option<&'t str> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    let (message, signature) = token.rsplit_once('.')?;
    let (_, payload) = message.split_once('.')?;
    let is_by = |secret: &Secret| {
        let key = DecodingKey::from_secret(secret.expose().as_bytes());
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, Algorithm::HS256)
            .unwrap_or(false)
    };
    let trusted =
        header.alg == Algorithm::HS256 && header.crit.is_none() && secret.secrets().any(is_by);
    trusted.then_some(payload)
}

fn place(violation: &Violation) -> String {
    let Violation {
        pointer, detail, ..
    } = violation;
    if pointer.is_empty() {
        return detail.clone();
    }
    format!("{pointer}: {detail}")
}

/// Refuses keys that are empty or longer than the schema language can say.
pub(crate) fn check_keys(data: &CustomData, place: &str) -> Result<(), Refusal> {
    let CustomData(entries) = data;
    match entries
        .keys()
        .find(|key| key.is_empty() || key.chars().count() > KEY_LIMIT)
    {
        None => Ok(()),
        Some(key) => Err(Refusal::invalid(
            format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")),
            format!("keys of custom data have 1 to {KEY_LIMIT} characters"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenRefused, read_token};
    use chat_core::KeyPair;
    use jiff::Timestamp;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use serde_json::{Value, json};

    const SECRET: &str = "company secret";
    const NOW: i64 = 1_800_000_000;

    fn token(algorithm: Algorithm, claims: &Value, secret: &str) -> String {
        let key = EncodingKey::from_secret(secret.as_bytes());
        encode(&Header::new(algorithm), claims, &key).expect("a token")
    }

    fn read(token: &str) -> Result<usize, TokenRefused> {
        let now = Timestamp::from_second(NOW).expect("an instant");
        read_token(token, &KeyPair::new(SECRET.to_owned()), now).map(|data| data.0.len())
    }

    fn claims(exp: Value) -> Value {
        json!({"custom_data": {"tier": {"label": "Tier", "value": "gold"}}, "exp": exp, "iat": NOW})
    }

    #[test]
    fn a_good_token_is_taken_within_the_leeway() {
        for exp in [NOW + 3600, NOW - 59] {
            let token = token(Algorithm::HS256, &claims(json!(exp)), SECRET);
            assert_eq!(read(&token).expect("taken"), 1, "exp {exp}");
        }
    }

    #[test]
    fn the_signature_must_be_hs256_with_the_secret() {
        let good = claims(json!(NOW + 3600));
        for bad in [
            token(Algorithm::HS256, &good, "another secret"),
            token(Algorithm::HS384, &good, SECRET),
            "not.a.token".to_owned(),
            String::new(),
        ] {
            assert!(matches!(read(&bad), Err(TokenRefused::Signature)), "{bad}");
        }
    }

    #[test]
    fn the_claims_are_read_strictly() {
        for exp in [json!("1800003600"), json!(1_800_003_600.5), json!(null)] {
            let token = token(Algorithm::HS256, &claims(exp.clone()), SECRET);
            assert!(
                matches!(read(&token), Err(TokenRefused::Claims(_))),
                "{exp}"
            );
        }
        let expired = token(Algorithm::HS256, &claims(json!(NOW - 61)), SECRET);
        assert!(matches!(read(&expired), Err(TokenRefused::Expired)));
        let mut early = claims(json!(NOW + 3600));
        early["iat"] = json!(NOW + 61);
        let early = token(Algorithm::HS256, &early, SECRET);
        assert!(matches!(read(&early), Err(TokenRefused::IssuedInTheFuture)));
        let empty = token(Algorithm::HS256, &json!({"exp": NOW + 60}), SECRET);
        assert!(matches!(read(&empty), Err(TokenRefused::Claims(_))));
    }
}
