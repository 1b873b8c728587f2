//! Twinlock over HTTP: routes, extractors, pages and presenters on actix-web. This crate handles HTTP, HTML and JSON;
//! all decisions are made by the use cases.

mod api;
mod app_state;
mod assets;
pub mod bounds;
mod front_end;
mod http_error;
mod limits;
mod middleware;
mod observe;
mod pages;
mod paths;
mod protocol;
mod request;
mod response;
mod routes;
mod text;
mod views;

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, Error, body::BoxBody, middleware::from_fn, web::Data};

pub use api::app_json;
pub use app_state::{AppState, BODY_TIMEOUT, HttpSettings};
pub use front_end::Pages;
pub use limits::{Limits, rate_limit_keys, sweep_rate_limits};
pub use observe::RetryCounters;
pub use request::caller::Access;
pub use routes::{ROUTES, Route};

/// The application, for an `HttpServer` or a test.
pub fn app(
    state: Data<AppState>,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>,
> {
    App::new()
        .app_data(state)
        .app_data(actix_web::web::PayloadConfig::new(bounds::BODY))
        .configure(routes::configure)
        .wrap(from_fn(middleware::handle))
}

/// Registers all counters with the value zero. To be called once, after the metrics recorder is installed.
pub fn register_counters() {
    observe::register_counters(ROUTES.iter().map(|route| route.path));
}
