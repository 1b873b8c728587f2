//! Assembles adapters, use cases and HTTP. Tests replace adapters here and nowhere else.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::Server;
use actix_web::web::Data;
use twinlock_adapters_crypto::{AesVault, AwsLcSecrets, MasterKey, TotpLite};
use twinlock_application::{Failure, Ports, Settings, Twinlock};
use twinlock_http_actix::{AppState, HttpSettings, Pages, RetryCounters, bounds};
use twinlock_ports::{Clock, Entropy, Mailer, PasswordHasher, Store, TokenSigner};

use crate::descriptors;

/// The adapters that differ between a deployment and a test.
#[derive(Clone)]
pub struct Adapters {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Password hashing. Tests use a cheap one.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Signs `id_token`s.
    pub signer: Arc<dyn TokenSigner>,
    /// Where mail is sent.
    pub mailer: Arc<dyn Mailer>,
    /// The key that encrypts secrets at rest.
    pub master_key: MasterKey,
}

impl std::fmt::Debug for Adapters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Adapters").finish_non_exhaustive()
    }
}

/// A server that is assembled and does not listen yet.
#[derive(Clone)]
pub struct Assembly {
    /// The use cases.
    pub twinlock: Twinlock,
    /// The state of the HTTP handlers.
    pub web: Data<AppState>,
    /// Where mail is sent.
    pub mailer: Arc<dyn Mailer>,
}

impl std::fmt::Debug for Assembly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assembly").field("twinlock", &self.twinlock).finish_non_exhaustive()
    }
}

/// Assembles a server. The issuer in `settings` is the public URL in `web`.
///
/// # Errors
/// [`Failure`] if the store cannot be read, or was sealed under another master key.
pub async fn wire(adapters: Adapters, settings: Settings, web: HttpSettings) -> Result<Assembly, Failure> {
    let ports = Ports {
        store: adapters.store,
        clock: adapters.clock,
        secrets: Arc::new(AwsLcSecrets::new(adapters.entropy.clone())),
        totp: Arc::new(TotpLite::new(adapters.entropy.clone())),
        entropy: adapters.entropy,
        passwords: adapters.passwords,
        vault: Arc::new(AesVault::new(&adapters.master_key)?),
        signer: adapters.signer,
        front_end: Arc::new(Pages),
        retries: Arc::new(RetryCounters),
    };
    let twinlock = Twinlock::open(ports, settings).await?;
    let web = Data::new(AppState::new(twinlock.clone(), web));
    Ok(Assembly { twinlock, web, mailer: adapters.mailer })
}

impl Assembly {
    /// Serves connections of a listener until the server is stopped by its handle. The caller handles signals.
    ///
    /// # Errors
    /// The I/O error if the listener cannot be used.
    pub fn serve(&self, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
        let web = self.web.clone();
        let server = HttpServer::new(move || twinlock_http_actix::app(web.clone()))
            .workers(workers)
            .max_connections((descriptors::connections() / workers.max(1)).max(1))
            .client_request_timeout(Duration::from_secs(bounds::HEAD_SECONDS as u64))
            .keep_alive(Duration::from_secs(bounds::KEEP_ALIVE_SECONDS as u64));
        Ok(server.disable_signals().shutdown_timeout(10).listen(listener)?.run())
    }
}
