//! Host names and e-mail addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a text is a host name: labels of letters, digits and inner hyphens.
pub(super) fn is_hostname(text: &str) -> bool {
    const LONGEST: usize = 253;
    const LONGEST_LABEL: usize = 63;
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= LONGEST_LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.len() <= LONGEST && text.split('.').all(is_label)
}

/// Whether a text is an e-mail address: a local part, `@`, and a domain or an address literal.
pub(super) fn is_email(text: &str) -> bool {
    const LONGEST_LOCAL: usize = 64;
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_local = local.len() <= LONGEST_LOCAL && (is_dot_atom(local) || is_quoted(local));
    is_local && (is_hostname(domain) || is_literal(domain))
}

fn is_dot_atom(text: &str) -> bool {
    let is_atom_character =
        |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii();
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_atom_character);
    text.split('.').all(is_atom)
}

fn is_quoted(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let Some(inner) = inner else {
        return false;
    };
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.next().is_none() => return false,
            '"' => return false,
            c if c.is_control() => return false,
            _ => {}
        }
    }
    true
}

fn is_literal(domain: &str) -> bool {
    let inner = domain
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    inner.is_some_and(|inner| match inner.strip_prefix("IPv6:") {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => inner.parse::<Ipv4Addr>().is_ok(),
    })
}
