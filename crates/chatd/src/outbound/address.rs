//! Which addresses may be reached: a table after the IANA registries of special-purpose addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The addresses that may be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Networks {
    /// Public ones only: a tenant's URL must not reach what stands behind the operator's firewall.
    #[default]
    Public,
    /// Private ones too; for an installation whose receivers are its own. Never the machine itself, nor a metadata service.
    PublicAndPrivate,
}

impl Networks {
    /// Whether an address is among them.
    #[must_use]
    pub fn contain(self, address: IpAddr) -> bool {
        let scope = match address {
            IpAddr::V4(address) => scope_v4(address),
            IpAddr::V6(address) => scope_v6(address),
        };
        match scope {
            Scope::Public => true,
            Scope::Private => self == Self::PublicAndPrivate,
            Scope::Never => false,
        }
    }
}

/// From what anybody may reach to what nobody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    Public,
    /// RFC 1918, the shared space of carriers (RFC 6598), unique local addresses.
    Private,
    /// Loopback, link-local, multicast, documentation, metadata services, whatever is not assigned.
    Never,
}

fn scope_v4(address: Ipv4Addr) -> Scope {
    let [a, b, c, d] = address.octets();
    match (a, b, c, d) {
        // Metadata services outside of link-local: Alibaba Cloud's, Azure's.
        (100, 100, 100, 200) | (168, 63, 129, 16) => Scope::Never,
        (10, ..) | (172, 16..=31, ..) | (192, 168, ..) | (100, 64..=127, ..) => Scope::Private,
        (0 | 127 | 224..=255, ..)
        | (169, 254, ..)
        | (192, 0, 0 | 2, _)
        | (192, 88, 99, _)
        | (198, 18 | 19, ..)
        | (198, 51, 100, _)
        | (203, 0, 113, _) => Scope::Never,
        _ => Scope::Public,
    }
}

/// Where an address leads, and where the IPv4 one leads that its interface identifier may carry: the stricter of the two.
fn scope_v6(address: Ipv6Addr) -> Scope {
    let of_network = match of_transition(address) {
        Some(inner) => scope_v4(inner),
        None => scope_of_network(address),
    };
    let of_interface = isatap(address).map_or(Scope::Public, scope_v4);
    of_network.max(of_interface)
}

fn scope_of_network(address: Ipv6Addr) -> Scope {
    match address.segments() {
        // Metadata services of Amazon and Google.
        [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x254] | [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254] => {
            Scope::Never
        }
        [0xfc00..=0xfdff, ..] => Scope::Private,
        // Teredo, benchmarking, ORCHID and the like; documentation.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Scope::Never,
        [0x2000..=0x3fff, ..] => Scope::Public,
        // Among them NAT64 of local use (64:ff9b:1::/48): where it keeps the IPv4 address is the network's own matter.
        _ => Scope::Never,
    }
}

/// The IPv4 address that the network of this one stands for.
fn of_transition(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    match (a, b, c, d, e, f) {
        // IPv4-compatible (with `::` and `::1`), IPv4-mapped, NAT64.
        (0, 0, 0, 0, 0, 0 | 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(joined(g, h)),
        // 6to4.
        (0x2002, ..) => Some(joined(b, c)),
        _ => None,
    }
}

/// The IPv4 address of an ISATAP interface identifier, which may stand in any network.
fn isatap(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [.., e, f, g, h] = address.segments();
    matches!((e, f), (0 | 0x0200, 0x5efe)).then(|| joined(g, h))
}

fn joined(high: u16, low: u16) -> Ipv4Addr {
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::Networks;

    fn address(text: &str) -> IpAddr {
        text.parse()
            .unwrap_or_else(|_| panic!("{text} is an address"))
    }

    #[test]
    fn public_addresses_are_reached() {
        for text in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
            "2606:4700::5efe:8.8.8.8",
        ] {
            assert!(Networks::Public.contain(address(text)), "{text}");
        }
    }

    #[test]
    fn private_networks_are_a_choice() {
        for text in [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "fc00::1",
            "fd12:3456::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:a00:1::",
            "2002:a00:1::200:5efe:808:808",
            "fd00::5efe:808:808",
            "2606:4700::5efe:10.0.0.1",
        ] {
            assert!(!Networks::Public.contain(address(text)), "{text}");
            assert!(Networks::PublicAndPrivate.contain(address(text)), "{text}");
        }
    }

    #[test]
    fn some_addresses_are_never_reached() {
        for text in [
            // This network, loopback, link-local with its metadata services, other metadata services.
            "0.0.0.0",
            "0.1.2.3",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "169.254.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "fd00:ec2::254",
            "fd20:ce::254",
            // Protocols, documentation, benchmarks, relays, multicast, reserved, broadcast.
            "192.0.0.9",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            // The same of IPv6.
            "::",
            "::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "3fff::1",
            "5f00::1",
            "4000::1",
            // IPv4 addresses in IPv6 ones.
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "::127.0.0.1",
            "::169.254.169.254",
            "64:ff9b::127.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::8.8.8.8",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::",
            // An interface identifier that carries a public IPv4 address makes no network public.
            "2002:7f00:1::5efe:808:808",
            "2002:a9fe:a9fe::5efe:808:808",
            "fe80::5efe:808:808",
            "fec0::5efe:808:808",
            "ff02::5efe:808:808",
            "64:ff9b:1::5efe:808:808",
            "2001:0:7f00:1:0:5efe:808:808",
            "2001:db8::5efe:808:808",
            "2606:4700::5efe:127.0.0.1",
            "2606:4700::200:5efe:169.254.169.254",
        ] {
            for networks in [Networks::Public, Networks::PublicAndPrivate] {
                assert!(!networks.contain(address(text)), "{text}");
            }
        }
    }
}
