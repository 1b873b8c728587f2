//! The request that an action belongs to: for the audit log, for the log line of the request, and for answering a
//! repeated form.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use twinlock_domain::{AccountId, AppId};
use twinlock_ports::Device;

use crate::sent_form::SentForm;

/// The request that caused an action.
#[derive(Clone, Debug, Default)]
pub struct RequestOrigin {
    /// The request id, which the response contains too.
    pub request_id: String,
    /// The browser and its address.
    pub device: Device,
    /// The form of the request, if a repeat of it is to be answered in the same way.
    pub form: Option<SentForm>,
    /// Facts that become known while the request is processed.
    pub facts: SharedFacts,
}

/// See [`RequestOrigin::none`].
static NONE: LazyLock<RequestOrigin> = LazyLock::new(RequestOrigin::default);

impl RequestOrigin {
    /// No request: for reads, for background tasks, and for transactions that write no audit event. A static, because
    /// it is needed several times per request.
    pub(crate) fn none() -> &'static Self {
        &NONE
    }
}

/// Facts about a request that become known while it is processed, for its log line. Clones share the same facts.
#[derive(Clone, Debug, Default)]
pub struct SharedFacts(Arc<Mutex<RequestFacts>>);

/// What is known of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFacts {
    /// The app that the request is about.
    pub app: Option<AppId>,
    /// The account that the request is about.
    pub account: Option<AccountId>,
    /// Why something was refused: a stable word, such as the gate's reason.
    pub refusal: Option<String>,
}

impl SharedFacts {
    /// The facts that are known so far.
    pub fn get(&self) -> RequestFacts {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes the app that a request is about.
    pub fn note_app(&self, app: AppId) {
        self.change(|facts| facts.app = Some(app));
    }

    /// Notes the account that a request is about.
    pub fn note_account(&self, account: AccountId) {
        self.change(|facts| facts.account = Some(account));
    }

    /// Notes why something was refused.
    pub fn note_refusal(&self, reason: impl Into<String>) {
        self.change(|facts| facts.refusal = Some(reason.into()));
    }

    fn change(&self, change: impl FnOnce(&mut RequestFacts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
