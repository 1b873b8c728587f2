//! Who a handler answers. Its first argument is one of these, and the row of the route has to name the same one, or it
//! does not compile: a row cannot say that a route is for those who are signed in where its handler takes anybody.
//!
//! A caller gives a handler what such a caller has. Whether somebody is signed in is decided by the use case, in the
//! transaction that does what was asked; a test calls every route as nobody.

use std::future::{Ready, ready};
use std::ops::{ControlFlow, Deref};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use twinlock_application::domain::BearerSecret;
use twinlock_application::{Principal, SessionError, SessionState};

use crate::http_error::HttpError;
use crate::paths;
use crate::request::context::RequestContext;
use crate::response::see_other;

macro_rules! callers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name(RequestContext);

        impl Deref for $name {
            type Target = RequestContext;

            fn deref(&self) -> &RequestContext {
                &self.0
            }
        }

        impl FromRequest for $name {
            type Error = HttpError;
            type Future = Ready<Result<Self, HttpError>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(RequestContext::of(request).map(Self))
            }
        }
    )+};
}

callers! {
    /// Anybody.
    Anyone,
    /// Who holds a mailed or printed link.
    LinkHolder,
    /// Whose password was right, with or without a code.
    Pending,
    /// Who is signed in, and for what is their own.
    SignedIn,
    /// A client that authenticates, or a public one.
    Client,
    /// Who holds an access token.
    Bearer,
}

impl SignedIn {
    /// Goes on under a session that this request was given.
    pub(crate) fn continue_with(&mut self, token: &BearerSecret) {
        self.0.session = Some(token.expose().to_owned());
    }

    /// Who it is; if nobody is signed in (any more), the redirect to the sign-in page. `page` is this page's value of
    /// `continue`.
    pub(crate) async fn person(&self, page: &str) -> Result<ControlFlow<HttpResponse, Principal>, HttpError> {
        Ok(match self.session_state().await? {
            SessionState::SignedIn(who) => ControlFlow::Continue(*who),
            SessionState::Pending(_) => ControlFlow::Break(see_other(&paths::two_factor_towards(page))),
            SessionState::Anonymous => ControlFlow::Break(see_other(&paths::sign_in_towards(page))),
        })
    }

    /// What a page shows, as its use case read it; if nobody is signed in, the redirect to the sign-in page, as
    /// [`person`](Self::person).
    pub(crate) async fn shown<T>(
        &self,
        read: Result<T, SessionError>,
        page: &str,
    ) -> Result<ControlFlow<HttpResponse, T>, HttpError> {
        match read {
            Ok(shown) => Ok(ControlFlow::Continue(shown)),
            Err(SessionError::NotSignedIn) => match self.person(page).await? {
                ControlFlow::Break(to_sign_in) => Ok(ControlFlow::Break(to_sign_in)),
                // Another tab finished signing in between the two reads: the page can be loaded again.
                ControlFlow::Continue(_) => Err(HttpError::sign_in_first()),
            },
            Err(failed @ SessionError::Failure(_)) => Err(failed.into()),
        }
    }
}

/// That the arguments of a handler begin with a caller.
pub(crate) trait First<Caller> {}

impl<A> First<A> for (A,) {}
impl<A, B> First<A> for (A, B) {}
impl<A, B, C> First<A> for (A, B, C) {}
impl<A, B, C, D> First<A> for (A, B, C, D) {}
