//! The two listeners and the URLs that lead to them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;
use url::Url;

use super::ServeError;
use crate::config::Config;

/// Bound listeners.
pub(super) struct Listening {
    pub(super) public: TcpListener,
    pub(super) admin: Option<TcpListener>,
    public_address: SocketAddr,
    admin_address: Option<SocketAddr>,
}

impl Listening {
    /// Binds both, or names the one that failed.
    pub(super) async fn bind(config: &Config) -> Result<Self, ServeError> {
        let (public, public_address) = bind("--listen", config.listen).await?;
        let (admin, admin_address) = match config.admin.listen {
            Some(address) => {
                let (listener, address) = bind("--admin-listen", address).await?;
                (Some(listener), Some(address))
            }
            None => (None, None),
        };
        Ok(Self {
            public,
            admin,
            public_address,
            admin_address,
        })
    }

    /// The base URL of the API and the media, as this machine reaches it.
    pub(super) fn url(&self) -> String {
        url(self.public_address)
    }

    /// The admin listener's.
    pub(super) fn admin_url(&self) -> Option<String> {
        self.admin_address.map(url)
    }

    /// The base of media URLs.
    pub(super) fn public_url(&self, config: &Config) -> Url {
        let configured = config.public_url.clone();
        configured.unwrap_or_else(|| Url::parse(&self.url()).expect("a socket address makes a URL"))
    }
}

fn url(address: SocketAddr) -> String {
    format!("http://{}", reachable(address))
}

/// Every address of the machine is no address to connect to; its loopback is one of them.
pub(crate) fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

async fn bind(
    flag: &'static str,
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), ServeError> {
    let fault = |source| ServeError::Listen {
        flag,
        address,
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(fault)?;
    let bound = listener.local_addr().map_err(fault)?;
    Ok((listener, bound))
}
