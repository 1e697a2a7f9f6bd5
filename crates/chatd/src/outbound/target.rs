//! Where a tenant's URL may lead: https on the public internet, and the machine itself for whom it is allowed.

use chat_core::TenantId;
use thiserror::Error;
use url::{Host, Url};

use super::address::Networks;

/// What may be reached, chosen by the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The networks.
    pub networks: Networks,
    /// Whose URL may be the machine itself.
    pub loopback: Loopback,
}

/// Whose URL may be the machine itself, also with plain http.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loopback {
    /// Nobody's.
    #[default]
    Never,
    /// This tenant's: the demo tenant.
    Tenant(TenantId),
    /// Every tenant's: an emulator, which serves developers on their own machine.
    Everyone,
}

impl Loopback {
    fn is_allowed_to(self, tenant: TenantId) -> bool {
        match self {
            Self::Never => false,
            Self::Tenant(allowed) => allowed == tenant,
            Self::Everyone => true,
        }
    }
}

/// A URL that was checked for its tenant. What its name leads to is checked with every connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

/// Why nothing is sent to a URL.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TargetError {
    /// Not an absolute URL with a host.
    #[error("the URL is not absolute or has no host: give one such as https://example.com/hook")]
    NotAUrl,
    /// Neither https nor, where that is allowed, http on the loopback.
    #[error("the URL is not https: plain http is for the demo tenant on the loopback only")]
    NotHttps,
    /// User and password in the URL.
    #[error("the URL has a user or a password in it: verify the signature instead")]
    Credentials,
    /// The host is an address out of bounds.
    #[error("the URL names an address that is not reached: name a public host")]
    Address,
}

impl Target {
    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl Reach {
    /// Checks a tenant's URL.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(self, tenant: TenantId, url: &str) -> Result<Target, TargetError> {
        let url = Url::parse(url).map_err(|_| TargetError::NotAUrl)?;
        let is_loopback = is_loopback(&url.host().ok_or(TargetError::NotAUrl)?);
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::Credentials);
        }
        let may_be_here = is_loopback && self.loopback.is_allowed_to(tenant);
        match url.scheme() {
            "https" => {}
            "http" if may_be_here => {}
            _ => return Err(TargetError::NotHttps),
        }
        let in_bounds = match url.host() {
            _ if is_loopback => may_be_here,
            Some(Host::Ipv4(address)) => self.networks.contain(address.into()),
            Some(Host::Ipv6(address)) => self.networks.contain(address.into()),
            _ => true,
        };
        in_bounds.then_some(Target(url)).ok_or(TargetError::Address)
    }
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
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use chat_core::TenantId;

    use super::{Loopback, Reach, TargetError};
    use crate::outbound::Networks;

    const TENANT: TenantId = TenantId(1);
    const OTHER: TenantId = TenantId(2);

    fn check(loopback: Loopback, tenant: TenantId, url: &str) -> Result<(), TargetError> {
        let networks = Networks::Public;
        let reach = Reach { networks, loopback };
        reach.check(tenant, url).map(|_| ())
    }

    #[test]
    fn https_on_a_public_host_is_allowed() {
        for url in [
            "https://example.com/hook",
            "https://example.com:8443/a?b=c",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]/",
        ] {
            assert_eq!(check(Loopback::Never, TENANT, url), Ok(()), "{url}");
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
            ("file:///etc/passwd", TargetError::NotAUrl),
            ("https://user:secret@example.com/", TargetError::Credentials),
            ("https://localhost/", TargetError::Address),
            ("https://a.LOCALHOST./", TargetError::Address),
            ("https://127.1/", TargetError::Address),
            ("https://127.0.0.1./", TargetError::Address),
            ("https://2130706433/", TargetError::Address),
            ("https://0x7f000001/", TargetError::Address),
            ("https://0177.0.0.1/", TargetError::Address),
            ("https://[::1]/", TargetError::Address),
            ("https://[::ffff:127.0.0.1]/", TargetError::Address),
            ("https://[::127.0.0.1]/", TargetError::Address),
            ("https://[::ffff:169.254.169.254]/", TargetError::Address),
            ("https://[2002:7f00:1::]/", TargetError::Address),
            ("https://[64:ff9b::7f00:1]/", TargetError::Address),
            ("https://[fe80::1]/", TargetError::Address),
            ("https://169.254.169.254/", TargetError::Address),
            ("https://10.0.0.1/", TargetError::Address),
            ("https://100.64.0.1/", TargetError::Address),
            ("https://[fd00::1]/", TargetError::Address),
            ("https://0.0.0.0/", TargetError::Address),
            ("https://[::]/", TargetError::Address),
            ("https://255.255.255.255/", TargetError::Address),
            ("https://224.0.0.1/", TargetError::Address),
        ] {
            assert_eq!(check(Loopback::Never, TENANT, url), Err(error), "{url}");
        }
    }

    #[test]
    fn the_machine_itself_is_for_whom_it_is_allowed() {
        for url in [
            "http://127.0.0.1:9000/hook",
            "http://localhost:9000/",
            "http://[::1]:9000/",
            "http://[::ffff:127.0.0.1]:9000/",
            "https://localhost/",
        ] {
            assert_eq!(
                check(Loopback::Tenant(TENANT), TENANT, url),
                Ok(()),
                "{url}"
            );
            assert_eq!(check(Loopback::Everyone, OTHER, url), Ok(()), "{url}");
            assert!(
                check(Loopback::Tenant(TENANT), OTHER, url).is_err(),
                "{url}"
            );
        }
        for url in [
            "http://example.com/",
            "http://0.0.0.0/",
            "http://10.0.0.1/",
            "http://169.254.169.254/",
        ] {
            let checked = check(Loopback::Everyone, TENANT, url);
            assert_eq!(checked, Err(TargetError::NotHttps), "{url}");
        }
        let unspecified = check(Loopback::Everyone, TENANT, "https://0.0.0.0/");
        assert_eq!(unspecified, Err(TargetError::Address));
    }

    #[test]
    fn private_networks_are_a_choice_and_the_machine_itself_is_not() {
        let reach = Reach {
            networks: Networks::PublicAndPrivate,
            loopback: Loopback::Never,
        };
        let check = |url| reach.check(TENANT, url);
        assert!(check("https://10.0.0.1/").is_ok());
        assert!(check("https://[fd00::1]/").is_ok());
        assert!(check("https://127.0.0.1/").is_err());
        assert!(check("https://169.254.169.254/").is_err());
    }
}
