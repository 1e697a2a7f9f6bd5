//! Signed downloads.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use bytes::Bytes;
use chatd::clock::WallClock as _;
use chatd::edge::Limits;
use chatd::media::download::{DownloadSigner, Downloads, router};
use chatd::media::object::ObjectId;
use chatd::media::store::MediaStore as _;
use jiff::SignedDuration;

use super::{TENANT, open};
use crate::support::{Answer, Raw, Running, StillClock, serve};

struct Site {
    address: std::net::SocketAddr,
    clock: Arc<StillClock>,
    target: String,
    _running: Running,
    _data: tempfile::TempDir,
}

impl Site {
    /// One file, and the URL of it that is good for an hour.
    async fn start() -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let files = open(data.path());
        let object = ObjectId::attached(TENANT, "a photo");
        files
            .put(&object, Bytes::from_static(b"the bytes"))
            .await
            .expect("puts");
        let clock = Arc::new(StillClock::new());
        let signer = DownloadSigner::new(files.key("downloads"));
        let expires_at = clock.now() + SignedDuration::from_hours(1);
        let target = signer.target(&object, "image/jpeg", expires_at);
        let downloads = Downloads {
            files,
            signer,
            clock: clock.clone(),
        };
        let running = serve(router(downloads), Limits::default()).await;
        Self {
            address: running.address,
            clock,
            target,
            _running: running,
            _data: data,
        }
    }

    async fn get(&self, target: &str) -> Answer {
        let mut client = Raw::connect(self.address).await;
        client
            .send(format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n"))
            .await;
        client.answer().await
    }
}

#[tokio::test]
async fn a_signed_url_serves_the_bytes() {
    let site = Site::start().await;
    let answer = site.get(&site.target).await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"the bytes"[..]));
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-security-policy"), Some("sandbox"));
}

#[tokio::test]
async fn an_expired_or_altered_url_is_403() {
    let site = Site::start().await;
    let target = site.target.as_str();
    let (path, query) = target.split_once('?').expect("a query");
    let other = ObjectId::attached(TENANT, "another");
    for altered in [
        path.to_owned(),
        "/media/files/%ff".to_owned(),
        target.replace("image%2Fjpeg", "text%2Fhtml"),
        target.replace("expires=", "expires=9"),
        target.replace("signature=", "signature=0"),
        target.replace("signature=", "sig="),
        format!("/media/files/{other}?{query}"),
    ] {
        assert_ne!(altered, target);
        assert_eq!(site.get(&altered).await.status, 403, "{altered}");
    }
    site.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(site.get(target).await.status, 403);
}

#[tokio::test]
async fn nothing_outside_the_directory_can_be_named() {
    let site = Site::start().await;
    let query = site.target.split_once('?').expect("a query").1;
    for name in [
        "..%2f..%2fmedia.key",
        "%2e%2e/media.key",
        "%2e%2e%2f%2e%2e%2fdemo.json",
        "%00",
        "a%00b",
        "..",
        "%2fetc%2fpasswd",
        "%ff",
    ] {
        let status = site
            .get(&format!("/media/files/{name}?{query}"))
            .await
            .status;
        assert!(matches!(status, 400 | 403 | 404), "{name}: {status}");
    }
}

#[test]
fn the_secret_and_the_directories_are_private_and_stay() {
    let data = tempfile::tempdir().expect("a directory");
    let key = open(data.path()).key("x");
    assert_eq!(open(data.path()).key("x"), key, "the same after a restart");
    assert_ne!(open(data.path()).key("y"), key);
    let mode = |name: &str| {
        let path = data.path().join(name);
        path.metadata().expect("exists").permissions().mode() & 0o777
    };
    assert_eq!(
        (mode("media.key"), mode("media"), mode("media/incoming")),
        (0o600, 0o700, 0o700)
    );
    std::fs::write(data.path().join("media.key"), "short").expect("writes");
    let opened =
        chatd::media::local::LocalMedia::open(data.path(), Arc::new(chatd::random::OsRandom));
    let error = opened.err().expect("refused").to_string();
    assert!(
        error.contains("media.key is damaged") && !error.contains('\n'),
        "{error}"
    );
}
