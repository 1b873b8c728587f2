//! What every test stands on: a real server on a free port with a store of its own and a clock that the test sets,
//! people with cookie jars, authenticator apps, and relying parties that use a real client library.

mod account;
mod authenticator;
mod evidence;
mod faulty;
#[path = "../crates/server/examples/demo_rp/http_client.rs"]
mod http_client;
pub(crate) mod log;
mod page;
mod person;
mod relying_party;
mod server;
pub(crate) mod store;

pub(crate) use authenticator::Authenticator;
pub(crate) use faulty::{Fault, FaultyStore};
pub(crate) use page::{Page, query_parameter};
pub(crate) use person::{PASSWORD, Person};
pub(crate) use relying_party::{Attempt, IdToken, RelyingParty, TokenResponse};
pub(crate) use server::{Server, ServerOptions, uris};
