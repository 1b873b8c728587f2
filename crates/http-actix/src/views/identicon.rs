//! Draws an icon for an app that has none: the same for the same client id, and unlike its neighbours.

use maud::{Markup, html};
use sha2::{Digest, Sha256};
use twinlock_domain::AppId;

/// Tiles across and down. The right half mirrors the left.
const TILES: usize = 4;
/// Side of a tile in the drawing's own units.
const SIDE: usize = 10;
const LEFT_HALF: usize = TILES / 2 * TILES;

/// The icon, `pixels` wide. It adds nothing to the name beside it, so assistive technology skips it.
pub(super) fn icon(app: AppId, pixels: u32) -> Markup {
    let digest = Sha256::digest(app.as_bytes());
    let mut bytes = digest.iter().copied();
    let turn = bytes.next().unwrap_or_default();
    let hue = u32::from(turn) * 360 / 256;
    let ground = format!("hsl({hue} 38% 34%)");
    let front = format!("hsl({hue} 60% 90%)");
    let accent = format!("hsl({} 62% 68%)", (hue + 40) % 360);
    html! {
        svg.icon viewBox="0 0 52 52" width=(pixels) height=(pixels) aria-hidden="true" focusable="false" {
            rect width="52" height="52" rx="13" fill=(ground) {}
            g transform="translate(6 6)" {
                @for (position, byte) in bytes.take(LEFT_HALF).enumerate() {
                    @let (column, row) = (position / TILES, position % TILES);
                    @let colour = if byte & 0x40 == 0 { &front } else { &accent };
                    path fill=(colour) d=(tile(byte, column * SIDE, row * SIDE, false)) {}
                    path fill=(colour) d=(tile(byte, (TILES - 1 - column) * SIDE, row * SIDE, true)) {}
                }
            }
        }
    }
}

/// One tile: a square, a disc, a quarter of a disc with its corner in one of four places, or nothing.
fn tile(byte: u8, x: usize, y: usize, mirrored: bool) -> String {
    let (left, right, bottom) = (x, x + SIDE, y + SIDE);
    let (near, far) = if mirrored { (right, left) } else { (left, right) };
    let sweep = |clockwise: bool| u8::from(clockwise != mirrored);
    match byte % 8 {
        0 | 1 => format!("M{left} {y}h{SIDE}v{SIDE}h-{SIDE}z"),
        2 => format!("M{left} {}a5 5 0 0 1 10 0a5 5 0 0 1 -10 0z", y + SIDE / 2),
        3 => format!("M{near} {y}L{far} {y}A10 10 0 0 {} {near} {bottom}z", sweep(true)),
        4 => format!("M{far} {y}L{far} {bottom}A10 10 0 0 {} {near} {y}z", sweep(true)),
        5 => format!("M{far} {bottom}L{near} {bottom}A10 10 0 0 {} {far} {y}z", sweep(true)),
        6 => format!("M{near} {bottom}L{near} {y}A10 10 0 0 {} {far} {bottom}z", sweep(true)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_app_has_the_same_icon_and_another_has_another() {
        let icon_of = |byte| icon(AppId::from_bytes([byte; 16]), 40).into_string();
        assert_eq!(icon_of(1), icon_of(1));
        assert_ne!(icon_of(1), icon_of(2));
        assert!(!icon_of(1).contains("style="));
    }
}
