//! Normalizing typed text: codes and names, without characters that nobody sees.

use alloc::string::String;

/// Ranges of characters that are invisible, have no defined meaning, or change the direction of text: Unicode's
/// `Default_Ignorable_Code_Point`, `Cf` and private use. Control characters are covered by [`char::is_control`].
const INVISIBLE: [(char, char); 30] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d159}', '\u{1d159}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
    ('\u{f0000}', '\u{ffffd}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{100000}', '\u{10fffd}'),
];

/// The zero of each set of decimal digits (Unicode's `Nd`). The nine others follow it directly.
const ZEROS: [char; 73] = [
    '\u{30}',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{10d40}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11bf0}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{11f50}',
    '\u{16130}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{16d70}',
    '\u{1ccf0}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e4f0}',
    '\u{1e950}',
    '\u{1fbf0}',
];

/// Characters that separate groups of a code: Unicode's `Pd`, the minus sign, and the hyphen bullet.
const DASHES: [char; 29] = [
    '-',
    '\u{58a}',
    '\u{5be}',
    '\u{1400}',
    '\u{1806}',
    '\u{2010}',
    '\u{2011}',
    '\u{2012}',
    '\u{2013}',
    '\u{2014}',
    '\u{2015}',
    '\u{2043}',
    '\u{2212}',
    '\u{2e17}',
    '\u{2e1a}',
    '\u{2e3a}',
    '\u{2e3b}',
    '\u{2e40}',
    '\u{2e5d}',
    '\u{301c}',
    '\u{3030}',
    '\u{30a0}',
    '\u{fe31}',
    '\u{fe32}',
    '\u{fe58}',
    '\u{fe63}',
    '\u{ff0d}',
    '\u{10d6e}',
    '\u{10ead}',
];

/// The distance between ASCII and its full-width forms.
const FULL_WIDTH: u32 = 0xfee0;

/// Whether a character is invisible or changes the direction of its neighbours. Control characters count as invisible.
pub fn is_invisible(character: char) -> bool {
    let in_range = |(first, last): &(char, char)| (*first..=*last).contains(&character);
    character.is_control() || INVISIBLE.iter().any(in_range)
}

/// Normalizes a typed or pasted code (R4): removes white space, dashes and invisible characters, and converts digits of
/// every script and full-width letters to ASCII and letters to lower case.
pub fn code_spelling(typed: &str) -> String {
    let left_out = |c: &char| c.is_whitespace() || is_invisible(*c) || DASHES.contains(c);
    typed
        .chars()
        .filter(|character| !left_out(character))
        .map(|character| ascii(character).to_ascii_lowercase())
        .collect()
}

/// Converts a digit or a full-width letter to ASCII; returns anything else unchanged.
fn ascii(character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    let point = u32::from(character);
    let digit = ZEROS.iter().find_map(|zero| point.checked_sub(u32::from(*zero)).filter(|value| *value < 10));
    if let Some(digit) = digit.and_then(|value| char::from_digit(value, 10)) {
        return digit;
    }
    let narrow = point.checked_sub(FULL_WIDTH).and_then(char::from_u32);
    narrow.filter(char::is_ascii_graphic).unwrap_or(character)
}

/// Whether a joiner next to this letter affects how it is written: Arabic, the Indic scripts, and those between them.
fn joins(neighbour: char) -> bool {
    ('\u{620}'..='\u{1cff}').contains(&neighbour) && !neighbour.is_whitespace() && !is_invisible(neighbour)
}

/// Normalizes a name to one line: removes characters that are invisible or change the direction of text, and replaces
/// white space of every kind by one space. Empty if nothing visible is left.
///
/// The joiners that Arabic and Indic scripts need between two letters are kept.
pub fn name_spelling(typed: &str) -> String {
    let mut name = String::new();
    let mut characters = typed.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_whitespace() {
            if !name.is_empty() && !name.ends_with(' ') {
                name.push(' ');
            }
        } else if matches!(character, '\u{200c}' | '\u{200d}') {
            if name.chars().next_back().is_some_and(joins) && characters.peek().copied().is_some_and(joins) {
                name.push(character);
            }
        } else if !is_invisible(character) {
            name.push(character);
        }
    }
    let end = name.trim_end().len();
    name.truncate(end);
    // A braille cell without dots is visible by its category but looks empty.
    if name.chars().all(|character| matches!(character, '\u{2800}' | ' ')) { String::new() } else { name }
}
