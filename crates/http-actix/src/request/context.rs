//! The request as handlers see it: cookies, session, and where it came from.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use twinlock_application::accounts::SentForm;
use twinlock_application::domain::{AuthorizationRequestId, BearerSecret, bounds};
use twinlock_application::oauth::BrowserRequest;
use twinlock_application::{Account, Device, RequestOrigin, SessionState, SharedFacts};

use crate::AppState;
use crate::http_error::HttpError;
use crate::request::client_address::{client_address, is_trusted};
use crate::request::cookies::{self, Kind};
use crate::request::parameters::Parameters;
use crate::request::reader::Reader;
use crate::text::{Message, message};
use crate::views::{Chrome, Person, Section};

/// The id that the middleware gave this request.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// A notice at the top of a page. The redirect to the page names it in the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The session had ended before the form was sent.
    SignedOut,
    /// The form was sent from a page that is not the current one.
    OutOfDate,
}

impl Notice {
    const ALL: [Self; 2] = [Self::SignedOut, Self::OutOfDate];

    const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::OutOfDate => "out-of-date",
        }
    }

    fn sentence(self) -> Message {
        match self {
            Self::SignedOut => message::notice_signed_out(),
            Self::OutOfDate => message::notice_out_of_date(),
        }
    }

    /// The URL of a page that shows the notice.
    pub(crate) fn beside(self, page: &str) -> String {
        let (address, fragment) = page.split_once('#').map_or((page, None), |(before, after)| (before, Some(after)));
        let separator = if address.contains('?') { '&' } else { '?' };
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{address}{separator}notice={}{fragment}", self.name())
    }

    /// Reads the notice from the query. It contains only a name, so that no link can put other text on a page.
    fn of(request: &HttpRequest) -> Option<Self> {
        let query = url::form_urlencoded::parse(request.query_string().as_bytes());
        let name = query.filter(|(key, _)| key == "notice").map(|(_, value)| value).next()?;
        Self::ALL.into_iter().find(|notice| notice.name() == name)
    }
}

/// The request as handlers see it. They receive it as one of the [callers](super::caller).
#[derive(Debug)]
pub(crate) struct RequestContext {
    pub(crate) state: Data<AppState>,
    /// The session cookie.
    pub(crate) session: Option<String>,
    /// The visitor cookies.
    visitors: Vec<String>,
    /// The trusted device's cookie.
    pub(crate) device: Option<String>,
    pub(crate) origin: RequestOrigin,
    address: IpAddr,
    /// Whether this is a browser that wants a page rather than JSON. Browsers name `text/html` in `Accept` when they
    /// open a URL or send a form; other programs do so only if they want a page.
    pub(crate) wants_page: bool,
    notice: Option<Notice>,
    /// Who reads the response, and in which language.
    pub(crate) reader: Reader,
}

impl RequestContext {
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, HttpError> {
        let state =
            request.app_data::<Data<AppState>>().cloned().ok_or_else(|| HttpError::broken("no application data"))?;
        let user_agent = text_header(request, header::USER_AGENT)
            .chars()
            .filter(|c| !c.is_control())
            .take(bounds::USER_AGENT)
            .collect();
        let address = address_of(request, &state);
        let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let facts = request.extensions().get::<SharedFacts>().cloned().unwrap_or_default();
        Ok(Self {
            session: cookies::read(request, &state, Kind::Session),
            visitors: cookies::visitors(request, &state),
            device: cookies::read(request, &state, Kind::Device),
            origin: RequestOrigin {
                request_id,
                device: Device { user_agent, address: address.to_string() },
                form: None,
                facts,
            },
            address,
            wants_page: text_header(request, header::ACCEPT).contains("text/html"),
            notice: Notice::of(request),
            reader: Reader::of(request),
            state,
        })
    }

    /// The visitor cookie, and whether it is new and has to be set.
    pub(crate) fn visitor(&self) -> (BearerSecret, bool) {
        self.visitors
            .first()
            .cloned()
            .map_or_else(|| (self.state.twinlock.new_visitor(), true), |old| (BearerSecret::new(old), false))
    }

    /// The visitor cookie that a pending request belongs to; the first one if it belongs to none of them.
    pub(crate) async fn visitor_of(&self, id: AuthorizationRequestId) -> Result<Option<&str>, HttpError> {
        let first = self.visitors.first().map(String::as_str);
        if self.visitors.len() < 2 {
            return Ok(first);
        }
        Ok(self.state.twinlock.holder_of(&self.visitors, id).await?.or(first))
    }

