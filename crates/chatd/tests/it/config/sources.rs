//! Defaults, file, environment and flags: which wins, how each fault is told, what is printed.

use std::fs;
use std::path::Path;

use chat_core::Settings;
use chatd::cli::Flags;
use chatd::config::fault::Faults;
use chatd::config::source::Sources;
use chatd::config::{Config, DEFAULTS, Settled, schema};
use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;

/// A file, variables and flags.
struct Given {
    directory: TempDir,
    sources: Sources,
}

impl Given {
    fn file(text: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("chatd.toml");
        fs::write(&file, text).expect("a file");
        let flags = Flags {
            config: file.to_str().map(str::to_owned),
            ..Flags::default()
        };
        let sources = Sources {
            flags,
            ..Sources::default()
        };
        Self { directory, sources }
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        let variable = (name.to_owned(), value.to_owned());
        self.sources.variables.push(variable);
        self
    }

    fn settled(&self) -> Settled {
        Config::read(&self.sources).expect("no fault")
    }

    /// The faults, with the file's name alone.
    fn faults(&self) -> String {
        let faults: Faults = Config::read(&self.sources).expect_err("a fault");
        let directory = format!("{}/", self.directory.path().display());
        faults.to_string().replace(&directory, "")
    }
}

#[test]
fn flags_win_over_variables_over_the_file_over_defaults() {
    let text = "rate_limit = 1\nagents = false\ndismiss_after = 60\n[admin]\nlisten = 'off'\n";
    let mut given = Given::file(text)
        .variable("CHATD_RATE_LIMIT", "2")
        .variable("CHATD_AGENTS", "yes")
        .variable("CHATD_CHAT_TIMEOUT", "")
        .variable("CHATD_URL", "http://of.another/program");
    given.sources.flags.rate_limit = Some("3".to_owned());
    let config = given.settled().config;
    assert_eq!(config.rate_limit.expect("on").get(), 3, "the flag");
    assert!(config.agents, "the variable");
    assert_eq!(config.dismiss_after.as_secs(), 60, "the file");
    assert_eq!(config.admin.listen, None, "the file");
    let default = Settings::default().chat_timeout;
    assert_eq!(config.chat_timeout, default, "an empty variable is none");
}

#[test]
fn the_file_is_named_by_a_flag_or_a_variable() {
    let given = Given::file("rate_limit = 7");
    let mut by_variable = Given::file("rate_limit = 8");
    let other = by_variable.sources.flags.config.take().expect("a file");
    by_variable = by_variable.variable("CHATD_CONFIG", &other);
    let rate = |given: &Given| given.settled().config.rate_limit.expect("on").get();
    assert_eq!((rate(&given), rate(&by_variable)), (7, 8));

    let mut missing = Given::file("");
    missing.sources.flags.config = Some("/nowhere/chatd.toml".to_owned());
    let text = missing.faults();
    assert!(
        text.starts_with("--config: /nowhere/chatd.toml cannot be read: "),
        "{text}"
    );
}

#[test]
fn faults_of_all_sources_are_told_at_once_each_with_its_place() {
    let text = "\
listen = 'here'
lissten = 1
[admin]
tokn = 'x'
listen = { a = 1 }
[webhook]
timeout = '1h'
[webhooks]
timeout = '1h'
retry_delays = ['5s', 'soon']
";
    let mut given = Given::file(text)
        .variable("CHATD_LOG_FORMAT", "xml")
        .variable("CHATD_ADMIN_HOSTS", "localhost, a b");
    given.sources.flags.rate_limit = Some("fast".to_owned());
    let expected = "\
chatd.toml:2: lissten: there is no such key; did you mean listen?
chatd.toml:4: admin.tokn: there is no such key; did you mean admin.token?
chatd.toml:5: admin.listen: a section is no value
chatd.toml:6: webhook: there is no such key; `chatd config schema` lists them
chatd.toml:1: listen: `here` is not an address; write IP:PORT, as 127.0.0.1:8080 or [::1]:8080
--rate-limit: `fast` is not a rate; write calls per second, 1 to 1000000, or off
CHATD_ADMIN_HOSTS: `a b` is not a host; write a name, an address or [::1]
chatd.toml:10: webhooks.retry_delays: `soon` is not a duration; write seconds as 90 or 90s, or 5m, 2h, 1d
chatd.toml:9: webhooks.timeout: `1h` is out of range; 1s to 10s
CHATD_LOG_FORMAT: unknown variant `xml`, expected `text` or `json`";
    assert_eq!(given.faults(), expected);
}

