//! The kinds of callers. The first argument of a handler is one of these types, and the row of its route has to name
//! the same type, or the code does not compile: a row cannot declare a route as one for signed-in users if its handler
//! accepts anybody.
//!
//! A caller type gives a handler what such a caller has. Whether a user is signed in is decided by the use case, in the
//! transaction that does the work; a test calls every route without a session.

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
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Who may call a route: the first argument of its handler is the caller of the same name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Access {
            $($(#[$doc])* $name),+
        }

        $(
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
        )+
    };
}

callers! {
    /// Anybody.
    Anyone,
    /// The holder of a mailed or printed link.
    LinkHolder,
    /// A user whose password was right, with or without a code.
    Pending,
    /// A signed-in user, for their own data.
    SignedIn,
    /// A client that authenticates, or a public client.
    Client,
    /// The holder of an access token.
    Bearer,
}

impl SignedIn {
    /// Uses the session that this request has created from here on.
    pub(crate) fn continue_with(&mut self, token: &BearerSecret) {
        self.0.session = Some(token.expose().to_owned());
    }

    /// The signed-in user; if nobody is signed in (any more), the redirect to the sign-in page. `page` is this page's
    /// value of `continue`.
    pub(crate) async fn person(&self, page: &str) -> Result<ControlFlow<HttpResponse, Principal>, HttpError> {
        Ok(match self.session_state().await? {
            SessionState::SignedIn(who) => ControlFlow::Continue(*who),
            SessionState::Pending(_) => ControlFlow::Break(see_other(&paths::two_factor_towards(page))),
            SessionState::Anonymous => ControlFlow::Break(see_other(&paths::sign_in_towards(page))),
        })
    }

    /// What a page shows, as its use case read it; if nobody is signed in, the redirect to the sign-in page, as in
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

/// Implemented by the argument lists of handlers that begin with this caller type.
pub(crate) trait First<Caller> {}

impl<A> First<A> for (A,) {}
impl<A, B> First<A> for (A, B) {}
impl<A, B, C> First<A> for (A, B, C) {}
impl<A, B, C, D> First<A> for (A, B, C, D) {}
