//! Translates zxcvbn's advice about a weak password, which is an English sentence.

use super::{Message, message};

/// The advice as a message. A sentence that is not known here, of a newer zxcvbn, becomes general advice.
pub(crate) fn password_advice(english: Option<&str>) -> Message {
    let Some(english) = english else { return message::advice_general() };
    match english {
        "Straight rows of keys are easy to guess." => message::advice_straight_rows(),
        "Short keyboard patterns are easy to guess." => message::advice_keyboard_pattern(),
        "Repeats like \"aaa\" are easy to guess." => message::advice_repeated_letter(),
        "Repeats like \"abcabcabc\" are only slightly harder to guess than \"abc\"." => message::advice_repeated_part(),
        "This is a top-10 common password." => message::advice_top_10(),
        "This is a top-100 common password." => message::advice_top_100(),
        "This is a very common password." => message::advice_common(),
        "This is similar to a commonly used password." => message::advice_similar(),
        "Sequences like abc or 6543 are easy to guess." => message::advice_sequence(),
        "Recent years are easy to guess." => message::advice_years(),
        "A word by itself is easy to guess." => message::advice_word(),
        "Dates are often easy to guess." => message::advice_dates(),
        "Names and surnames by themselves are easy to guess." => message::advice_names_alone(),
        "Common names and surnames are easy to guess." => message::advice_names(),
        "Use a few words, avoid common phrases." => message::advice_few_words(),
        "No need for symbols, digits, or uppercase letters." => message::advice_no_symbols(),
        "Add another word or two. Uncommon words are better." => message::advice_another_word(),
        "Capitalization doesn't help very much." => message::advice_capitals(),
        "All-uppercase is almost as easy to guess as all-lowercase." => message::advice_all_capitals(),
        "Reversed words aren't much harder to guess." => message::advice_reversed(),
        "Predictable substitutions like '@' instead of 'a' don't help very much." => message::advice_substitutions(),
        "Use a longer keyboard pattern with more turns." => message::advice_longer_pattern(),
        "Avoid repeated words and characters." => message::advice_no_repeats(),
        "Avoid sequences." => message::advice_no_sequences(),
        "Avoid recent years." => message::advice_no_years(),
        "Avoid years that are associated with you." => message::advice_no_own_years(),
        "Avoid dates and years that are associated with you." => message::advice_no_own_dates(),
        _ => message::advice_general(),
    }
}
