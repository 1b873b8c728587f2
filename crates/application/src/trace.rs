//! What ties an action to the request that it came in: for the audit log, and for answering a repeat alike.

use twinlock_ports::Device;

use crate::accounts::SentForm;

/// Where an action came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The request id, as the caller sees it too.
    pub request_id: String,
    /// The browser and its address.
    pub device: Device,
    /// The form that it came by, where the very same form again is to be answered as this one was.
    pub form: Option<SentForm>,
}
