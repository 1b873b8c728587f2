//! One-time links, mailed or printed, and the requests for them.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AuthorizationRequestId, EmailAddress, SecretHash, Timestamp};

use crate::error::Stored;
use crate::sessions::Device;

/// What a mailed (or printed) link is for. One kind is never taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// Make the first administrator.
    SetUp,
    /// Verify an e-mail address.
    VerifyEmail,
    /// Set a new password.
    ResetPassword,
    /// "This was not me": remove the factor, end all sessions, and take back grants and consents made since (R22).
    UndoEnrolment,
}

/// A one-time link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The hash of its token.
    pub token: SecretHash,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Whose it is; `None` for a set-up link.
    pub account: Option<AccountId>,
    /// The authorization request that its user was on the way with.
    pub request: Option<AuthorizationRequestId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Somebody asked for a link to set a new password. Whether there is such an account is looked up later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetRequest {
    /// The address that was typed.
    pub email: EmailAddress,
    /// The authorization request that its user was on the way with.
    pub request: Option<AuthorizationRequestId>,
    /// The id of the HTTP request that it came in.
    pub trace: String,
    /// Where that came from.
    pub device: Device,
    /// When.
    pub created_at: Timestamp,
}

/// One-time links.
#[async_trait]
pub trait Links {
    /// Adds one; older ones of the same purpose and account go.
    async fn add_link(&mut self, link: &Link) -> Stored<()>;
    /// Looks at one without using it.
    async fn link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Stored<Option<Link>>;
    /// Takes one: it is gone. `None` when it is not there for that purpose.
    async fn take_link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Stored<Option<Link>>;
    /// Notes that somebody asked for a link. Where one of that address waits, that one stays; and where `most` wait, none
    /// is added.
    async fn add_reset_request(&mut self, request: &ResetRequest, most: u32) -> Stored<()>;
    /// Takes up to `most` of those that wait, oldest first: they are gone.
    async fn take_reset_requests(&mut self, most: u32) -> Stored<Vec<ResetRequest>>;
}
