//! The HTTP surface as a whole: routes, headers, cookies, forgery, hosts, errors, limits, and its documentation.

mod addresses;
mod audit_log;
mod bodies;
mod bounds;
mod cookies;
mod cors;
mod documents;
mod error_words;
mod errors;
mod forgery;
mod headers;
mod hosts;
mod json_bodies;
mod languages;
mod limits;
mod log;
mod methods;
mod parameters;
mod readiness;
mod routes;
mod transactions;

use twinlock_http_actix::Route;

/// A path of the table, with ids that do not exist in place of its parameters.
pub(crate) fn filled(route: &Route) -> String {
    let id = "01890000-0000-7000-8000-000000000000";
    let mut path = route.path.to_owned();
    for name in ["{id}", "{client_id}", "{secret}", "{name}"] {
        path = path.replace(name, id);
    }
    if route.path == "/consent" { format!("{path}?request={id}") } else { path }
}

/// Whether a route returns JSON.
pub(crate) fn is_json(route: &Route) -> bool {
    route.path.starts_with("/api/") || route.path.starts_with("/.well-known/") || is_protocol(route)
}

/// Whether a route is for clients of the protocol, which have no cookies and so nothing to forge.
fn is_protocol(route: &Route) -> bool {
    route.path.starts_with("/oauth2/")
}
