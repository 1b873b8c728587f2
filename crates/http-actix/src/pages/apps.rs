//! `/dashboard/apps`: what a user's connected apps may do, and taking it away.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use twinlock_application::developer::{ConnectedAppsError, ConnectionState, Obstacle, RevokeConnectedApp};

use super::dashboard::person;
use crate::forms::SafeForm;
use crate::here::Here;
use crate::refused::Refused;
use crate::respond::{html, see_other};
use crate::views::{AppFace, ConnectedApp, ConnectedAppsPage, Connection, Section, paths};

/// `GET`
pub(crate) async fn show(here: Here) -> Result<HttpResponse, Refused> {
    let who = match person(&here, "apps").await? {
        Ok(who) => who,
        Err(to_sign_in) => return Ok(to_sign_in),
    };
    let apps = here.web.twinlock.connected_apps(here.session.as_deref()).await?;
    let row = |connected: &twinlock_application::developer::ConnectedApp| ConnectedApp {
        face: AppFace::of(&connected.app),
        scope: connected.consent.scope,
        since: connected.consent.granted_at,
        last_used: connected.consent.last_used_at,
        requires_2fa: connected.app.policy.two_factor_required,
        connection: connection(connected.state),
    };
    let page = ConnectedAppsPage { apps: apps.iter().map(row).collect() };
    Ok(html(StatusCode::OK, page.render(&here.chrome_of(&who, Some(Section::Apps)))))
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
pub(crate) async fn revoke(here: Here, id: web::Path<String>, _: SafeForm) -> Result<HttpResponse, Refused> {
    let app = id.parse().map_err(|_| ConnectedAppsError::NotFound)?;
    let command = RevokeConnectedApp { session: here.session.as_deref(), app };
    here.web.twinlock.revoke_connected_app(command, &here.trace).await?;
    Ok(see_other(paths::APPS))
}