    /// A pending request, for a use case that shows the request's app only to the browser that the request belongs to.
    pub(crate) fn browser_request(&self, id: AuthorizationRequestId) -> BrowserRequest<'_> {
        BrowserRequest { id, visitors: &self.visitors }
    }

    /// The client's address.
    pub(crate) const fn address(&self) -> IpAddr {
        self.address
    }

    /// The text of the notice at the top of the page.
    pub(crate) fn notice(&self) -> Option<Message> {
        self.notice.map(Notice::sentence)
    }

    /// Whether the session is anonymous, pending or signed in, and as whom. Sets the language to the account's.
    pub(crate) async fn session_state(&self) -> Result<SessionState, HttpError> {
        let state = self.state.twinlock.session_state(self.session.as_deref()).await?;
        match &state {
            SessionState::SignedIn(principal) | SessionState::Pending(principal) => {
                self.reader.is_owner_of(&principal.account);
            }
            SessionState::Anonymous => {}
        }
        Ok(state)
    }

    /// Determines the language of the response if nothing has read the session yet. If that fails, it is the language
    /// of the browser.
    pub(crate) async fn meet_reader(&self) {
        if self.session.is_none() || self.reader.is_known() {
            return;
        }
        if let Err(refused) = self.session_state().await {
            tracing::debug!(cause = refused.cause, "the language of the account is not known");
        }
    }

    /// Whether a CSRF token belongs to the cookie that forms of this browser are checked against. In a session, only
    /// the token of the session counts; the cookie of a session that has ended counts as none.
    pub(crate) async fn is_csrf_token(&self, token: &str) -> Result<bool, HttpError> {
        let is_of = |cookie: &str| self.state.twinlock.is_csrf_token(cookie, token);
        if self.session.as_deref().is_some_and(is_of) {
            return Ok(true);
        }
        let visitors = self.visitors.iter().any(|cookie| is_of(cookie));
        Ok(visitors && matches!(self.session_state().await?, SessionState::Anonymous))
    }

    /// The origin of a form that renews the session or uses up a link: if the very same form comes again, it gets the
    /// response of the first.
    pub(crate) fn sent(&self, path: &str, form: &Parameters) -> Result<RequestOrigin, HttpError> {
        Ok(RequestOrigin { form: Some(self.sent_form(path, form)?), ..self.origin.clone() })
    }

    /// Whether this form is one that was answered just now and was sent again from the page before. The first one must
    /// have given this browser the session that it has, or none.
    pub(crate) async fn repeats(&self, path: &str, form: &Parameters) -> Result<bool, HttpError> {
        Ok(self.state.twinlock.is_repeat(&self.sent_form(path, form)?, self.session.as_deref()).await?)
    }

    fn sent_form(&self, path: &str, form: &Parameters) -> Result<SentForm, HttpError> {
        Ok(self.state.twinlock.sent_form(form.one("csrf")?.unwrap_or_default(), path, form.iter()))
    }

    /// The layout of a page without a user and without forms.
    pub(crate) fn chrome(&self) -> Chrome {
        Chrome::new(self.reader.texts())
    }

    /// The layout of a page for a user who is signed in, or pending.
    pub(crate) fn chrome_of(&self, account: &Account, section: Option<Section>) -> Chrome {
        self.reader.is_owner_of(account);
        Chrome {
            person: Some(Person { display_name: account.display_name.clone(), email: account.email.to_string() }),
            csrf: self.session.as_deref().map(|cookie| self.state.twinlock.csrf_token(cookie)).unwrap_or_default(),
            section,
            notice: self.notice(),
            ..self.chrome()
        }
    }

    /// The layout of a page that needs no signed-in user. Its forms carry the CSRF token of the session, if there is
    /// one.
    pub(crate) async fn chrome_for_anyone(&self, visitor: &BearerSecret) -> Result<Chrome, HttpError> {
        let session = match self.session_state().await? {
            SessionState::SignedIn(_) | SessionState::Pending(_) => self.session.as_deref(),
            SessionState::Anonymous => None,
        };
        let csrf = self.state.twinlock.csrf_token(session.unwrap_or_else(|| visitor.expose()));
        Ok(Chrome { csrf, notice: self.notice(), ..self.chrome() })
    }
}

pub(crate) fn text_header(request: &HttpRequest, name: header::HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The client's address. If a peer that is not a trusted proxy sends another address in a header, the header is
/// ignored, and the first time that is logged, since the peer may be the operator's own proxy.
fn address_of(request: &HttpRequest, state: &AppState) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let trusted = &state.settings.trusted_proxies;
    let forwarded = ["x-forwarded-for", "forwarded"].into_iter().find(|name| request.headers().contains_key(*name));
    if let Some(header) = forwarded
        && !is_trusted(peer, trusted)
        && state.is_first_proxy_hint()
    {
        tracing::warn!(
            %peer,
            header,
            "a header that names the client's address was ignored, because trusted_proxies does not list the peer; \
             if the peer is your reverse proxy, set trusted_proxies (TWINLOCK_TRUSTED_PROXIES), or all its clients \
             share one rate limit"
        );
    }
    let lines: Vec<&[u8]> = request.headers().get_all("x-forwarded-for").map(HeaderValue::as_bytes).collect();
    client_address(peer, lines.into_iter(), trusted)
}
