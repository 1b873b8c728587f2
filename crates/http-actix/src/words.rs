//! Sentences that pages and JSON answers share.

use twinlock_application::accounts::{CodeRefusal, ReauthenticationRefusal};

use crate::format;

/// Why a code was refused: each refusal has its own message (R4, R5).
pub(crate) fn code_refusal(refusal: CodeRefusal) -> String {
    match refusal {
        CodeRefusal::Wrong => "That code is not right. Look at the app again and type the code it shows now.".into(),
        CodeRefusal::AlreadyUsed => {
            "That code, or a newer one, has been used already. Wait for the next one: your app shows it within 30 seconds."
                .into()
        }
        CodeRefusal::ClockOff { server_time } => format!(
            "That code belongs to another time, so one clock is off. Here it is {}. If your phone shows something else, \
             set it to automatic date and time. Then type the code that it shows now.",
            format::clock_time(server_time)
        ),
        CodeRefusal::Wait { until } => format!(
            "Too many wrong codes. The next try is possible at {} on {}. A try before that does not count.",
            format::clock_time(until),
            format::date(until)
        ),
        CodeRefusal::Stopped => "Too many wrong codes in a row: codes from the app are stopped. \
                                 Use a recovery code, or ask an administrator to reset two-factor authentication."
            .into(),
    }
}

/// The sentence for a refused re-authentication: the password or the code that a change asked for again.
pub(crate) fn reauthentication_refusal(refusal: ReauthenticationRefusal) -> String {
    match refusal {
        ReauthenticationRefusal::PasswordNeeded => "Give your password again.".into(),
        ReauthenticationRefusal::WrongPassword => "That password is not right.".into(),
        ReauthenticationRefusal::CodeNeeded => "Give a code of your second factor.".into(),
        ReauthenticationRefusal::Code(refusal) => code_refusal(refusal),
    }
}
