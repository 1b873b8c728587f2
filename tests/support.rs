//! What every test uses: a real server on a free port with a store of its own and a clock that the test sets, and the
//! browsers, authenticator apps and relying parties of the shared test client, the latter with a real client library.

mod authenticator;
mod evidence;
mod faulty;
#[path = "../crates/server/examples/demo_rp/http_client.rs"]
mod http_client;
pub(crate) mod log;
mod person;
mod relying_party;
mod server;
pub(crate) mod store;

pub(crate) use authenticator::Authenticator;
pub(crate) use faulty::{Fault, FaultyStore};
pub(crate) use person::Person;
pub(crate) use relying_party::{Attempt, IdToken, RelyingParty, TokenResponse};
pub(crate) use server::{Server, ServerOptions, uris};
pub(crate) use twinlock_test_client::fixtures::PASSWORD;
pub(crate) use twinlock_test_client::http::{Response as Page, query_parameter};
