//! The extractors: who calls, from which address, and with which parameters, each checked before a handler runs.

pub(crate) mod authority;
pub(crate) mod body;
pub(crate) mod caller;
pub(crate) mod client_address;
pub(crate) mod context;
pub(crate) mod cookies;
pub(crate) mod endpoint;
pub(crate) mod forms;
pub(crate) mod json_body;
pub(crate) mod page_of_form;
pub(crate) mod parameters;
pub(crate) mod reader;
pub(crate) mod return_to;
