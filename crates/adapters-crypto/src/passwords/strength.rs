//! How easily a new password can be guessed, by zxcvbn, with limits on its running time.

use twinlock_domain::Password;
use twinlock_ports::PasswordStrength;
use zxcvbn::zxcvbn;

use super::one_spelling;

/// zxcvbn's time grows with the square of the length: 8 ms at this many characters.
const JUDGED_CHARS: usize = 100;
/// The time also grows with the number of words that zxcvbn is given.
const KNOWN_WORDS: usize = 16;

/// Judges the first characters of a password; more can only make it stronger.
pub(super) fn judge(password: &Password, known: &[String]) -> PasswordStrength {
    let password = one_spelling(password);
    let known: Vec<&str> = known.iter().take(KNOWN_WORDS).map(|word| first_chars(word)).collect();
    let estimate = zxcvbn(first_chars(&password), &known);
    let advice = estimate.feedback().and_then(|feedback| {
        let warning = feedback.warning().map(|warning| warning.to_string());
        warning.or_else(|| feedback.suggestions().first().map(ToString::to_string))
    });
    PasswordStrength { chars: password.chars().count(), score: estimate.score().into(), advice }
}

fn first_chars(text: &str) -> &str {
    text.char_indices().nth(JUDGED_CHARS).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}
