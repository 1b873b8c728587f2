//! The operator as the audit log records it: a person who can run the program on the server's own machine.

use twinlock_application::{Device, RequestOrigin};

/// The origin of a command's audit events.
pub(crate) fn origin(command: &str) -> RequestOrigin {
    let device = Device { user_agent: format!("twinlock {command}"), address: String::new() };
    RequestOrigin { request_id: format!("command:{}", command.replace(' ', "-")), device, ..RequestOrigin::default() }
}
