//! The record badge as a bitmap, for places that show no SVG.

use crate::bake::png;
use crate::qr::Code;
use co2_cert::Certificate;

/// Pixels of a module.
const SCALE: usize = 6;

/// A neutral picture as PNG: the certificate's address as a QR code, black on white, nothing else. A
/// signed certificate is baked in, as Open Badges 3.0 has it, for a shop that has no picture of its
/// own ([`bake_png`](crate::bake_png)).
///
/// Letters would need a font, so there are none; say beside it what it is.
pub fn record_badge_png(certificate: &Certificate) -> Vec<u8> {
    let code = Code::of(certificate.id());
    let mut rows = Vec::new();
    for row in code.rows() {
        // One bit a pixel, white is 1, the left-most pixel is the highest bit.
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
