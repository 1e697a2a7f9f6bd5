//! Signed custom data: every token that must be refused, over the wire, with the words of the refusal.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chat_core::Secret;
use chatd::clock::{SystemClock, WallClock as _};
use chatd::demo::menus;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Sha256, Sha384};

use crate::support::{HUMAN, Server};

const SIGNATURE: &str = "signed_data is not a JWT signed with HS256 and the company secret";
const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn hs256(secret: &str, signed: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hs384(secret: &str, signed: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha384>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// A token whose signature is right, whatever else is not.
fn token(secret: &str, header: &str, claims: &str) -> String {
    signed(secret, format!("{}.{}", encode(header), encode(claims)))
}

fn signed(secret: &str, text: String) -> String {
    let signature = encode(hs256(secret, &text));
    format!("{text}.{signature}")
}

/// The same bits in other letters: the last letter of 32 bytes (or of a text whose length is not divisible by three)
/// has bits that mean nothing.
fn other_letters(part: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = part.split_at(part.len() - 1);
    let place = LETTERS
        .iter()
        .position(|letter| last.as_bytes() == [*letter]);
    let next = LETTERS[place.expect("a letter") + 1];
    format!("{rest}{}", char::from(next))
}

fn now() -> i64 {
    SystemClock.now().as_second()
}

/// Good claims, with some of them replaced; `null` removes.
fn claims(changes: Value) -> String {
    let mut claims = json!({
        "custom_data": {"tier": {"label": "Tier", "value": "gold"}},
        "iat": now(),
        "exp": now() + 600,
    });
    for (name, value) in changes.as_object().expect("an object") {
        claims[name] = value.clone();
    }
    let claims = claims.as_object_mut().expect("an object");
    claims.retain(|_, value| !value.is_null());
    Value::from(claims.clone()).to_string()
}

async fn send(server: &Server, chat: i64, token: &str) -> crate::support::Answer {
    let path = format!("/chats/{chat}/custom_data");
    let body = json!({"signed": true, "signed_data": token});
    server.post(&path, &body).await
}

/// Every token is refused at `/signed_data` in these words, which tell nothing of the secret.
async fn refused(cases: Vec<(&str, String, &str)>, server: &Server, chat: i64) {
    for (name, token, words) in cases {
        let answer = send(server, chat, &token).await;
        let error = answer.error();
        assert_eq!(
            (answer.status, error.message.as_str()),
            (400, words),
            "{name}"
        );
        answer.refuses(400, words, "/signed_data");
        assert!(!error.message.contains(&server.ready.company_secret));
    }
}

#[tokio::test]
async fn the_signature_must_be_hs256_with_the_company_secret() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await.id;
    let secret = server.ready.company_secret.as_str();
    let good = claims(json!({}));
    let with = |header: &str| token(secret, header, &good);
    let unsigned = |header: &str| format!("{}.{}.", encode(header), encode(&good));
    let text = format!("{}.{}", encode(r#"{"alg":"HS384"}"#), encode(&good));
    let really_hs384 = format!("{text}.{}", encode(hs384(secret, &text)));
    let all = vec![
        ("none", unsigned(r#"{"alg":"none"}"#)),
        ("none, signed", with(r#"{"alg":"none"}"#)),
        ("None", unsigned(r#"{"alg":"None"}"#)),
        ("HS256, unsigned", unsigned(HS256)),
        ("HS384", really_hs384),
        ("HS384 in name", with(r#"{"alg":"HS384"}"#)),
        ("RS256", with(r#"{"alg":"RS256"}"#)),
        ("a blank", with(r#"{"alg":"HS256 "}"#)),
        ("a blank in front", with(r#"{"alg":" HS256"}"#)),
        ("lower case", with(r#"{"alg":"hs256"}"#)),
        ("no algorithm", with(r#"{"typ":"JWT"}"#)),
        ("two algorithms", with(r#"{"alg":"none","alg":"HS256"}"#)),
        ("no header", with("")),
        (
            "a critical extension",
            with(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#),
        ),
        ("another secret", token("another secret", HS256, &good)),
        ("no secret", token("", HS256, &good)),
    ];
    let all = all
        .into_iter()
        .map(|(name, token)| (name, token, SIGNATURE));
    refused(all.collect(), &server, chat).await;
}

#[tokio::test]
async fn the_encoding_must_be_the_canonical_one() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await.id;
    let secret = server.ready.company_secret.as_str();
    let mut good = claims(json!({}));
    while good.len().is_multiple_of(3) {
        good.push(' ');
    }
    let good = good.as_str();
    let whole = token(secret, HS256, good);
    let (text, signature) = whole.rsplit_once('.').expect("three parts");
    let (header, payload) = text.split_once('.').expect("two parts");
    // Longer by a blank, which JSON ignores, so that the last letter has bits to spare.
    let roomy_header = encode(format!("{HS256} "));
    let padded = |part: &str| format!("{part}=");
    let all = vec![
        ("signature", format!("{text}.{}", other_letters(signature))),
        ("padded signature", format!("{text}.{}", padded(signature))),
        (
            "header",
            signed(
                secret,
                format!("{}.{payload}", other_letters(&roomy_header)),
            ),
        ),
        (
            "the alphabet with + and /",
            whole.replace(signature, "++//"),
        ),
        ("a fourth part", format!("{whole}.")),
        ("a fourth part with letters", format!("{whole}.AAAA")),
        (
            "payload in two parts",
            signed(
                secret,
                format!("{header}.{}", payload.replacen('e', ".e", 1)),
            ),
        ),
        ("two parts", text.to_owned()),
        ("a line break behind", format!("{whole}\n")),
        ("a blank in front", format!(" {whole}")),
        ("Bearer", format!("Bearer {whole}")),
        ("not ASCII", format!("{whole}é")),
        ("one letter", "x".to_owned()),
    ];
    let all = all
        .into_iter()
        .map(|(name, token)| (name, token, SIGNATURE));
    refused(all.collect(), &server, chat).await;
    let by_another_spelling = |payload: String| signed(secret, format!("{header}.{payload}"));
    let words =
        "signed_data has claims that are not well formed: they are not base64url without padding";
    let payloads = vec![
        (
            "payload",
            by_another_spelling(other_letters(payload)),
            words,
        ),
        (
            "padded payload",
            by_another_spelling(padded(payload)),
            words,
        ),
    ];
    refused(payloads, &server, chat).await;
    send(&server, chat, &whole).await.ok();
}

#[tokio::test]
async fn the_claims_must_be_well_formed() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await.id;
    let secret = server.ready.company_secret.as_str();
    let with = |changes: Value| token(secret, HS256, &claims(changes));
    let raw = |claims: &str| token(secret, HS256, claims);
    let exp = now() + 600;
    let cases = [
        (
            "no exp",
            with(json!({"exp": null})),
            "/exp: exp is required",
        ),
        (
            "exp null",
            raw(r#"{"custom_data":{},"exp":null}"#),
            "/exp: must be an integer, not null",
        ),
        (
            "float exp",
            with(json!({"exp": 4_000_000_000.5})),
            "/exp: must be an integer, not a number",
        ),
        (
            "large exp",
            raw(r#"{"custom_data":{},"exp":99999999999999999999}"#),
            "/exp: must be an integer, not a number",
        ),
        (
            "string exp",
            with(json!({"exp": exp.to_string()})),
            "/exp: must be an integer, not a string",
        ),
        (
            "string iat",
            with(json!({"iat": "now"})),
            "/iat: must be an integer, not a string",
        ),
        (
            "no custom_data",
            with(json!({"custom_data": null})),
            "/custom_data: custom_data is required",
        ),
        (
            "a list of custom_data",
            with(json!({"custom_data": []})),
            "/custom_data: must be an object, not an array",
        ),
        (
            "an entry without a value",
            with(json!({"custom_data": {"a": {}}})),
            "/custom_data/a/value: value is required",
        ),
        (
            "a value too long",
            with(json!({"custom_data": {"a": {"value": "x".repeat(4_097)}}})),
            "/custom_data/a/value: must have at most 4096 characters",
        ),
        (
            "exp twice",
            raw(&format!(r#"{{"custom_data":{{}},"exp":1,"exp":{exp}}}"#)),
            "/exp: is given twice",
        ),
        (
            "custom_data twice",
            raw(&format!(
                r#"{{"custom_data":{{}},"custom_data":{{}},"exp":{exp}}}"#
            )),
            "/custom_data: is given twice",
        ),
        (
            "a key twice",
            raw(&format!(
                r#"{{"custom_data":{{"a":{{"value":1}},"a":{{"value":2}}}},"exp":{exp}}}"#
            )),
            "/custom_data/a: is given twice",
        ),
        (
            "trailing data",
            raw(r#"{"custom_data":{},"exp":4000000000}{}"#),
            "is not JSON: something follows the value (byte 35)",
        ),
        (
            "trailing letters",
            raw(r#"{"custom_data":{},"exp":4000000000} x"#),
            "is not JSON: something follows the value (byte 36)",
        ),
        (
            "no JSON",
            raw("custom_data"),
            "is not JSON: expected a value (byte 0)",
        ),
        ("a list", raw("[]"), "must be an object, not an array"),
        ("nothing", raw(""), "is not JSON: ends too early (byte 0)"),
    ];
    for (name, token, words) in cases {
        let words = format!("signed_data has claims that are not well formed: {words}");
        refused(vec![(name, token, &words)], &server, chat).await;
    }
    let early = with(json!({"iat": now() + 90}));
    let long = with(json!({"more": "x".repeat(20_000)}));
    let cases = vec![
        (
            "expired",
            with(json!({"exp": now() - 61})),
            "signed_data has expired",
        ),
        (
            "expired long ago",
            with(json!({"exp": -1})),
            "signed_data has expired",
        ),
        ("future iat", early, "signed_data was issued in the future"),
        (
            "20 kB",
            long,
            "/signed_data: must have at most 16384 characters",
        ),
    ];
    refused(cases, &server, chat).await;
    // What is not asked for may be missing, and clocks may differ.
    for changes in [
        json!({"iat": null}),
        json!({"iat": now() + 30, "exp": now() - 30}),
        json!({"iss": "somebody", "nbf": "never"}),
    ] {
        send(&server, chat, &with(changes)).await.ok();
    }
    send(
        &server,
        chat,
        &token(secret, r#"{"alg":"HS256"}"#, &claims(json!({}))),
    )
    .await
    .ok();
}

#[tokio::test]
async fn during_a_rotation_both_secrets_are_in_force() {
    let next = "the next company secret";
    let server = Server::start_as_guest(menus::catalogue(), &["--agents", "off"], |tenant| {
        tenant.company_secret.secondary = Some(Secret::new(next.to_owned()));
    })
    .await;
    let chat = server.chat(HUMAN).await.id;
    let by = |secret: &str| token(secret, HS256, &claims(json!({})));
    for secret in [server.ready.company_secret.as_str(), next] {
        send(&server, chat, &by(secret)).await.ok();
    }
    let other = by("the last company secret");
    refused(vec![("another", other, SIGNATURE)], &server, chat).await;
}
