//! Health and metrics, on a listener of their own that the outside does not reach.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::http::header::ContentType;
use actix_web::web::Data;
use actix_web::{App, HttpResponse, HttpServer, Route, guard, web};
use metrics_exporter_prometheus::PrometheusHandle;
use twinlock_application::Twinlock;

/// What the handlers have at hand.
struct Ops {
    twinlock: Twinlock,
    metrics: PrometheusHandle,
}

/// Connections at the same time: a few probes, and never so many that file descriptors run out.
const CONNECTIONS: usize = 32;

/// Serves health and metrics at a listener.
pub(crate) fn serve(listener: TcpListener, twinlock: Twinlock, metrics: PrometheusHandle) -> std::io::Result<Server> {
    let ops = Data::new(Ops { twinlock, metrics });
    let app = move || {
        App::new()
            .app_data(ops.clone())
            .route("/healthz", reading().to(healthz))
            .route("/readyz", reading().to(readyz))
            .route("/metrics", reading().to(render))
    };
    Ok(HttpServer::new(app)
        .workers(1)
        .max_connections(CONNECTIONS)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(listener)?
        .run())
}

/// Takes `GET`, and `HEAD`, which probes like to send.
fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// The process answers. It says nothing of the database: restarting the process would not mend that.
async fn healthz() -> HttpResponse {
    plain(HttpResponse::Ok(), "ok\n")
}

/// The database is there, and its schema is this program's: send requests here.
async fn readyz(ops: Data<Ops>) -> HttpResponse {
    match ops.twinlock.check_ready().await {
        Ok(()) => plain(HttpResponse::Ok(), "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            plain(HttpResponse::ServiceUnavailable(), "not ready\n")
        }
    }
}

async fn render(ops: Data<Ops>) -> HttpResponse {
    ops.metrics.run_upkeep();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(ops.metrics.render())
}

fn plain(mut response: actix_web::HttpResponseBuilder, text: &'static str) -> HttpResponse {
    response.content_type(ContentType::plaintext()).body(text)
}
