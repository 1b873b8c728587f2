//! `/dashboard/apps`: what a user's connected apps may do, and revoking their access.

use std::ops::ControlFlow;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use twinlock_application::developer::{ConnectionState, Obstacle, RevokeConnectedApp, RevokeConnectedAppError};

use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::SignedIn;
use crate::request::forms::SafeForm;
use crate::response::{html, see_other};
use crate::views::{AppSummary, ConnectedApp, ConnectedAppsPage, Connection, Section};

/// `GET`
pub(crate) async fn show(context: SignedIn) -> Result<HttpResponse, HttpError> {
    let who = match context.person("apps").await? {
        ControlFlow::Continue(who) => who,
        ControlFlow::Break(to_sign_in) => return Ok(to_sign_in),
    };
    let apps = context.state.twinlock.connected_apps(context.session.as_deref()).await?;
    let row = |connected: &twinlock_application::developer::ConnectedApp| ConnectedApp {
        face: AppSummary::of(&connected.app),
        scope: connected.consent.scope.clone(),
        scope_descriptions: connected.app.metadata.scope_descriptions.clone(),
        since: connected.consent.granted_at,
        last_used: connected.consent.last_used_at,
        requires_2fa: connected.app.policy.two_factor_required,
        connection: connection(connected.state),
    };
    let page = ConnectedAppsPage { apps: apps.iter().map(row).collect() };
    Ok(html(StatusCode::OK, page.render(&context.chrome_of(&who.account, Some(Section::Apps)))))
}

fn connection(state: ConnectionState) -> Connection {
    match state {
        ConnectionState::Connected => Connection::Connected,
        ConnectionState::AtNextSignIn => Connection::AtNextSignIn,
        ConnectionState::Ending { until } => Connection::Ending { until },
        ConnectionState::Paused(Obstacle::NotEnrolled) => Connection::NeedsSecondFactor,
        ConnectionState::Paused(Obstacle::FactorTooYoung { until }) => Connection::FactorTooYoung { until },
    }
}

/// `POST …/{id}/revoke`
pub(crate) async fn revoke(context: SignedIn, id: web::Path<String>, _: SafeForm) -> Result<HttpResponse, HttpError> {
    let app = id.parse().map_err(|_| RevokeConnectedAppError::NotFound)?;
    let command = RevokeConnectedApp { session: context.session.as_deref(), app };
    context.state.twinlock.revoke_connected_app(command, &context.origin).await?;
    Ok(see_other(paths::APPS))
}
