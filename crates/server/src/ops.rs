//! Health and metrics, on a separate listener that is not reachable from outside.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::http::header::ContentType;
use actix_web::web::Data;
use actix_web::{App, HttpResponse, HttpServer, Route, guard, web};
use metrics_exporter_prometheus::PrometheusHandle;
use twinlock_application::Twinlock;

/// The state of the handlers.
struct Ops {
    twinlock: Twinlock,
    metrics: PrometheusHandle,
}

/// The most connections at the same time: enough for a few probes, too few to use up the file descriptors.
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

/// Accepts `GET` and `HEAD`, which many probes send.
fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// Whether the process answers. Does not check the database, since a restart of the process would not repair it.
async fn healthz() -> HttpResponse {
    plain(HttpResponse::Ok(), "ok\n")
}

/// Whether to send requests to this server: the database accepts writes, and has this program's schema.
async fn readyz(ops: Data<Ops>) -> HttpResponse {
    match ops.twinlock.check_ready().await {
        Ok(()) => plain(HttpResponse::Ok(), "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "the server is not ready");
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
