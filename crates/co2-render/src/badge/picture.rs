//! The record badge as a bitmap, for places that cannot show SVG.

use crate::bake::png;
use crate::qr::Code;
use co2_cert::Certificate;

/// The side of a module, in pixels.
const SCALE: usize = 6;

/// Draws a neutral picture as PNG: only the certificate's address as a QR code, black on white. A
/// signed certificate is baked in as Open Badges 3.0 specifies. It is meant for a shop that has no picture of its
/// own to use with [`bake_png`](crate::bake_png).
///
/// It has no text, because text would need a font; explain beside it what it is.
pub fn record_badge_png(certificate: &Certificate) -> Vec<u8> {
    let code = Code::of(certificate.id());
    let mut rows = Vec::new();
    for row in code.rows() {
        // There is one bit per pixel, white is 1, and the left-most pixel is the highest bit.
        let pixels: Vec<bool> =
            row.iter().flat_map(|dark| core::iter::repeat_n(!dark, SCALE)).collect();
        let bytes: Vec<u8> = pixels
            .chunks(8)
            .map(|eight| {
                let bit = |(place, white): (usize, &bool)| if *white { 0x80 >> place } else { 0 };
                eight.iter().enumerate().map(bit).fold(0, |byte, bit| byte | bit)
            })
            .collect();
        rows.extend(core::iter::repeat_n(bytes, SCALE));
    }
    let side = code.width().saturating_mul(SCALE);
    let picture = png::write_bilevel(side, &rows);
    png::bake(&picture, certificate).unwrap_or(picture)
}
