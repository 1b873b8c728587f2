//! What ties an action to the request that it came in: for the audit log, never for a decision.

use twinlock_ports::Device;

/// Where an action came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The request id, as the caller sees it too.
    pub request_id: String,
    /// The browser and its address.
    pub device: Device,
}
