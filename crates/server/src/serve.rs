//! `serve`: listens, prints the address, runs background tasks, and on a signal ends after all requests in progress.

use std::io;
use std::net::{SocketAddr, TcpListener};

use actix_web::dev::{Server, ServerHandle};
use anyhow::Context;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;
use twinlock_application::SignatureAlgorithm;
use twinlock_domain::BearerSecret;

use crate::config::{Config, MailTarget};
use crate::open::{Purpose, adapters, assemble};
use crate::{Adapters, Assembly, OutputFormat, Report, operator, ops, tasks};

/// Opens the configured database and serves it, with the adapters that `alter` makes of the configured ones.
pub(crate) async fn serve(
    config: &Config,
    output: OutputFormat,
    alter: impl FnOnce(Adapters) -> Adapters,
) -> anyhow::Result<()> {
    let assembly = assemble(config, alter(adapters(config, Purpose::Serve).await?)).await?;
    warn_of_links_in_log(config);
    let setup_link = assembly.twinlock.make_first_setup_link(&operator::origin("serve")).await?;
    let greeting = greeting(config, setup_link.as_ref().map(BearerSecret::expose));
    listen(config, &assembly, async || {
        output.report(&greeting);
        // Generating an RSA key is slow, so the first start does not wait for it: a database without keys has no apps
        // yet.
        Ok(assembly.twinlock.ensure_signing_key(SignatureAlgorithm::Rs256).await?)
    })
    .await
}

/// Warns that without SMTP, links that set passwords are logged, and anybody who reads the log can use them. That is
/// meant for trying the program out.
fn warn_of_links_in_log(config: &Config) {
    if let (MailTarget::Files(folder), "https") = (&config.mail, config.public_url.scheme()) {
        tracing::warn!(
            folder = %folder.display(),
            "no smtp_url is set: mail is not sent, and links that set passwords are written to this log and to files"
        );
    }
}

/// The greeting, with the URLs of the server.
fn greeting(config: &Config, setup_link: Option<&str>) -> Report {
    let issuer = config.settings().issuer;
    let mut lines = vec![format!("Twinlock {} serves {issuer} at {}", env!("CARGO_PKG_VERSION"), config.listen)];
    lines.extend(config.ops_listen.map(|ops| format!("Health and metrics: http://{ops}/healthz /readyz /metrics")));
    if let MailTarget::Files(folder) = &config.mail {
        lines.push(format!("Mail is written to {} (no smtp_url is set)", folder.display()));
    }
    if let Some(link) = setup_link {
        lines.push(format!(
            "\nCreate the first administrator with this link. It works once, for 24 hours, and only while there is no \
             administrator:\n{link}"
        ));
    }
    let json = json!({
        "issuer": issuer,
        "listen": config.listen.to_string(),
        "ops_listen": config.ops_listen.map(|ops| ops.to_string()),
        "setup_link": setup_link,
    });
    Report::new(lines.join("\n"), json)
}

/// Serves until a signal arrives. `ready` is called once connections are accepted.
pub(crate) async fn listen(
    config: &Config,
    assembly: &Assembly,
    ready: impl AsyncFnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let metrics = PrometheusBuilder::new().install_recorder().context("metrics cannot be recorded")?;
    twinlock_http_actix::register_counters();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut running = vec![Running::begin(assembly.serve(bind(config.listen)?, workers)?)];
    if let Some(address) = config.ops_listen {
        running.push(Running::begin(ops::serve(bind(address)?, assembly.twinlock.clone(), metrics)?));
    }
    // Before the greeting, so that a signal right after it is not lost.
    let mut signals = Signals::listen().context("cannot listen for signals")?;
    ready().await?;
    // Background tasks are stopped at once when a signal arrives: unsent mail stays in the outbox.
    let signal = tokio::select! {
        signal = signals.next() => signal,
        never = tasks::run(assembly) => match never {},
    };
    tracing::info!(signal, "stopping; requests in progress are finished first");
    for server in running {
        server.end().await?;
    }
    Ok(())
}

/// A running server, and the handle to stop it.
struct Running {
    handle: ServerHandle,
    done: tokio::task::JoinHandle<io::Result<()>>,
}

impl Running {
    fn begin(server: Server) -> Self {
        Self { handle: server.handle(), done: tokio::spawn(server) }
    }

    async fn end(self) -> anyhow::Result<()> {
        self.handle.stop(true).await;
        Ok(self.done.await??)
    }
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("cannot listen at {address}"))
}

/// The signals that end the server.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

/// The signal that ends the server.
#[cfg(not(unix))]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> &'static str {
        self.0.recv().await;
        "Ctrl-C"
    }
}
