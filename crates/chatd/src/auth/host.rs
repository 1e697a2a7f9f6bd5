//! The `Host` rule: a host that is another tenant's `{subdomain}.{domain}` is refused.

use std::net::IpAddr;

/// The first label of a host name with at least two, in lower case: the part that may be a tenant's subdomain.
///
/// `None` for an address, a single label, or anything that is not a host.
pub(super) fn host_label(host: &str) -> Option<String> {
    if host.starts_with('[') {
        return None;
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if name.parse::<IpAddr>().is_ok() {
        return None;
    }
    let (label, domain) = name.split_once('.')?;
    let is_label = !label.is_empty() && label.len() <= 63 && !domain.is_empty();
    is_label.then(|| label.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::host_label;

    #[test]
    fn only_names_below_a_domain_have_a_label() {
        for (host, label) in [
            ("acme.example.com", Some("acme")),
            ("ACME.example.com:8443", Some("acme")),
            ("demo.localhost:8080", Some("demo")),
            ("localhost:8080", None),
            ("127.0.0.1:8080", None),
            ("127.0.0.1", None),
            ("[::1]:8080", None),
            ("", None),
            (".x", None),
        ] {
            assert_eq!(host_label(host).as_deref(), label, "{host}");
        }
    }
}
