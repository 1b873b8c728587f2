//! What the consent page shows: the question, or the panel for those whom the gate stops.

use twinlock_domain::{AccountId, Acr, AuthorizationRequestId, ConsentQuestion, RedirectUri, Stop};
use twinlock_ports::{Account, App, AuthorizationRequest, RequestParameters, RequestState, StoreError};

use super::DecideConsentError;
use super::decide_consent::OwnRequest;
use super::flow::{AuthorizationContext, NextStep};
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, SessionState, Twinlock};

/// The page of a pending request.
#[derive(Debug)]
pub struct ConsentDetails {
    /// The app.
    pub app: App,
    /// Its owner's display name.
    pub owner: String,
    /// Who is signed in.
    pub account: Account,
    /// The request.
    pub request: AuthorizationRequest,
    /// What is asked, or why nothing is.
    pub content: ConsentPageContent,
}

/// The question or the panel.
#[derive(Debug)]
pub enum ConsentPageContent {
    /// The question.
    Question(ConsentQuestion),
    /// The panel: nothing can be approved.
    Panel(Panel),
}

/// Why the gate stops this account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The gate's answer.
    pub stop: Stop,
    /// Whether the request itself asks for two factors, of an app that does not (R19).
    pub asked_by_request: bool,
}

/// The response to the browser.
#[derive(Debug)]
pub enum ConsentView {
    /// The page.
    Page(Box<ConsentDetails>),
    /// Nothing is to be shown here (any more): back to the authorization endpoint with this request.
    Continue,
}

/// Why there is no such page.
pub type ConsentViewError = DecideConsentError;

/// A pending request as a browser names it. It is the browser's if it is bound to one of its visitor cookies (R11).
#[derive(Clone, Copy)]
pub struct BrowserRequest<'a> {
    /// The request.
    pub id: AuthorizationRequestId,
    /// The visitor cookies: tabs that open at the same moment each get one.
    pub visitors: &'a [String],
}

redacted_debug!(BrowserRequest);

/// What the sign-in page says about where one is heading.
#[derive(Debug)]
pub struct RequestHint {
    /// The app.
    pub app: App,
    parameters: RequestParameters,
}

impl RequestHint {
    /// Where the answer will go.
    pub const fn redirect_uri(&self) -> &RedirectUri {
        &self.parameters.redirect_uri
    }

    /// `login_hint`
    pub fn login_hint(&self) -> Option<&str> {
        self.parameters.login_hint.as_deref()
    }
}

impl Twinlock {
    /// The consent page. It changes nothing.
    ///
    /// # Errors
    /// See [`ConsentViewError`]: the request is unknown, another session's, decided or expired, or a port fails.
    pub async fn consent_page(
        &self,
        session: Option<&str>,
        id: AuthorizationRequestId,
    ) -> Result<ConsentView, ConsentViewError> {
        self.read(async |work| {
            let OwnRequest { session, app, consent, request } = work.own_request(session, id).await?;
            let SessionState::SignedIn(principal) = &session else { return Err(DecideConsentError::NotSignedIn) };
            let context = AuthorizationContext {
                app: &app,
                request: &request,
                is_stored: true,
                stored_consent: consent.as_ref(),
                session: &session,
            };
            let shown = match work.next_step(&context) {
                NextStep::AskConsent(question, _) => ConsentPageContent::Question(question),
                NextStep::Stopped(stop @ (Stop::Enrol | Stop::Wait { .. } | Stop::Refuse(_))) => {
                    let asked_by_request =
                        !app.policy.two_factor_required && request.parameters.required_acr == Acr::TwoFactor;
                    ConsentPageContent::Panel(Panel { stop, asked_by_request })
                }
                NextStep::Stopped(Stop::Challenge)
                | NextStep::IssueCode(_)
                | NextStep::Challenge
                | NextStep::SignIn
                | NextStep::RedirectError(..) => {
                    return Ok(ConsentView::Continue);
                }
            };
            let owner = work.tx.account(app.owner).await?.map_or_else(String::new, |owner| owner.display_name);
            let account = principal.account.clone();
            Ok(ConsentView::Page(Box::new(ConsentDetails { app, owner, account, request, content: shown })))
        })
        .await
    }

    /// The app that a browser is on its way to; `None` when the request is not this browser's, or over.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn request_hint(&self, request: BrowserRequest<'_>) -> Result<Option<RequestHint>, Failure> {
        self.read::<_, Failure>(async |work| Ok(work.request_hint(request).await?)).await
    }

    /// Whether the request that a browser is on its way with accepts an account (OIDC Core 3.1.2.2).
    pub fn accepts(&self, hint: &RequestHint, account: AccountId) -> bool {
        self.is_accepted(&hint.app, &hint.parameters, account)
    }
}

impl UnitOfWork<'_> {
    /// The app that a browser is on its way to; `None` when the request is not this browser's, or over.
    pub(crate) async fn request_hint(
        &mut self,
        BrowserRequest { id, visitors }: BrowserRequest<'_>,
    ) -> Result<Option<RequestHint>, StoreError> {
        let Some(request) = self.tx.request(id).await? else { return Ok(None) };
        let mine = visitors.iter().any(|visitor| request.visitor == Some(self.hash(visitor)));
        if !mine || request.state != RequestState::Pending || self.now >= request.expires_at {
            return Ok(None);
        }
        let app = self.tx.app(request.app).await?;
        Ok(app.map(|app| RequestHint { app, parameters: request.parameters }))
    }
}
