//! The use cases of Twinlock, one per file, written against the ports. Nothing here depends on HTTP, HTML, JSON or SQL.
#![warn(missing_docs)]

pub mod accounts;
pub mod browser;
pub mod delivery;
pub mod developer;
pub mod mail;
pub mod oauth;

mod actor;
mod context;
mod failure;
mod front_end;
mod gate;
mod ready;
mod redacted_debug;
mod request_origin;
mod sent_form;
mod session_state;
mod transaction_name;
mod unit_of_work;

pub use actor::Actor;
pub use context::{Ports, Settings, Twinlock};
pub use failure::{Failure, SessionError};
pub use front_end::FrontEnd;
pub use ready::NotReady;
pub use request_origin::{RequestFacts, RequestOrigin, SharedFacts};
pub use session_state::SessionState;
pub use transaction_name::{RetryObserver, TransactionName};
pub use twinlock_domain as domain;
pub use twinlock_ports::{
    AccessCounts, Account, App, AppSecret, AuditEvent, AuthorizationRequest, ClientKind, ClientMetadata, CountLimit,
    Device, InvalidMember, LinkPurpose, Member, MemberValue, MetadataPatch, Principal, RequestParameters, Session,
    SessionStage, SignatureAlgorithm, StoreError, TotpFactor, TrustedDevice, Verdict, beginning_of,
};
