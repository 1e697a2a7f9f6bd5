//! The demo tenant's credentials, menus, and what is printed about them.

use std::os::unix::fs::PermissionsExt as _;

use chat_core::{Lang, MenuId, OpeningHours, Secret};
use chatd::cli::Flags;
use chatd::config::Config;
use chatd::demo::{DemoCredentials, menus};
use chatd::random::OsRandom;
use chatd::ready::Ready;
use chatd::serve::admin_token::AdminToken;

fn load(data: &std::path::Path) -> Result<DemoCredentials, String> {
    DemoCredentials::load_or_make(data, &OsRandom).map_err(|error| error.to_string())
}

#[test]
fn every_start_has_the_same_credentials() {
    let data = tempfile::tempdir().expect("a directory");
    let first = load(data.path()).expect("made");
    assert!(load(data.path()).expect("read") == first);
    let mode = data
        .path()
        .join("demo.json")
        .metadata()
        .expect("exists")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(format!("{first:?}"), "DemoCredentials([redacted])");
    let other = tempfile::tempdir().expect("a directory");
    assert!(load(other.path()).expect("made") != first);
}

#[test]
fn a_damaged_file_is_one_clear_line_and_left_alone() {
    let data = tempfile::tempdir().expect("a directory");
    let path = data.path().join("demo.json");
    for damaged in [
        "",
        "{",
        "{}",
        "\0",
        r#"{"token":"x","company_secret":"x","webhook_secrets":{"primary":"","secondary":"","standard":""}}"#,
    ] {
        std::fs::write(&path, damaged).expect("writes");
        let error = load(data.path()).expect_err("refused");
        assert!(error.contains("demo.json is damaged"), "{error}");
        assert!(!error.contains('\n'), "{error}");
        assert_eq!(std::fs::read_to_string(&path).expect("reads"), damaged);
    }
}

#[test]
fn the_tenant_follows_the_flags() {
    let data = tempfile::tempdir().expect("a directory");
    let demo = load(data.path()).expect("made");
    let tenant = |flags: &Flags| demo.tenant(&Config::from_flags(flags).expect("no fault"));
    let plain = tenant(&Flags::default());
    assert!(plain.settings.demo_agents.is_some() && !plain.webhook.is_on());
    assert!(!format!("{plain:?}").contains(&demo.company_secret));
    let told = tenant(&Flags {
        agents: Some("off".to_owned()),
        dismiss_after: Some("2s".to_owned()),
        webhook_url: Some("http://127.0.0.1:9/".to_owned()),
        ..Flags::default()
    });
    assert!(told.settings.demo_agents.is_none() && told.webhook.is_on());
    assert_eq!(told.settings.dismiss_after.as_secs(), 2);
}

#[test]
fn the_menus_are_the_four_of_the_ready_line() {
    let catalogue = menus::catalogue();
    assert_eq!(catalogue.default_lang(), Lang::En);
    let menu = |id| catalogue.leaf(MenuId(id)).expect("a leaf");
    assert_eq!(menu(1).queue(), MenuId(2));
    assert!(
        menu(2).virtual_agent.is_none()
            && menu(2).hours == OpeningHours::Always
            && menu(2).capacity.is_none()
    );
    assert!(menu(3).hours == OpeningHours::Never && menu(3).virtual_agent.is_some());
    assert_eq!(menu(4).capacity, Some(0));
    assert_eq!(catalogue.menus().count(), 4);
}

#[test]
fn the_ready_line_is_as_programs_expect_it() {
    let data = tempfile::tempdir().expect("a directory");
    let demo = load(data.path()).expect("made");
    let flags = Flags {
        data: data.path().to_str().map(str::to_owned),
        ..Flags::default()
    };
    let mut config = Config::from_flags(&flags).expect("no fault");
    let admin_token = AdminToken::load_or_make(&config, &OsRandom).expect("made");
    let made = admin_token.made().expect("kept").to_owned();
    let mut ready = Ready {
        url: "http://127.0.0.1:1".to_owned(),
        admin_url: Some("http://127.0.0.1:2".to_owned()),
        admin_token,
        demo: Some(demo.clone()),
    };
    let secrets = &demo.webhook_secrets;
    let expected = format!(
        r#"{{"event":"ready","url":"http://127.0.0.1:1","admin_url":"http://127.0.0.1:2","admin_token":"{made}","subdomain":"demo","token":"{}","company_secret":"{}","webhook_secrets":{{"primary":"{}","secondary":"{}"}},"menus":{{"virtual_agent":1,"human":2,"after_hours":3,"over_capacity":4}}}}"#,
        demo.token, demo.company_secret, secrets.primary, secrets.secondary,
    );
    assert_eq!(ready.json_line(), expected);
    let lines = ready.lines();
    assert_eq!(lines.len(), 4);
    assert!(lines[2].contains("curl -u 'demo:") && lines[2].ends_with("/apps/api/v1/end_users'"));
    assert_eq!(
        lines[3],
        format!("Administration: http://127.0.0.1:2, token {made}")
    );

    config.admin.token = Some(Secret::new("given".to_owned()));
    ready.admin_token = AdminToken::load_or_make(&config, &OsRandom).expect("given");
    assert!(
        !ready.json_line().contains("admin_token"),
        "who gave it has it"
    );
    assert!(ready.lines()[3].ends_with("token as configured"));
    config.admin.token = None;
    ready.admin_token = AdminToken::load_or_make(&config, &OsRandom).expect("read again");
    assert_eq!(ready.admin_token.made(), Some(made.as_str()));
    ready.demo = None;
    assert!(!ready.json_line().contains("token"));
    let lines = ready.lines().concat();
    assert!(
        !lines.contains(&demo.token) && !lines.contains(&made),
        "{lines}"
    );
    assert!(lines.ends_with("admin.token"), "{lines}");
}
