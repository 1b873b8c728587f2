//! The floor: the least that a server can do for each operation that is measured. Not a provider: no limits, no audit,
//! no client lookup, no policy and no error pages. One program for both stores, started by the benchmark.

mod clock;
mod database;
mod handlers;
mod parameters;
mod password;
mod postgres;
mod provider;
mod records;
mod refusal;
mod secret;
mod sqlite;

use std::net::SocketAddr;

use actix_web::{
    App, HttpServer,
    web::{self, Data},
};
use anyhow::{Context as _, Result};
use clap::Parser;

use crate::{database::Database, provider::Provider};

/// What the benchmark agrees on with the floor.
#[derive(Debug, Parser)]
struct Options {
    #[arg(long)]
    listen: SocketAddr,
    /// The issuer, without a slash at its end.
    #[arg(long)]
    issuer: String,
    /// `postgres://…` or `sqlite://…`: an empty database, which the floor fills.
    #[arg(long)]
    database: String,
    #[arg(long)]
    client_id: String,
    /// The header by which the one client authenticates.
    #[arg(long)]
    authorization: String,
    #[arg(long)]
    redirect_uri: String,
    /// An account that has consented; repeated.
    #[arg(long)]
    email: Vec<String>,
    /// The password of every account.
    #[arg(long)]
    password: String,
}

#[actix_web::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    // As many as the product starts.
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let database = Database::fill(&options, workers).await.context("the database")?;
    let provider = Data::new(Provider::new(&options)?);
    let app = move || {
        let database = database.clone();
        App::new()
            .app_data(provider.clone())
            .data_factory(move || {
                let database = database.clone();
                async move { database.open().await }
            })
            .configure(routes)
    };
    // A blocking thread of each worker hashes passwords: two at a time on two cores, as in the product.
    HttpServer::new(app).workers(workers).worker_max_blocking_threads(1).bind(options.listen)?.run().await?;
    Ok(())
}

fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/.well-known/openid-configuration", web::get().to(handlers::discovery))
        .route("/oauth2/jwks", web::get().to(handlers::keys))
        .route("/sign-in", web::get().to(handlers::sign_in_page))
        .route("/sign-in", web::post().to(handlers::sign_in))
        .route("/oauth2/authorize", web::get().to(handlers::authorize))
        .route("/oauth2/token", web::post().to(handlers::token))
        .route("/oauth2/userinfo", web::get().to(handlers::userinfo))
        .route("/oauth2/introspect", web::post().to(handlers::introspect));
}
