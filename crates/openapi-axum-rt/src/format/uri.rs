//! URIs as RFC 3986 writes them.

use std::net::Ipv6Addr;

/// Whether a text is a URI: it begins with a scheme.
pub(super) fn is_uri(text: &str) -> bool {
    scheme(text).is_some_and(is_rest)
}

/// Whether a text is a URI or a relative reference.
pub(super) fn is_reference(text: &str) -> bool {
    if is_uri(text) {
        return true;
    }
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    // A colon in the first segment would make a scheme of what stands before it.
    !first.contains(':') && is_rest(text)
}

/// What follows the scheme and its colon.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then_some(rest)
}

fn is_rest(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (hierarchy, query) = text.split_once('?').unwrap_or((text, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        None => ("", hierarchy),
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
    };
    is_authority(authority)
        && is_made_of(path, b":@/")
        && is_made_of(query, b":@/?")
        && is_made_of(fragment, b":@/?")
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    let (host, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let Some((address, after)) = rest.split_once(']') else {
                return false;
            };
            let is_address = address.parse::<Ipv6Addr>().is_ok() || address.starts_with('v');
            if !is_address || !(after.is_empty() || after.starts_with(':')) {
                return false;
            }
            ("", after.strip_prefix(':').unwrap_or_default())
        }
        None => host.rsplit_once(':').unwrap_or((host, "")),
    };
    is_made_of(user, b":") && is_made_of(host, b"") && port.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text has only characters that stand for themselves everywhere, those in `more`, and escapes.
fn is_made_of(text: &str, more: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                let mut is_hex = || bytes.next().is_some_and(|b| b.is_ascii_hexdigit());
                is_hex() && is_hex()
            }
            _ => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || more.contains(&byte)
            }
        };
        if !fits {
            return false;
        }
    }
    true
}
