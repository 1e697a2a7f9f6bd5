//! From a subdomain and a token to a [`Client`].

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use thiserror::Error;

use crate::generated::client::Client;
use crate::retry::RetryPolicy;
use crate::transport::Transport;

/// Where the API stands below the platform's address.
const BASE_PATH: &str = "/apps/api/v1";

/// What is missing or wrong when a [`Client`] is built.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// Neither a domain nor a base URL was given.
    #[error("the address is missing; give `domain` or `base_url`")]
    AddressMissing,
    /// The address is not one.
    #[error("the address {0} is not an http or https URL without credentials, query and fragment")]
    AddressMalformed(String),
    /// Credentials would travel readably.
    #[error(
        "the address {0} is plain http on another machine; use https or call `allow_plain_http`"
    )]
    PlainHttp(String),
    /// HTTP Basic cannot carry the subdomain, or it is empty.
    #[error("the subdomain {0:?} is empty or has a colon or a control character")]
    Subdomain(String),
    /// The token is empty or has control characters.
    #[error("the token is empty or has a control character")]
    Token,
    /// The HTTP client cannot be set up, for instance for want of root certificates.
    #[error("the http client cannot be set up")]
    Http(#[from] reqwest::Error),
}

/// Settings of a [`Client`].
#[must_use]
pub struct ClientBuilder {
    subdomain: String,
    token: String,
    address: Option<String>,
    plain_http: bool,
    timeout: Duration,
    connect_timeout: Duration,
    retry: RetryPolicy,
}

/// Without the token.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("subdomain", &self.subdomain)
            .field("address", &self.address)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Begins a client of the customer `subdomain`, whose API token is `token`.
    pub fn builder(subdomain: impl Into<String>, token: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            subdomain: subdomain.into(),
            token: token.into(),
            address: None,
            plain_http: false,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::default(),
        }
    }

    /// A client of the hosted platform at `https://{subdomain}.{domain}/apps/api/v1`, with every setting at its default.
    ///
    /// # Errors
    ///
    /// When the subdomain, the token or the domain cannot be used.
    pub fn connect(
        subdomain: impl Into<String>,
        domain: impl AsRef<str>,
        token: impl Into<String>,
    ) -> Result<Client, ConnectError> {
        Client::builder(subdomain, token).domain(domain).build()
    }
}

impl ClientBuilder {
    /// The platform's domain, such as `uc1.ccaiplatform.com`; the address is `https://{subdomain}.{domain}/apps/api/v1`.
    pub fn domain(mut self, domain: impl AsRef<str>) -> Self {
        self.address = Some(format!(
            "https://{}.{}{BASE_PATH}",
            self.subdomain,
            domain.as_ref()
        ));
        self
    }

    /// The whole address of the API, such as `http://127.0.0.1:8080/apps/api/v1`.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.address = Some(base_url.into());
        self
    }

    /// Allows `http` to a machine other than this one. The token then travels readably.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// How long one attempt at a request may take, 30 seconds unless said otherwise. Uploads and downloads are limited by
    /// the time between two pieces instead, which is the same.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a connection may take to be made, 10 seconds unless said otherwise.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// What is asked again, and how often.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The client. It is cheap to clone; its clones share their connections.
    ///
    /// # Errors
    ///
    /// When the address is missing or malformed, or the credentials cannot be sent.
    pub fn build(self) -> Result<Client, ConnectError> {
        let address = self.address()?;
        if self.subdomain.is_empty()
            || self
                .subdomain
                .contains(|it: char| it == ':' || it.is_control())
        {
            return Err(ConnectError::Subdomain(self.subdomain));
        }
        if self.token.is_empty() || self.token.contains(char::is_control) {
            return Err(ConnectError::Token);
        }
        let http = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .read_timeout(self.timeout)
            // The API never redirects; following one would repeat a POST as a GET, or send it elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "/",
                env!("CARGO_PKG_VERSION")
            ))
            .build()?;
        let transport = Transport::new(&self.subdomain, &self.token, self.timeout, self.retry);
        Ok(Client::new_with_client(&address, http, transport))
    }

    /// The address without a slash at its end, as the generated code wants it.
    fn address(&self) -> Result<String, ConnectError> {
        let given = self
            .address
            .as_deref()
            .ok_or(ConnectError::AddressMissing)?;
        let malformed = || ConnectError::AddressMalformed(without_credentials(given));
        let url = Url::parse(given).map_err(|_| malformed())?;
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !bare || !url.has_host() || !matches!(url.scheme(), "http" | "https") {
            return Err(malformed());
        }
        if url.scheme() == "http" && !self.plain_http && !is_this_machine(&url) {
            return Err(ConnectError::PlainHttp(given.to_owned()));
        }
        Ok(url.as_str().trim_end_matches('/').to_owned())
    }
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

/// A malformed address may hold a password before its `@`; that is not for an error message.
fn without_credentials(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ConnectError;
    use crate::Client;

    #[test]
    fn the_address_comes_from_subdomain_and_domain() {
        let builder = Client::builder("customer", "secret").domain("uc1.example.com");
        assert_eq!(
            builder.address().expect("an address"),
            "https://customer.uc1.example.com/apps/api/v1"
        );
    }

    #[test]
    fn a_slash_at_the_end_does_not_matter() {
        let builder =
            Client::builder("customer", "secret").base_url("http://127.0.0.1:8080/apps/api/v1/");
        assert_eq!(
            builder.address().expect("an address"),
            "http://127.0.0.1:8080/apps/api/v1"
        );
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        let address = "http://example.com/apps/api/v1";
        let refused = Client::builder("customer", "secret")
            .base_url(address)
            .build();
        assert!(
            matches!(refused, Err(ConnectError::PlainHttp(_))),
            "{refused:?}"
        );
        Client::builder("customer", "secret")
            .base_url(address)
            .allow_plain_http()
            .build()
            .expect("a client");
        for here in [
            "http://localhost:1",
            "http://127.0.0.9",
            "http://[::1]:8080",
        ] {
            Client::builder("customer", "secret")
                .base_url(here)
                .build()
                .expect("a client");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        let build = |subdomain: &str, token: &str, url: &str| {
            Client::builder(subdomain, token)
                .base_url(url)
                .build()
                .map(drop)
                .expect_err("a refusal")
                .to_string()
        };
        let https = "https://example.com";
        assert_eq!(
            build("a:b", "t", https),
            "the subdomain \"a:b\" is empty or has a colon or a control character"
        );
        assert_eq!(
            build("a", "", https),
            "the token is empty or has a control character"
        );
        let message = build("a", "t", "https://user:hidden@example.com");
        assert!(
            message.contains("…@example.com") && !message.contains("hidden"),
            "{message}"
        );
        assert!(build("a", "t", "example.com/apps").contains("is not an http or https URL"));
    }

    #[test]
    fn no_credentials_are_in_debug_output() {
        let builder = Client::builder("customer", "s3cr3t").domain("example.com");
        assert!(!format!("{builder:?}").contains("s3cr3t"));
        let client = builder.build().expect("a client");
        let shown = format!("{client:?} {:?}", client.get_chat());
        assert!(
            !shown.contains("s3cr3t") && !shown.contains("Basic "),
            "{shown}"
        );
    }
}
