//! A relying party to try Twinlock with: two apps, one of which requires 2FA, and a page that shows the claims that
//! each app receives.
//!
//! `cargo xtask demo` starts it beside the provider. It reads the file that `twinlock demo` writes:
//!
//! ```sh
//! cargo run --example demo_rp -- --config demo-data/demo.json
//! ```

mod config;
mod flow;
mod handlers;
mod http_client;
mod pages;
mod visits;

use std::{io::Write as _, net::SocketAddr, path::PathBuf};

use actix_web::{App, HttpServer, middleware::DefaultHeaders, web};
use anyhow::Context as _;
use clap::Parser;

use crate::{config::Config, flow::RelyingParty, visits::Visits};

const CSP: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A relying party with two apps, to try Twinlock with.
#[derive(Debug, Parser)]
struct Arguments {
    /// The file that `twinlock demo` writes: issuer, apps, accounts.
    #[arg(long, env = "DEMO_RP_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// Where to listen. The apps' redirect URI is this address and `/callback`.
    #[arg(long, env = "DEMO_RP_LISTEN", default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let config = Config::read(&arguments.config)?;
    let party = web::Data::new(RelyingParty::new(config, arguments.listen)?);
    let visits = web::Data::new(Visits::default());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(party.clone())
            .app_data(visits.clone())
            .wrap(DefaultHeaders::new().add(("Content-Security-Policy", CSP)).add(("Referrer-Policy", "no-referrer")))
            .configure(handlers::routes)
    })
    .workers(1)
    .bind(arguments.listen)
    .with_context(|| format!("cannot listen on {}: is something else running there?", arguments.listen))?;
    writeln!(std::io::stdout(), "Demo apps on http://{}", arguments.listen)?;
    Ok(server.run().await?)
}
