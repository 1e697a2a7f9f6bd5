//! Name resolution that gives only addresses which webhooks may reach.
//!
//! The check is here and not before the request: a name may lead elsewhere from one look-up to the next.

use std::io;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::target::{Networks, is_localhost};

/// The system's resolver with the addresses out of bounds taken away.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundedResolver(pub(super) Networks);

impl Resolve for BoundedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.0;
        Box::pin(async move {
            let name = name.as_str();
            // Which tenant may name the machine itself was checked with the URL.
            let localhost = is_localhost(name);
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((name, 0))
                .await?
                .filter(|address| {
                    if localhost {
                        address.ip().is_loopback()
                    } else {
                        networks.contain(address.ip())
                    }
                })
                .collect();
            if addresses.is_empty() {
                let cause = "the host leads to no address that webhooks may reach";
                return Err(io::Error::other(cause).into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
