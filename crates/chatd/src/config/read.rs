//! Flags to configuration.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use chat_core::{DISMISS_AFTER_RANGE, TIMEOUT_RANGE};
use jiff::SignedDuration;
use url::Url;

use super::Config;
use super::fault::Faults;
use super::webhook_url::WebhookUrl;
use crate::cli::Flags;

pub(super) fn config(flags: &Flags) -> Result<Config, Faults> {
    let mut faults = Faults::default();
    let listen = faults
        .read("--listen", flags.listen.as_ref(), address)
        .unwrap_or(Config::LISTEN);
    let admin_listen = admin(&mut faults, flags, listen);
    let data = data(&mut faults, flags);
    // There is no configuration file in this version: an address off the loopback is the only configuration.
    let demo = flags.demo || listen.ip().is_loopback();
    let webhook_url = faults.read("--webhook-url", flags.webhook_url.as_ref(), |text| {
        if demo {
            WebhookUrl::parse(text)
        } else {
            Err("is for the demo tenant; add --demo".to_owned())
        }
    });
    let rate_limit = faults
        .read("--rate-limit", flags.rate_limit.as_ref(), rate)
        .unwrap_or(Some(Config::RATE_LIMIT));
    let agents = faults
        .read("--agents", flags.agents.as_ref(), switch)
        .unwrap_or(true);
    let dismissal = |text: &str| duration(text, DISMISS_AFTER_RANGE);
    let timeout = |text: &str| duration(text, TIMEOUT_RANGE);
    let dismiss_after = faults.read("--dismiss-after", flags.dismiss_after.as_ref(), dismissal);
    let chat_timeout = faults.read("--chat-timeout", flags.chat_timeout.as_ref(), timeout);
    let queue_expiry = faults.read("--queue-expiry", flags.queue_expiry.as_ref(), timeout);
    let public_url = faults.read("--public-url", flags.public_url.as_ref(), base_url);
    if !faults.0.is_empty() {
        return Err(faults);
    }
    Ok(Config {
        listen,
        admin_listen,
        data,
        webhook_url,
        rate_limit,
        json: flags.json,
        demo,
        agents,
        dismiss_after,
        chat_timeout,
        queue_expiry,
        public_url,
    })
}

fn admin(faults: &mut Faults, flags: &Flags, listen: SocketAddr) -> Option<SocketAddr> {
    const FLAG: &str = "--admin-listen";
    let port = if listen.port() == 0 {
        0
    } else {
        Config::ADMIN_PORT
    };
    let default = SocketAddr::new(Config::LISTEN.ip(), port);
    let text = flags.admin_listen.as_ref();
    let given = faults.read(FLAG, text, |text| match text {
        "off" => Ok(None),
        _ => address(text).map(Some),
    });
    let admin = given.unwrap_or(Some(default));
    if let Some(admin) = admin
        && admin == listen
        && admin.port() != 0
    {
        faults.add(
            FLAG,
            format!("is the same address as --listen ({listen}); give another, or off"),
        );
    }
    admin
}

fn data(faults: &mut Faults, flags: &Flags) -> PathBuf {
    let text = flags.data.as_deref().unwrap_or(Config::DATA);
    if text.is_empty() || text.contains('\0') {
        faults.add("--data", "is not a path; give a directory");
    }
    PathBuf::from(text)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| {
        format!("`{text}` is not an address; write IP:PORT, as 127.0.0.1:8080 or [::1]:8080")
    })
}

fn rate(text: &str) -> Result<Option<NonZeroU32>, String> {
    if text == "off" {
        return Ok(None);
    }
    let number = text.parse::<NonZeroU32>().ok();
    match number.filter(|number| number.get() <= 1_000_000) {
        Some(number) => Ok(Some(number)),
        None => Err(format!(
            "`{text}` is not a rate; write calls per second, 1 to 1000000, or off"
        )),
    }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("`{text}` is neither on nor off")),
    }
}

fn duration(text: &str, range: RangeInclusive<SignedDuration>) -> Result<SignedDuration, String> {
    let fault = || format!("`{text}` is not a duration; write seconds as 90 or 90s, or 5m, 2h, 1d");
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (number, unit) = text.split_at(digits.len());
    let number: i64 = number.parse().map_err(|_| fault())?;
    let seconds = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(fault()),
    };
    let duration = number.checked_mul(seconds).map(SignedDuration::from_secs);
    match duration.filter(|d| range.contains(d)) {
        Some(duration) => Ok(duration),
        None => {
            let minutes = range.end().as_mins();
            Err(format!("`{text}` is out of range; 1s to {minutes}m"))
        }
    }
}

fn base_url(text: &str) -> Result<Url, String> {
    let mut url = Url::parse(text).map_err(|error| format!("this is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("must be an absolute http or https URL".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err("must have no query, fragment or user name".to_owned());
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}
