//! POST of a form with a policy.

use chat_core::TenantId;
use chatd::media::object::ObjectId;
use chatd::media::policy::FormField;
use chatd::media::store::MediaStore as _;
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use reqwest::multipart::{Form, Part};

use super::{KEY, Site, TENANT};
use crate::support::soon;

fn form(fields: &[FormField], content: impl Into<Vec<u8>>) -> Form {
    let fields = fields.iter().fold(Form::new(), |form, field| {
        form.text(field.name, field.value.clone())
    });
    fields.part("file", Part::bytes(content.into()).file_name("photo.jpg"))
}

impl Site {
    async fn post(&self, form: Form) -> (u16, String) {
        let url = format!("http://{}/media/uploads", self.address);
        let sent = reqwest::Client::new().post(url).multipart(form).send();
        let answer = soon(sent).await.expect("an answer");
        let status = answer.status().as_u16();
        (status, soon(answer.text()).await.expect("text"))
    }

    /// The status and the error code.
    async fn refusal(&self, form: Form) -> (u16, String) {
        let (status, body) = self.post(form).await;
        let code = body
            .split("<Code>")
            .nth(1)
            .and_then(|rest| rest.split("</Code>").next());
        (status, code.unwrap_or_default().to_owned())
    }
}

fn with(fields: &[FormField], name: &str, value: &str) -> Vec<FormField> {
    let mut fields = fields.to_vec();
    for field in fields.iter_mut().filter(|field| field.name == name) {
        value.clone_into(&mut field.value);
    }
    fields
}

#[tokio::test]
async fn an_upload_is_stored_and_can_be_copied() {
    let site = Site::start().await;
    let (status, body) = site.post(form(&site.fields(), "a photo")).await;
    assert_eq!(status, 201, "{body}");
    assert!(body.contains(&format!("<Key>{KEY}</Key>")), "{body}");
    let stored = site.stored().expect("recorded");
    assert_eq!(stored.size_bytes, 7);

    let to = ObjectId::attached(TENANT, "copy");
    let copied = site.files.copy_upload(TENANT, KEY, &stored.etag, &to).await;
    copied.expect("copies");
    let content = site.files.open(&to).await.expect("opens");
    assert_eq!(content.size_bytes, 7);
    let bytes = content.body.collect().await.expect("reads").to_bytes();
    assert_eq!(&bytes[..], b"a photo");
    for (tenant, etag) in [(TENANT, "00"), (TenantId(2), stored.etag.as_str())] {
        let other = ObjectId::attached(TENANT, "other");
        let refused = site.files.copy_upload(tenant, KEY, etag, &other).await;
        assert!(refused.is_err(), "another content or tenant is not copied");
    }
}

