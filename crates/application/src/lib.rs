//! What people do with Twinlock: one use case a file, over the ports. Nothing here knows HTTP, HTML, JSON or SQL.
#![warn(missing_docs)]

pub mod accounts;
pub mod browser;
pub mod developer;
pub mod oauth;

mod context;
mod events;
mod failure;
mod gate;
mod letters;
mod planted;
mod ready;
mod trace;
mod unspoken;
mod visit;

pub use context::{Ports, Settings, Twinlock};
pub use failure::Failure;
pub use letters::utc;
pub use ready::NotReady;
pub use trace::{Known, Seen, Trace};
pub use twinlock_domain as domain;
pub use twinlock_ports::{
    AccessToken, Account, App, AppSecret, AuditEvent, AuthorizationRequest, Census, ClientKind, ClientMetadata,
    Counting, Device, LinkPurpose, Principal, RequestParameters, Session, SessionStage, SignatureAlgorithm, StoreError,
    TotpFactor, TrustedDevice, Verdict,
};
pub use visit::Visit;
