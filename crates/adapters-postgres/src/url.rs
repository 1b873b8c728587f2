//! The database URL: the hosts, and whether connections use TLS. TLS here always verifies the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use diesel_async::AsyncPgConnection;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::OpenError;
use crate::hosts::one_by_one;

/// How long one host may take, to the end of the handshake, before the next is tried. A machine that froze accepts
/// connections and never answers.
const EACH: Duration = Duration::from_secs(3);
/// How long a peer may be silent before its connection is closed.
const SILENCE: Duration = Duration::from_secs(10);

/// The hosts to connect to. Clones share which of them connected last.
#[derive(Clone)]
pub(crate) struct Target {
    /// One configuration for each host.
    hosts: Vec<Config>,
    /// The index of the host to try first: the one that connected last, so that a host that is down does not delay
    /// every connection.
    good: Arc<AtomicUsize>,
    tls: Option<MakeRustlsConnect>,
}

impl Target {
    /// Reads a URL as libpq's are: several hosts, `target_session_attrs`, `sslmode` (`disable`, or `require` and
    /// `verify-full`, which both verify) and `sslrootcert`. Without `sslmode`, TLS is used unless every host is this
    /// machine.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let (rest, parameters) = url.split_once('?').unwrap_or((url, ""));
        let mut mode = None;
        let mut roots = None;
        let mut others = Vec::new();
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", path)) => roots = Some(path),
                _ => others.push(parameter),
            }
        }
        let rest = if others.is_empty() { rest.to_owned() } else { format!("{rest}?{}", others.join("&")) };
        // The parser's message names the invalid parameter, and contains no value.
        let parse =
            |url: &String| url.parse().map_err(|error: tokio_postgres::Error| OpenError::Url(error.to_string()));
        let mut hosts: Vec<Config> = one_by_one(&rest).iter().map(parse).collect::<Result<_, _>>()?;
        let encrypted = match mode {
            Some("disable") => false,
            Some("require" | "verify-full") => true,
            None => !hosts.iter().flat_map(Config::get_hosts).all(is_here),
            Some(_) => return Err(OpenError::Url("sslmode is disable, require or verify-full".into())),
        };
        for config in &mut hosts {
            config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
            config.keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
            if config.get_application_name().is_none() {
                config.application_name("twinlock");
            }
        }
        let tls = if encrypted { Some(MakeRustlsConnect::new(client(roots)?)) } else { None };
        Ok(Self { hosts, good: Arc::default(), tls })
    }

    /// Connects to the first host that accepts, beginning with the one that did last time.
    pub(crate) async fn connect(&self) -> Result<AsyncPgConnection, OpenError> {
        let mut reasons = Vec::new();
        let good = self.good.load(Ordering::Relaxed);
        let numbered = self.hosts.iter().enumerate();
        for (number, config) in numbered.clone().skip(good).chain(numbered.take(good)) {
            match tokio::time::timeout(EACH, self.connect_to(config)).await {
                Ok(Ok(connection)) => {
                    self.good.store(number, Ordering::Relaxed);
                    return Ok(connection);
                }
                Ok(Err(error)) => reasons.push(with_causes(&*error)),
                Err(_) => {
                    // Other connections try the next host first.
                    let next = (number + 1) % self.hosts.len();
                    let _ = self.good.compare_exchange(number, next, Ordering::Relaxed, Ordering::Relaxed);
                    reasons.push("no answer in time".to_owned());
                }
            }
        }
        Err(OpenError::Postgres(reasons.join("; ")))
    }

    /// The longest time that it takes to try every host.
    pub(crate) fn patience(&self) -> Duration {
        EACH * u32::try_from(self.hosts.len()).unwrap_or(u32::MAX)
    }

    async fn connect_to(&self, config: &Config) -> Result<AsyncPgConnection, Box<dyn std::error::Error + Send + Sync>> {
        let made = match &self.tls {
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                AsyncPgConnection::try_from_client_and_connection(client, connection).await
            }
            Some(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                AsyncPgConnection::try_from_client_and_connection(client, connection).await
            }
        };
        Ok(made?)
    }
}

/// Checks that a database URL can be parsed and that its parameters are supported. Connects to no server.
///
/// # Errors
/// [`OpenError::Url`] if not.
pub fn check_url(url: &str) -> Result<(), OpenError> {
    Target::parse(url).map(|_| ())
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// The TLS configuration. It verifies the server by the certificates in a file, or by the public authorities.
fn client(roots: Option<&str>) -> Result<ClientConfig, OpenError> {
    let mut store = RootCertStore::empty();
    match roots {
        Some(path) => {
            let unreadable = |error: &dyn std::fmt::Display| OpenError::Url(format!("sslrootcert: {path}: {error}"));
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unreadable(&error))? {
                let certificate = certificate.map_err(|error| unreadable(&error))?;
                store.add(certificate).map_err(|error| unreadable(&error))?;
            }
            if store.is_empty() {
                return Err(unreadable(&"there is no certificate in it"));
            }
        }
        None => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = rustls::crypto::aws_lc_rs::default_provider().into();
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::Url(error.to_string()))?;
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

/// An error with its causes: "error connecting to server" alone does not help.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
