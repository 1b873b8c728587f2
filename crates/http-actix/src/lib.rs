//! Twinlock over HTTP: routes, extractors, pages and presenters on actix-web. It knows HTTP, HTML and JSON; it
//! decides nothing.

mod api;
mod assets;
mod authority;
mod body;
pub mod bounds;
mod client_address;
mod compress;
mod continue_to;
mod cookies;
mod cors;
mod format;
mod forms;
mod frame;
mod here;
mod limits;
mod observe;
mod page_of_form;
mod pages;
mod parameters;
mod protocol;
mod refused;
mod respond;
mod routes;
mod views;
mod web;
mod words;

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, Error, body::BoxBody, middleware::from_fn, web::Data};

pub use limits::{Limits, rate_limit_keys, sweep_rate_limits};
pub use observe::register_counters;
pub use routes::{Access, ROUTES, Route};
pub use web::{BODY_TIMEOUT, Web, WebSettings};

/// The application, for an `HttpServer` or a test.
pub fn app(
    web: Data<Web>,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>,
> {
    App::new()
        .app_data(web)
        .app_data(actix_web::web::PayloadConfig::new(bounds::BODY))
        .configure(routes::configure)
        .wrap(from_fn(frame::frame))
}
