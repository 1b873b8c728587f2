//! Sentences that pages and JSON responses share.

use twinlock_application::accounts::{CodeRefusal, ReauthenticationRefusal};

use crate::text::{Clock, Day, Message, message};

/// Why a code was refused: each refusal has its own message (R4, R5).
pub(crate) fn code_refusal(refusal: CodeRefusal) -> Message {
    match refusal {
        CodeRefusal::Wrong => message::code_wrong(),
        CodeRefusal::AlreadyUsed => message::code_already_used(),
        CodeRefusal::ClockOff { server_time } => message::code_clock_off(Clock(server_time)),
        CodeRefusal::Wait { until } => message::code_wait(Clock(until), Day(until)),
        CodeRefusal::Stopped => message::code_stopped(),
    }
}

/// Why a password or a code that was entered again is refused.
pub(crate) fn reauthentication_refusal(refusal: ReauthenticationRefusal) -> Message {
    match refusal {
        ReauthenticationRefusal::PasswordNeeded => message::password_needed(),
        ReauthenticationRefusal::WrongPassword => message::password_wrong(),
        ReauthenticationRefusal::CodeNeeded => message::code_needed(),
        ReauthenticationRefusal::Code(refusal) => code_refusal(refusal),
    }
}
