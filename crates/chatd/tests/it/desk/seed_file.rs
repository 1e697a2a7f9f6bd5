//! Tenants from a file at the start.

use desk_client::types::UpdateTenantRequest;

use crate::support::{Server, program, run};

const TOKEN: &str = "acme-token-0123456789-0123456789-01";
const SEED: &str = r#"
[[tenants]]
subdomain = "acme"
name = "Acme"
token = "acme-token-0123456789-0123456789-01"

[tenants.settings]
queue_expiry_seconds = 90

[[tenants.virtual_agents]]
id = 1
name = "Vera"
backend = "builtin"

[[tenants.end_users]]
identifier = "ada"
name = "Ada"
"#;

#[tokio::test]
async fn they_are_there_and_stay_as_they_were_made_since() {
    let directory = tempfile::tempdir().expect("a directory");
    let (data, file) = (
        directory.path().join("data"),
        directory.path().join("seed.toml"),
    );
    std::fs::write(&file, SEED).expect("written");
    let flags = ["--seed", file.to_str().expect("a path")];
    let mut seen = Vec::new();
    for _ in 0..2 {
        let server = Server::start_in(&data, &flags).await;
        let rename = UpdateTenantRequest::builder().name("Acme & Sons").build();
        let desk = server.desk();
        let all = desk.list_tenants().send().await.expect("all");
        let acme = all.tenants[1].id;
        let renamed = desk.update_tenant().tenant_id(acme).body(rename);
        renamed.send().await.expect("renamed");
        let client = server.client_of("acme", TOKEN);
        let ada = client.find_end_user().identifier("ada").send().await;
        seen.push((all.into_inner(), ada.expect("found").into_inner()));
        server.stop().await;
    }
    assert_eq!(seen[1].0.tenants[1].name, "Acme & Sons");
    let (all, ada) = &seen[0];
    assert_eq!(all.tenants.len(), seen[1].0.tenants.len());
    assert_eq!(all.tenants[1].name, "Acme");
    assert_eq!(all.tenants[1].settings.queue_expiry_seconds, Some(90));
    assert_eq!(ada.identifier, "ada");
}

#[tokio::test]
async fn every_fault_of_the_file_is_told_before_anything_is_changed() {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, text, faults) in [
        (
            "seed.toml",
            "[[tenants]]\ntoken = \"s3cret\n",
            vec!["line 2: this is not TOML: "],
        ),
        ("nowhere.toml", "", vec!["No such file or directory"]),
        (
            "schema.toml",
            "[[tenants]]\nsubdomain = \"Acme\"\n\n[[tenants]]\ntoken = \"short\"\n",
            vec![
                "/tenants/0/subdomain: ",
                "/tenants/1/subdomain: ",
                "/tenants/1/token: ",
            ],
        ),
        (
            "rules.json",
            r#"{"tenants": [{"subdomain": "acme", "webhook": {"url": "ftp://example.com"},
                "virtual_agents": [{"name": "Vera", "backend": "builtin"}]}]}"#,
            vec![
                "/tenants/0/webhook/url: ",
                "/tenants/0/virtual_agents/0/id: ",
            ],
        ),
    ] {
        let file = directory.path().join(name);
        if name != "nowhere.toml" {
            std::fs::write(&file, text).expect("written");
        }
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--seed"]);
        command
            .arg(&file)
            .arg("--data")
            .arg(directory.path().join(format!("{name}-data")));
        let said = run(command).await;
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{name}");
        assert!(!said.err.contains("s3cret"), "{}", said.err);
        for fault in faults {
            let line = format!("{}: {fault}", file.display());
            assert!(said.err.contains(&line), "{line}\n{}", said.err);
        }
    }
}
