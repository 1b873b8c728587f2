//! Draws a QR code as inline SVG, so that no image leaves the page and no `data:` URI is needed.

use std::fmt::Write;

use maud::{Markup, html};
use qrcode::{Color, QrCode};

/// Modules of white on each side (ISO/IEC 18004 asks for four). They stay white in dark mode, or no phone reads the
/// code.
const QUIET: usize = 4;

/// The code with its text alternative; `None` when the text does not fit into one.
pub(super) fn code(text: &str, alternative: &str) -> Option<Markup> {
    let code = QrCode::new(text).ok()?;
    let side = code.width() + 2 * QUIET;
    let dark = dark_modules(&code);
    Some(html! {
        svg.qr role="img" aria-label=(alternative) viewBox={ "0 0 " (side) " " (side) } shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(dark) fill="#000" {}
        }
    })
}

/// One path for all dark modules; each run in a row is one rectangle.
fn dark_modules(code: &QrCode) -> String {
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(code.width()).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let written = write!(path, "M{} {}h{}v1h-{}z", column + QUIET, row + QUIET, run.len(), run.len());
                debug_assert!(written.is_ok());
            }
            column += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_is_the_code_module_by_module() {
        let text = "otpauth://totp/Twinlock:ada@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Twinlock";
        let code = QrCode::new(text).unwrap();
        let dark = code.to_colors().iter().filter(|colour| **colour == Color::Dark).count();
        let drawn: usize = dark_modules(&code)
            .split('h')
            .filter_map(|part| part.split_once('v'))
            .map(|(length, _)| length.parse::<usize>().unwrap())
            .sum();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn what_does_not_fit_is_no_picture() {
        assert!(code(&"x".repeat(5000), "").is_none());
    }
}
