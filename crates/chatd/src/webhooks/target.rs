//! Where webhooks may be sent: https on the public internet, and the machine itself for the demo tenant.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;
use url::{Host, Url};

/// The addresses that webhooks may reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Networks {
    /// Public ones only: a tenant's URL must not reach what stands behind the operator's firewall.
    #[default]
    Public,
    /// Private ones too; for an installation whose receivers are its own. Never the machine itself.
    PublicAndPrivate,
}

impl Networks {
    /// Whether an address is among them.
    #[must_use]
    pub fn contain(self, address: IpAddr) -> bool {
        match reach(address) {
            Reach::Public => true,
            Reach::Private => self == Self::PublicAndPrivate,
            Reach::Never => false,
        }
    }
}

/// Why nothing is sent to a URL.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TargetError {
    /// Not an absolute URL with a host.
    #[error(
        "the webhook URL is not an absolute URL with a host: give one such as https://example.com/hook"
    )]
    NotAUrl,
    /// Neither https nor, for the demo tenant, http on loopback.
    #[error("the webhook URL is not https: plain http is for the demo tenant on loopback only")]
    NotHttps,
    /// User and password in the URL.
    #[error("the webhook URL has a user or a password in it: verify the signature instead")]
    Credentials,
    /// The host is an address out of bounds.
    #[error("the webhook URL names an address that webhooks do not reach: name a public host")]
    Address,
}

/// Checks a tenant's URL; `loopback` allows the machine itself, with plain http.
///
/// Names are looked up when an event is sent, and what they lead to is checked then.
///
/// # Errors
/// The first fault.
pub fn check_target(url: &str, networks: Networks, loopback: bool) -> Result<Url, TargetError> {
    let url = Url::parse(url).map_err(|_| TargetError::NotAUrl)?;
    let is_loopback = is_loopback(&url.host().ok_or(TargetError::NotAUrl)?);
    if !url.username().is_empty() || url.password().is_some() {
        return Err(TargetError::Credentials);
    }
    let may_be_plain = is_loopback && loopback;
    match url.scheme() {
        "https" => {}
        "http" if may_be_plain => return Ok(url),
        _ => return Err(TargetError::NotHttps),
    }
    if is_loopback {
        return if loopback {
            Ok(url)
        } else {
            Err(TargetError::Address)
        };
    }
    let in_bounds = match url.host() {
        Some(Host::Ipv4(address)) => networks.contain(address.into()),
        Some(Host::Ipv6(address)) => networks.contain(address.into()),
        _ => true,
    };
    in_bounds.then_some(url).ok_or(TargetError::Address)
}

/// Whether a host is the machine itself: by name, or by address in either notation.
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_localhost(name),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.to_canonical().is_loopback(),
    }
}

/// Names that mean the machine itself (RFC 6761, section 6.3).
pub(super) fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// How far an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Public,
    Private,
    Never,
}

fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

/// After the IANA registry of special-purpose IPv4 addresses. Link-local is never reached: metadata services live there.
fn reach_v4(address: Ipv4Addr) -> Reach {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => Reach::Private,
        (0 | 127 | 224..=255, ..)
        | (169, 254, _)
        | (192, 0, 0 | 2)
        | (192, 88, 99)
        | (198, 18 | 19, _)
        | (198, 51, 100)
        | (203, 0, 113) => Reach::Never,
        _ => Reach::Public,
    }
}

/// After the IANA registry of special-purpose IPv6 addresses; addresses that carry an IPv4 one count as that.
fn reach_v6(address: Ipv6Addr) -> Reach {
    if let Some(inner) = embedded_v4(address) {
        return reach_v4(inner);
    }
    match address.segments() {
        [0xfc00..=0xfdff, ..] => Reach::Private,
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Reach::Never,
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Never,
    }
}

fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let joined = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(joined(g, h)),
        (0x2002, ..) => Some(joined(b, c)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Networks, TargetError, check_target};

    #[test]
    fn https_on_a_public_host_is_allowed() {
        for url in [
            "https://example.com/hook",
            "https://example.com:8443/a?b=c",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]/",
        ] {
            assert!(check_target(url, Networks::Public, false).is_ok(), "{url}");
        }
    }

    #[test]
    fn everything_else_is_told() {
        for (url, error) in [
            ("", TargetError::NotAUrl),
            ("/hook", TargetError::NotAUrl),
            ("mailto:a@b.example", TargetError::NotAUrl),
            ("http://example.com/", TargetError::NotHttps),
            ("http://127.0.0.1/", TargetError::NotHttps),
            ("ftp://example.com/", TargetError::NotHttps),
            ("https://user:secret@example.com/", TargetError::Credentials),
            ("https://localhost/", TargetError::Address),
            ("https://a.LOCALHOST./", TargetError::Address),
            ("https://127.1/", TargetError::Address),
            ("https://0x7f000001/", TargetError::Address),
            ("https://[::1]/", TargetError::Address),
            ("https://[::ffff:127.0.0.1]/", TargetError::Address),
            ("https://[::ffff:169.254.169.254]/", TargetError::Address),
            ("https://[2002:7f00:1::]/", TargetError::Address),
            ("https://[fe80::1]/", TargetError::Address),
            ("https://169.254.169.254/", TargetError::Address),
            ("https://10.0.0.1/", TargetError::Address),
            ("https://[fd00::1]/", TargetError::Address),
            ("https://0.0.0.0/", TargetError::Address),
        ] {
            let checked = check_target(url, Networks::Public, false);
            assert_eq!(checked.map(|_| ()), Err(error), "{url}");
        }
    }

    #[test]
    fn the_demo_tenant_may_use_the_machine_itself() {
        for url in [
            "http://127.0.0.1:9000/hook",
            "http://localhost:9000/",
            "http://[::1]:9000/",
            "http://[::ffff:127.0.0.1]:9000/",
            "https://localhost/",
            "https://example.com/",
        ] {
            assert!(check_target(url, Networks::Public, true).is_ok(), "{url}");
        }
        let checked = check_target("http://example.com/", Networks::Public, true);
        assert_eq!(checked.map(|_| ()), Err(TargetError::NotHttps));
    }

    #[test]
    fn private_networks_are_a_choice_and_the_machine_itself_is_not() {
        let check = |url| check_target(url, Networks::PublicAndPrivate, false);
        assert!(check("https://10.0.0.1/").is_ok());
        assert!(check("https://[fd00::1]/").is_ok());
        assert!(check("https://127.0.0.1/").is_err());
        assert!(check("https://169.254.169.254/").is_err());
    }
}
