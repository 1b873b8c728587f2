//! Log lines on standard error, so that standard output holds what commands answer and nothing else.

use std::io::IsTerminal;

use anyhow::Context;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context as Within, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry};

use crate::config::{Config, LogFormat};

/// Where actix reports what strangers send that is no HTTP, each time as an error of the server.
const MALFORMED: &str = "actix_http::h1::dispatcher";

/// Begins to log. To be called once in a process.
pub(crate) fn begin(config: &Config) -> anyhow::Result<()> {
    let mut filter = EnvFilter::try_new(&config.log_filter).context("log_filter")?;
    if !config.log_filter.contains("actix_http") {
        filter = filter.add_directive(format!("{MALFORMED}=off").parse().context("a directive for the log")?);
    }
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let lines = match config.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let counted = Malformed.with_filter(Targets::new().with_target(MALFORMED, Level::ERROR));
    registry().with(lines.with_filter(filter)).with(counted).try_init().context("the log cannot be begun")
}

/// Counts what actix reports there: an operator sees how much of it comes, and the log is not a stranger's to fill.
struct Malformed;

impl<S: Subscriber> Layer<S> for Malformed {
    fn on_event(&self, _: &Event<'_>, _: Within<'_, S>) {
        metrics::counter!("twinlock_malformed_requests_total").increment(1);
    }
}
