//! One-time links, mailed or printed, and the requests for them.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AuthorizationRequestId, EmailAddress, SecretHash, Timestamp};

use crate::error::Stored;
use crate::sessions::Device;

/// The purpose of a link. A link is never accepted for another purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// Make the first administrator.
    SetUp,
    /// Verify an e-mail address.
    VerifyEmail,
    /// Set a new password.
    ResetPassword,
    /// "This was not me": remove the factor, end all sessions, and revoke grants and consents made since (R22).
    UndoEnrolment,
}

/// A one-time link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The hash of its token.
    pub token: SecretHash,
    /// Its purpose.
    pub purpose: LinkPurpose,
    /// Its account; `None` for a set-up link.
    pub account: Option<AccountId>,
    /// The authorization request that its user continues with.
    pub request: Option<AuthorizationRequestId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// A request for a link to set a new password. The account is looked up later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetRequest {
    /// The address that was typed.
    pub email: EmailAddress,
    /// The authorization request that the user continues with.
    pub request: Option<AuthorizationRequestId>,
    /// The id of the HTTP request that it came in.
    pub trace: String,
    /// The browser and address of that HTTP request.
    pub device: Device,
    /// When it was made.
    pub created_at: Timestamp,
}

/// One-time links.
#[async_trait]
pub trait Links {
    /// Adds a link. Older links of the same purpose and account are deleted.
    async fn add_link(&mut self, link: &Link) -> Stored<()>;
    /// The link with this token and purpose. Does not use it up.
    async fn link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Stored<Option<Link>>;
    /// Deletes and returns a link. `None` if there is none with this token and purpose.
    async fn take_link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Stored<Option<Link>>;
    /// Adds a request for a link. Nothing is added if one of the same address waits already, or if `most` are waiting.
    async fn add_reset_request(&mut self, request: &ResetRequest, most: u32) -> Stored<()>;
    /// Deletes and returns up to `most` waiting requests, oldest first.
    async fn take_reset_requests(&mut self, most: u32) -> Stored<Vec<ResetRequest>>;
}
