//! Name resolution that gives only addresses which may be reached.
//!
//! The check is here and not before the request: a name may lead elsewhere from one look-up to the next.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::Networks;
use super::single_flight::SingleFlight;
use super::target::is_localhost;

/// What a look-up gives, some time.
pub type Addresses = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Where the addresses of a name come from; tests bring their own.
pub trait Resolver: Send + Sync + 'static {
    /// Every address of the name. What may not be reached is taken away afterwards.
    fn look_up(&self, name: &str) -> Addresses;
}

/// The resolver of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn look_up(&self, name: &str) -> Addresses {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A resolver with the addresses out of bounds taken away.
pub(super) struct Bounded {
    pub(super) resolver: SingleFlight,
    pub(super) networks: Networks,
}

impl Resolve for Bounded {
    fn resolve(&self, name: Name) -> Resolving {
        // Which tenant may name the machine itself was checked with the URL; such a name leads nowhere else.
        let localhost = is_localhost(name.as_str());
        let networks = self.networks;
        let looked_up = self.resolver.look_up(name.as_str());
        Box::pin(async move {
            let mut addresses = looked_up.await?;
            addresses.retain(|address| {
                if localhost {
                    address.is_loopback()
                } else {
                    networks.contain(*address)
                }
            });
            if addresses.is_empty() {
                let cause = "the host leads to no address that may be reached";
                return Err(io::Error::other(cause).into());
            }
            // The port is the URL's.
            let sockets = addresses.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(sockets) as Addrs)
        })
    }
}
