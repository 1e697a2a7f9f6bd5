//! Signed downloads: `GET /media/files/{object}?type=…&expires=…&signature=…`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode, Uri};
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

use super::key::SharedKey;
use super::local::LocalMedia;
use super::object::ObjectId;
use super::store::{MediaError, MediaStore as _};
use super::xml;
use crate::clock::WallClock;
use crate::random::hex;

/// Where downloads are.
const PATH: &str = "/media/files";

/// Makes and checks the signatures of download URLs.
#[derive(Clone)]
pub struct DownloadSigner {
    key: SharedKey,
}

impl DownloadSigner {
    /// Signs with this key.
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            key: SharedKey::new(&key),
        }
    }

    /// Signs and checks with another key from now on; clones too.
    pub fn replace_key(&self, key: [u8; 32]) {
        self.key.replace(&key);
    }

    /// Path and query of a URL that is good until `expires_at`.
    pub fn target(&self, object: &ObjectId, content_type: &str, expires_at: Timestamp) -> String {
        let expires = expires_at.as_second().to_string();
        let signature = self.signature(object, content_type, &expires);
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("type", content_type)
            .append_pair("expires", &expires)
            .append_pair("signature", &signature)
            .finish();
        format!("{PATH}/{object}?{query}")
    }

    fn signature(&self, object: &ObjectId, content_type: &str, expires: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key.get())
            .expect("HMAC takes a key of any length");
        mac.update(format!("GET\n{object}\n{content_type}\n{expires}").as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    /// The media type of a query that is signed for this object and not expired.
    fn check(&self, object: &ObjectId, query: &str, now: Timestamp) -> Option<String> {
        let mut pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        let mut next = |name: &str| pairs.next().filter(|(key, _)| key == name).map(|(_, v)| v);
        let (content_type, expires) = (next("type")?, next("expires")?);
        let given = next("signature")?;
        let expected = self.signature(object, &content_type, &expires);
        let genuine: bool = expected.as_bytes().ct_eq(given.as_bytes()).into();
        let in_time = expires.parse::<i64>().is_ok_and(|at| now.as_second() < at);
        (genuine && in_time).then_some(content_type)
    }
}

/// What the route needs.
#[derive(Clone)]
pub struct Downloads {
    /// The files.
    pub files: LocalMedia,
    /// The signatures.
    pub signer: DownloadSigner,
    /// Protocol time.
    pub clock: Arc<dyn WallClock>,
}

/// The route.
pub fn router(downloads: Downloads) -> Router {
    let route = format!("{PATH}/{{object}}");
    Router::new()
        .route(&route, get(serve))
        .with_state(downloads)
}

async fn serve(
    State(downloads): State<Downloads>,
    target: Uri,
    RawQuery(query): RawQuery,
) -> Response {
    let denied = || {
        xml::error(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "the URL is expired or not genuine",
        )
    };
    // Not axum's `Path`: digits need no decoding, and its refusal of what is not UTF-8 would be plain text.
    let digits = target.path().rsplit('/').next().unwrap_or_default();
    let Some(object) = ObjectId::parse_attached(digits) else {
        return denied();
    };
    let query = query.unwrap_or_default();
    let Some(content_type) = downloads
        .signer
        .check(&object, &query, downloads.clock.now())
    else {
        return denied();
    };
    match downloads.files.open(&object).await {
        Ok(content) => {
            let mut response = content.body.into_response();
            let headers = response.headers_mut();
            let content_type = HeaderValue::try_from(content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            headers.insert(CONTENT_TYPE, content_type);
            headers.insert(CONTENT_LENGTH, HeaderValue::from(content.size_bytes));
            headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
            headers.insert(
                CACHE_CONTROL,
                HeaderValue::from_static("private, max-age=3600"),
            );
            response
        }
        Err(MediaError::NotFound) => xml::error(
            StatusCode::NOT_FOUND,
            "NoSuchKey",
            "the file is not there any more",
        ),
        Err(MediaError::Io(cause)) => xml::internal(&cause),
    }
}