#[test]
fn a_text_a_number_and_a_list_say_the_same_in_a_file_and_in_a_variable() {
    let file = Given::file("[webhooks]\nretry_delays = [5, '5m', \"1h\"]").settled();
    let variable = Given::file("").variable("CHATD_WEBHOOKS_RETRY_DELAYS", "5, 5m,1h");
    let seconds = [5, 300, 3_600].map(SignedDuration::from_secs);
    assert_eq!(file.config.webhooks.retry_delays, seconds);
    assert_eq!(variable.settled().config.webhooks.retry_delays, seconds);
    for (text, fault) in [
        (
            "webhooks.retry_delays = [[5]]",
            "invalid type: sequence, expected one value",
        ),
        (
            "agents = [true]",
            "invalid type: sequence, expected one value",
        ),
        (
            "webhooks.retry_delays = true",
            "invalid type: boolean `true`, expected a list",
        ),
        (
            "admin.token_file = 5",
            "invalid type: integer `5`, expected path string",
        ),
        ("admin.hosts = [{a = 1}]", "a section is no value"),
        ("listen = 2026-01-01", "`2026-01-01` is not an address"),
        (
            "database.cache_mib = 0",
            "`0` is not a size in MiB; write 1 to 65536",
        ),
    ] {
        let key = text.split(' ').next().expect("a key");
        let told = Given::file(text).faults();
        let expected = format!("chatd.toml:1: {key}: {fault}");
        assert!(told.starts_with(&expected), "{told}");
    }
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let text = Given::file("rate_limit = 5\nlisten = \n").faults();
    assert!(
        text.starts_with("chatd.toml:2: this is not TOML: "),
        "{text}"
    );
}

#[test]
fn the_token_is_given_or_in_a_file() {
    let token = "t".repeat(32);
    let given = Given::file("").variable("CHATD_ADMIN_TOKEN", &token);
    let config = given.settled().config;
    assert_eq!(config.admin.token.expect("given").expose(), token);

    let file = given.directory.path().join("token");
    fs::write(&file, format!("{token}\n")).expect("a file");
    let file = file.to_str().expect("UTF-8");
    let in_file = Given::file("").variable("CHATD_ADMIN_TOKEN_FILE", file);
    let config = in_file.settled().config;
    assert_eq!(config.admin.token.expect("read").expose(), token);

    let both = in_file.variable("CHATD_ADMIN_TOKEN", &token);
    assert_eq!(
        both.faults(),
        "CHATD_ADMIN_TOKEN_FILE: it is given without a file already; give one of the two"
    );
    let missing = Given::file("master_key_file = '/nowhere/key'").faults();
    let expected = "chatd.toml:1: master_key_file: /nowhere/key cannot be read: ";
    assert!(missing.starts_with(expected), "{missing}");
    let short = Given::file("[admin]\ntoken = 's3cret'").faults();
    assert_eq!(
        short,
        "chatd.toml:2: admin.token: a token has 32 to 255 visible ASCII characters"
    );
}

