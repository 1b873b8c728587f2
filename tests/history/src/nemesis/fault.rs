//! The kinds of fault.

use crate::proxy::{Moment, Request};
use crate::site::Site;

/// A fault that can be injected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A server is killed and started again.
    Kill,
    /// PostgreSQL is shut down cleanly and started again.
    RestartFast,
    /// PostgreSQL crashes and recovers.
    RestartImmediate,
    /// A connection is cut at a request.
    Cut(Request, Moment),
    /// Traffic between a server and PostgreSQL stands still.
    Stall,
    /// A server loses its connections and gets no new ones.
    Refuse,
    /// The rows of all apps are locked.
    Lock,
    /// PostgreSQL has no connection left.
    Exhaust,
    /// A server's clock is ahead by so many seconds.
    Skew(i64),
}

impl Fault {
    /// Every kind that can happen at a site.
    pub fn of(site: &Site) -> Vec<Self> {
        let mut faults = vec![Self::Kill];
        if crate::site::node::faketime().is_some() {
            faults.extend([Self::Skew(30), Self::Skew(3600)]);
        }
        if site.cluster.is_some() {
            faults.extend([Self::RestartFast, Self::RestartImmediate, Self::Stall, Self::Refuse]);
            faults.extend([Self::Lock, Self::Exhaust]);
            for request in [Request::Commit, Request::Statement] {
                let moments = [Moment::BeforeForwarding, Moment::AfterForwarding, Moment::AfterAnswer];
                faults.extend(moments.map(|moment| Self::Cut(request, moment)));
            }
        }
        faults
    }

    /// The name of the fault in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kill => "server killed",
            Self::RestartFast => "database restarted",
            Self::RestartImmediate => "database crashed",
            Self::Cut(Request::Commit, Moment::BeforeForwarding) => "cut before a commit arrived",
            Self::Cut(Request::Commit, Moment::AfterForwarding) => "cut while a commit was on its way",
            Self::Cut(Request::Commit, Moment::AfterAnswer) => "cut after a commit, before its answer",
            Self::Cut(Request::Statement, Moment::BeforeForwarding) => "cut before a statement arrived",
            Self::Cut(Request::Statement, Moment::AfterForwarding) => "cut while a statement was on its way",
            Self::Cut(Request::Statement, Moment::AfterAnswer) => "cut after a statement, before its answer",
            Self::Stall => "traffic stalled",
            Self::Refuse => "connections refused",
            Self::Lock => "rows locked",
            Self::Exhaust => "connections used up",
            Self::Skew(30) => "clock 30 s ahead",
            Self::Skew(_) => "clock an hour ahead",
        }
    }
}
