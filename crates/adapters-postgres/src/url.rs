//! The database URL: who is connected to, and whether TLS protects it. There is no TLS here that does not verify.

use std::time::Duration;

use diesel_async::AsyncPgConnection;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::OpenError;

/// How long one host may take to answer before the next is tried.
const CONNECT: Duration = Duration::from_secs(3);
/// How soon a peer that vanished is noticed.
const SILENCE: Duration = Duration::from_secs(10);

/// Where connections lead.
#[derive(Clone)]
pub(crate) struct Target {
    config: Config,
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
        // The parser's message names what is wrong with it, and no value.
        let mut config: Config = rest.parse().map_err(|error: tokio_postgres::Error| OpenError::Url(error.to_string()))?;
        let encrypted = match mode {
            Some("disable") => false,
            Some("require" | "verify-full") => true,
            None => !config.get_hosts().iter().all(is_here),
            Some(_) => return Err(OpenError::Url("sslmode is disable, require or verify-full".into())),
        };
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        config.connect_timeout(CONNECT).keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("twinlock");
        }
        let tls = if encrypted { Some(MakeRustlsConnect::new(client(roots)?)) } else { None };
        Ok(Self { config, tls })
    }

    pub(crate) async fn connect(&self) -> Result<AsyncPgConnection, OpenError> {
        let refused = |error: &dyn std::error::Error| OpenError::Postgres(with_causes(error));
        let made = match &self.tls {
            None => {
                let (client, connection) = self.config.connect(NoTls).await.map_err(|error| refused(&error))?;
                AsyncPgConnection::try_from_client_and_connection(client, connection).await
            }
            Some(tls) => {
                let (client, connection) = self.config.connect(tls.clone()).await.map_err(|error| refused(&error))?;
                AsyncPgConnection::try_from_client_and_connection(client, connection).await
            }
        };
        made.map_err(|error| refused(&error))
    }
}

/// Whether a URL can be read, and asks for nothing that is not safe. Reaches for no server.
///
/// # Errors
/// When it cannot, with what is wrong with it.
pub fn check_url(url: &str) -> Result<(), OpenError> {
    Target::parse(url).map(|_| ())
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// What verifies the server: the certificates in a file, or the public authorities.
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

/// An error with what led to it: "error connecting to server" alone helps nobody.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