#[test]
fn what_is_printed_names_every_source_and_no_secret() {
    let text = "data = \"/tmp/\\\"x\\\"\"\nwebhook_url = 'https://example.com/s3cret'\n";
    let mut given = Given::file(text).variable("CHATD_ADMIN_TOKEN", &"s3cret".repeat(6));
    given.sources.flags.listen = Some("127.0.0.1:0".to_owned());
    let settled = given.settled();
    let file = given.sources.flags.config.clone().expect("a file");
    let printed = settled.to_toml();
    for line in [
        "listen = \"127.0.0.1:0\" # --listen".to_owned(),
        "listen = \"127.0.0.1:0\" # default, a free port as for listen".to_owned(),
        "rate_limit = 10 # default".to_owned(),
        "# public_url is not set".to_owned(),
        format!("webhook_url = \"[redacted]\" # {file}:2"),
        "token = \"[redacted]\" # CHATD_ADMIN_TOKEN".to_owned(),
        "[log]".to_owned(),
    ] {
        assert!(printed.lines().any(|it| it == line), "{line}: {printed}");
    }
    assert!(!printed.contains("s3cret"), "{printed}");
    assert!(!format!("{settled:?}").contains("s3cret"));
    let table: toml::Table = printed.parse().expect("it is TOML");
    assert_eq!(table["data"].as_str(), Some("/tmp/\"x\""));
}

#[test]
fn the_shipped_file_has_every_key_and_the_defaults_of_the_domain() {
    let given = Given::file(DEFAULTS);
    let config = given.settled().config;
    let nothing = Config::read(&Sources::default()).expect("no fault").config;
    assert_eq!(format!("{config:?}"), format!("{nothing:?}"));
    let Settings {
        dismiss_after,
        chat_timeout,
        queue_expiry,
        demo_agents: _, // they are the demo tenant's
    } = Settings::default();
    let settings = (dismiss_after, chat_timeout, queue_expiry);
    assert_eq!(
        (
            config.dismiss_after,
            config.chat_timeout,
            config.queue_expiry
        ),
        settings
    );
    let cache_kib = chat_store::SqliteOptions::default().cache_kib;
    assert_eq!(config.database.cache_mib * 1024, cache_kib);
    let webhooks = chatd::webhooks::Options::default();
    assert_eq!(config.webhooks.retry_delays, webhooks.schedule.delays);
    assert_eq!(
        config.webhooks.jitter_percent,
        webhooks.schedule.jitter_percent
    );
    assert_eq!(config.webhooks.disable_after, webhooks.disabling.after);
    assert_eq!(config.webhooks.disable_on_gone, webhooks.disabling.on_gone);
    let timeout = SignedDuration::try_from(webhooks.timeout).expect("it fits");
    assert_eq!(config.webhooks.timeout, timeout);

    let mut section = String::new();
    let mut told = Vec::new();
    for line in DEFAULTS.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            section = format!("{name}.");
        }
        let line = line.strip_prefix("# ").unwrap_or(line);
        let setting = line.split_once(" = ").map(|(name, _)| name);
        told.extend(
            setting
                .filter(|it| !it.contains(' '))
                .map(|it| format!("{section}{it}")),
        );
    }
    let mut known = Vec::new();
    keys(&schema(), "", &mut known);
    assert_eq!(told, known, "left: chatd.toml, right: the struct");
}

/// The paths of a schema's values.
fn keys(schema: &Value, section: &str, into: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().expect("properties") {
        if property.get("properties").is_some() {
            keys(property, &format!("{section}{name}."), into);
        } else {
            into.push(format!("{section}{name}"));
        }
    }
}

#[test]
fn the_schema_takes_the_shipped_file_and_nothing_unknown() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let document = |text: &str| -> Value {
        let table: toml::Table = text.parse().expect("TOML");
        serde_json::to_value(table).expect("JSON")
    };
    assert!(validator.is_valid(&document(DEFAULTS)));
    assert!(validator.is_valid(&document("rate_limit = 'off'")));
    for wrong in ["lissten = ''", "rate_limit = 0", "[log]\nformat = 'xml'"] {
        assert!(!validator.is_valid(&document(wrong)), "{wrong}");
    }
    assert_eq!(
        schema["properties"]["admin"]["properties"]["listen"]["default"],
        "127.0.0.1:8081"
    );
}

#[test]
fn the_shipped_file_stands_beside_the_crate() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("chatd.toml");
    assert_eq!(fs::read_to_string(file).expect("it is there"), DEFAULTS);
}
