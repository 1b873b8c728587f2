//! The request as handlers see it: cookies, who is there, and where it came from.

use std::future::{Ready, ready};
use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use twinlock_application::domain::BearerSecret;
use twinlock_application::{Device, Principal, Trace, Visit};

use crate::Web;
use crate::cookies::{self, Kind};
use crate::refused::Refused;
use crate::views::{Chrome, Person, Section};

/// The id that the frame gave this request.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// The request as handlers see it.
#[derive(Debug)]
pub(crate) struct Here {
    pub(crate) web: Data<Web>,
    /// The session cookie.
    pub(crate) session: Option<String>,
    /// The visitor cookie.
    visitor: Option<String>,
    /// The trusted device's cookie.
    pub(crate) device: Option<String>,
    pub(crate) trace: Trace,
    /// Whether this is a browser that wants a page rather than JSON.
    pub(crate) wants_page: bool,
}

impl FromRequest for Here {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Here {
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Refused> {
        let web = request.app_data::<Data<Web>>().cloned().ok_or_else(|| Refused::broken("no application data"))?;
        let user_agent =
            text_header(request, header::USER_AGENT).chars().filter(|c| !c.is_control()).take(200).collect();
        let address = client_address(request, &web);
        let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        Ok(Self {
            session: cookies::read(request, &web, Kind::Session),
            visitor: cookies::read(request, &web, Kind::Visitor),
            device: cookies::read(request, &web, Kind::Device),
            trace: Trace { request_id, device: Device { user_agent, address } },
            wants_page: text_header(request, header::ACCEPT).contains("text/html"),
            web,
        })
    }

    /// The visitor cookie, and whether it is a new one that has to be set.
    pub(crate) fn visitor(&self) -> (BearerSecret, bool) {
        self.visitor
            .clone()
            .map_or_else(|| (self.web.twinlock.new_visitor(), true), |old| (BearerSecret::new(old), false))
    }

    /// The visitor cookie, as it came.
    pub(crate) fn visitor_cookie(&self) -> Option<&str> {
        self.visitor.as_deref()
    }

    /// The client's address.
    pub(crate) fn address(&self) -> &str {
        &self.trace.device.address
    }

    /// Who is there.
    pub(crate) async fn visit(&self) -> Result<Visit, Refused> {
        Ok(self.web.twinlock.visit(self.session.as_deref()).await?)
    }

    /// Whether a token is that of the cookie which a form of this browser answers for.
    pub(crate) fn is_csrf_token(&self, token: &str) -> bool {
        let cookies = [self.session.as_deref(), self.visitor.as_deref()];
        cookies.into_iter().flatten().any(|cookie| self.web.twinlock.is_csrf_token(cookie, token))
    }

    /// The frame of a page for somebody who is signed in, or pending.
    pub(crate) fn chrome_of(&self, principal: &Principal, section: Option<Section>) -> Chrome {
        Chrome {
            person: Some(Person {
                display_name: principal.account.display_name.clone(),
                email: principal.account.email.to_string(),
            }),
            csrf: self.session.as_deref().map(|cookie| self.web.twinlock.csrf_token(cookie)).unwrap_or_default(),
            section,
            ..Chrome::default()
        }
    }

    /// The frame of a page for nobody in particular.
    pub(crate) fn chrome_of_visitor(&self, visitor: &BearerSecret) -> Chrome {
        Chrome { csrf: self.web.twinlock.csrf_token(visitor.expose()), ..Chrome::default() }
    }
}

pub(crate) fn text_header(request: &HttpRequest, name: header::HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The peer's address; behind proxies that are trusted, the last address in `X-Forwarded-For` that is not one of theirs.
fn client_address(request: &HttpRequest, web: &Web) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return String::new() };
    let trusted = |address: &IpAddr| web.settings.trusted_proxies.iter().any(|net| net.contains(address));
    if !trusted(&peer) {
        return peer.to_string();
    }
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let chain: Vec<IpAddr> =
        forwarded.flat_map(|value| value.split(',')).map_while(|hop| hop.trim().parse().ok()).collect();
    chain.into_iter().rev().find(|hop| !trusted(hop)).unwrap_or(peer).to_string()
}
