//! Keeps a name that is written from right to left from reordering the sentence around it (ADR 13).

use unicode_bidi::{BidiClass, bidi_class};

/// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, for plain text, which has no `bdi` element.
pub(super) const OPEN: char = '\u{2068}';
pub(super) const CLOSE: char = '\u{2069}';

/// Whether a text could change the order of the text beside it. Our languages are written from left to right, so a text
/// without right-to-left characters and without directional controls cannot.
pub(super) fn is_needed(text: &str) -> bool {
    text.chars().any(|character| {
        matches!(
            bidi_class(character),
            BidiClass::R
                | BidiClass::AL
                | BidiClass::AN
                | BidiClass::RLE
                | BidiClass::RLO
                | BidiClass::LRE
                | BidiClass::LRO
                | BidiClass::PDF
                | BidiClass::RLI
                | BidiClass::LRI
                | BidiClass::FSI
                | BidiClass::PDI
        )
    })
}
