//! Log lines go to standard error, so that standard output has the results of commands and nothing else.

use std::io::IsTerminal;

use anyhow::Context;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context as Within, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

use crate::config::{Config, LogFormat};

/// The log target under which actix reports each malformed request as an error of the server.
const MALFORMED: &str = "actix_http::h1::dispatcher";

/// Starts logging. To be called once in a process.
pub(crate) fn begin(config: &Config) -> anyhow::Result<()> {
    let mut filter = EnvFilter::try_new(&config.log_filter).context("log_filter")?;
    if !config.log_filter.contains("actix_http") {
        filter = filter.add_directive(format!("{MALFORMED}=off").parse().context("cannot set the log filter")?);
    }
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let lines = match config.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let counted = Malformed.with_filter(Targets::new().with_target(MALFORMED, Level::ERROR));
    registry().with(lines.with_filter(filter)).with(counted).try_init().context("cannot start logging")
}

/// Counts those reports instead of logging them: an operator sees how many there are, and a stranger cannot fill the
/// log.
struct Malformed;

impl<S: Subscriber> Layer<S> for Malformed {
    fn on_event(&self, _: &Event<'_>, _: Within<'_, S>) {
        metrics::counter!("twinlock_malformed_requests_total").increment(1);
    }
}
