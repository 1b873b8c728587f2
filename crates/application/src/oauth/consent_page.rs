//! What the consent page shows: the question, or the panel if the gate does not pass.

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
    /// The display name of the app's owner.
    pub owner: String,
    /// The account that is signed in.
    pub account: Account,
    /// The request.
    pub request: AuthorizationRequest,
    /// The question or the panel.
    pub content: ConsentPageContent,
}

/// The question or the panel.
#[derive(Debug)]
pub enum ConsentPageContent {
    /// The question.
    Question(ConsentQuestion),
    /// The panel. Consent cannot be given.
    Panel(Panel),
}

/// Why the gate stops this account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The gate's answer.
    pub stop: Stop,
    /// Whether the request requires two factors although the app does not (R19).
    pub asked_by_request: bool,
}

/// The response to the browser.
#[derive(Debug)]
pub enum ConsentView {
    /// The page.
    Page(Box<ConsentDetails>),
    /// There is nothing to show: the browser goes back to the authorization endpoint with this request.
    Continue,
}

/// Why the page cannot be shown.
pub type ConsentViewError = DecideConsentError;

/// A pending request and the browser that names it. The request must be bound to one of the browser's visitor cookies
/// (R11).
#[derive(Clone, Copy)]
pub struct BrowserRequest<'a> {
    /// The request.
    pub id: AuthorizationRequestId,
    /// The visitor cookies. There can be several, because tabs that open at the same moment each get one.
    pub visitors: &'a [String],
}

redacted_debug!(BrowserRequest);

/// The app of a pending request, as the sign-in page shows it.
#[derive(Debug)]
pub struct RequestHint {
    /// The app.
    pub app: App,
    parameters: RequestParameters,
}

impl RequestHint {
    /// The redirect URI of the request.
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
    /// [`DecideConsentError::NotSignedIn`] if nobody is signed in; [`DecideConsentError::NotFound`],
    /// [`DecideConsentError::AlreadyDecided`] or [`DecideConsentError::Expired`] if this session has no such pending
    /// request; [`DecideConsentError::Failure`] if a port fails.
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

    /// The app of a browser's pending request; `None` if the request is not this browser's, or is decided or expired.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn request_hint(&self, request: BrowserRequest<'_>) -> Result<Option<RequestHint>, Failure> {
        self.read::<_, Failure>(async |work| Ok(work.request_hint(request).await?)).await
    }

    /// Whether the request accepts an account (OIDC Core 3.1.2.2).
    pub fn accepts(&self, hint: &RequestHint, account: AccountId) -> bool {
        self.is_accepted(&hint.app, &hint.parameters, account)
    }
}

impl UnitOfWork<'_> {
    /// The app of a browser's pending request; `None` if the request is not this browser's, or is decided or expired.
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