#[tokio::test]
async fn a_policy_takes_one_stored_file() {
    let site = Site::start().await;
    let fields = site.fields();
    let too_large = site.refusal(form(&fields, vec![0; 1_001])).await;
    assert_eq!(too_large, (413, "EntityTooLarge".to_owned()));
    let empty = site.refusal(form(&fields, "")).await;
    assert_eq!(empty, (400, "EntityTooSmall".to_owned()));
    assert_eq!(
        (site.stored(), site.files_on_disk()),
        (None, 0),
        "a refusal uses nothing up"
    );
    assert_eq!(site.post(form(&fields, vec![0; 1_000])).await.0, 201);
    let second = site.refusal(form(&fields, "another")).await;
    assert_eq!(second, (409, "PolicyAlreadyUsed".to_owned()));
    assert_eq!(site.files_on_disk(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_uploads_that_race_one_wins() {
    let site = Site::start().await;
    let fields = site.fields();
    let uploads = (0..8).map(|n| site.post(form(&fields, format!("content {n}"))));
    let answers = futures::future::join_all(uploads).await;
    let won = answers.iter().filter(|(status, _)| *status == 201).count();
    let lost = answers.iter().filter(|(status, _)| *status == 409).count();
    assert_eq!((won, lost), (1, 7));
    assert_eq!(site.files_on_disk(), 1, "the losers' files are gone");
    let etag = site.stored().expect("recorded").etag;
    let to = ObjectId::attached(TENANT, "copy");
    site.files
        .copy_upload(TENANT, KEY, &etag, &to)
        .await
        .expect("the winner's file is there");
}

#[tokio::test]
async fn every_condition_is_checked() {
    let site = Site::start().await;
    let fields = site.fields();
    for (name, value, code) in [
        ("key", "uploads/1/other", "AccessDenied"),
        ("key", "../../etc/passwd", "AccessDenied"),
        ("Content-Type", "text/html", "AccessDenied"),
        ("success_action_status", "200", "AccessDenied"),
        ("x-amz-date", "20200101T000000Z", "AccessDenied"),
        ("x-amz-algorithm", "none", "SignatureDoesNotMatch"),
        (
            "x-amz-credential",
            "local/20200101/local/s3/aws4_request",
            "SignatureDoesNotMatch",
        ),
        ("x-amz-signature", "00", "SignatureDoesNotMatch"),
        ("policy", "e30=", "SignatureDoesNotMatch"),
    ] {
        let refusal = site
            .refusal(form(&with(&fields, name, value), "a photo"))
            .await;
        assert_eq!(refusal, (403, code.to_owned()), "{name} = {value}");
    }
    for missing in [
        "policy",
        "x-amz-signature",
        "x-amz-credential",
        "key",
        "Content-Type",
    ] {
        let rest: Vec<_> = fields
            .iter()
            .filter(|f| f.name != missing)
            .cloned()
            .collect();
        let (status, code) = site.refusal(form(&rest, "a photo")).await;
        assert!(
            matches!(status, 400 | 403),
            "without {missing}: {status} {code}"
        );
    }
    let extra = form(&fields, "").text("x", "y");
    assert_eq!(
        site.refusal(extra).await.0,
        400,
        "what follows the file is ignored; the file is empty"
    );
    let extra = FormField {
        name: "acl",
        value: "public-read".to_owned(),
    };
    let refusal = site
        .refusal(form(&[&fields[..], &[extra]].concat(), "a photo"))
        .await;
    assert_eq!(refusal, (403, "AccessDenied".to_owned()));
    assert_eq!((site.stored(), site.files_on_disk()), (None, 0));
}

#[tokio::test]
async fn an_expired_or_unknown_policy_is_refused() {
    let site = Site::start().await;
    let fields = site.fields();
    let mut terms = site.terms();
    terms.key = "uploads/1/never-handed-out".to_owned();
    let unknown = site.signer.sign(&terms, site.now());
    let refusal = site.refusal(form(&unknown, "a photo")).await;
    assert_eq!(refusal, (403, "AccessDenied".to_owned()));
    site.clock.advance(SignedDuration::from_mins(5));
    let refusal = site.refusal(form(&fields, "a photo")).await;
    assert_eq!(refusal, (403, "AccessDenied".to_owned()));
}

#[tokio::test]
async fn a_broken_form_is_400() {
    let site = Site::start().await;
    let url = format!("http://{}/media/uploads", site.address);
    let client = reqwest::Client::new();
    let boundary = "multipart/form-data; boundary=x";
    let cut_off = "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk";
    let no_file = "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--x--\r\n";
    for (content_type, body) in [
        ("application/json", "{}"),
        ("multipart/form-data", ""),
        (boundary, ""),
        (boundary, cut_off),
        (boundary, no_file),
        (boundary, "--x--\r\n"),
    ] {
        let request = client
            .post(&url)
            .header("content-type", content_type)
            .body(body);
        let answer = soon(request.send()).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 400, "{content_type} {body}");
    }
    let twice = [&site.fields()[..1], &site.fields()[..]].concat();
    assert_eq!(site.refusal(form(&twice, "a photo")).await.0, 400);
    let many = (0..40).fold(Form::new(), |form, n| form.text(format!("f{n}"), "x"));
    assert_eq!(site.refusal(many).await.0, 400);
}

#[tokio::test]
async fn an_upload_that_is_cut_off_leaves_nothing() {
    let site = Site::start().await;
    let mut client = crate::support::Raw::connect(site.address).await;
    let mut body = String::new();
    for FormField { name, value } in site.fields() {
        body +=
            &format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body +=
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf a pho";
    client
        .send(format!(
            "POST /media/uploads HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n{body}"
        ))
        .await;
    drop(client);
    let gone = async {
        while site.files_on_disk() > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    soon(gone).await;
    assert_eq!(site.stored(), None);
    assert_eq!(site.post(form(&site.fields(), "a photo")).await.0, 201);
}
