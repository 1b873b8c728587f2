//! The length and characters of each text of an authorization request. Everything that is stored for somebody who has
//! not signed in is limited here (R33).

use twinlock_domain::DeferredError;
use twinlock_domain::bounds::{LOGIN_HINT, NONCE, READ_ONCE, STATE, WORDS};

use super::{AuthorizationQuery, invalid_request};

/// Checks every text.
pub(super) fn check(query: &AuthorizationQuery) -> Result<(), DeferredError> {
    let texts = [
        ("state", &query.state, STATE),
        ("nonce", &query.nonce, NONCE),
        ("login_hint", &query.login_hint, LOGIN_HINT),
        ("id_token_hint", &query.id_token_hint, READ_ONCE),
        ("scope", &query.scope, WORDS),
        ("acr_values", &query.acr_values, WORDS),
        ("prompt", &query.prompt, WORDS),
        ("max_age", &query.max_age, WORDS),
        ("response_type", &query.response_type, WORDS),
        ("response_mode", &query.response_mode, WORDS),
        ("code_challenge", &query.code_challenge, WORDS),
        ("code_challenge_method", &query.code_challenge_method, WORDS),
    ];
    for (name, text, longest) in texts {
        let Some(text) = text else { continue };
        if text.len() > longest {
            return Err(invalid_request(format!("{name} is longer than {longest} bytes")));
        }
        if !is_printable(text) {
            return Err(invalid_request(format!("{name} has a character that cannot be printed")));
        }
    }
    Ok(())
}

/// Whether a `state` can be returned to the app unchanged.
pub(super) fn comes_back_whole(state: &str) -> bool {
    state.len() <= STATE && is_printable(state)
}

/// Rejects control characters, which RFC 6749 A.5 excludes from `state` and which databases store differently, and the
/// replacement character, which stands for bytes that were not UTF-8.
fn is_printable(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER)
}

/// Whether a text can be a `sub`: ASCII without spaces, 255 characters at most (OIDC Core 2).
pub(super) fn is_subject(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// How many `sub`s a request may name.
pub(super) const SUBJECTS: usize = 16;
