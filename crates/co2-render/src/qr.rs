//! QR codes that contain addresses.

use super::markup::Markup;
use co2_cert::HttpsUrl;
use qrcode::{Color, EcLevel, QrCode};

/// The width of the quiet zone around a code, in modules (ISO/IEC 18004).
pub(super) const QUIET: usize = 4;

/// A QR code: rows of modules, `true` for a dark one, including the quiet zone.
pub(super) struct Code {
    rows: Vec<Vec<bool>>,
}

impl Code {
    /// Makes the code of an address, at the error correction level that tolerates 15 % damage.
    pub(super) fn of(url: &HttpsUrl) -> Self {
        // An address has at most 2,048 bytes; a code at this level holds 2,331.
        let code = QrCode::with_error_correction_level(url.as_str(), EcLevel::M)
            .expect("the longest address fits a code");
        let width = code.width();
        let full = width.saturating_add(QUIET).saturating_add(QUIET);
        let mut rows = vec![vec![false; full]; QUIET];
        for line in code.to_colors().chunks(width) {
            let mut row = vec![false; QUIET];
            row.extend(line.iter().map(|colour| *colour == Color::Dark));
            row.resize(full, false);
            rows.push(row);
        }
        rows.resize(full, vec![false; full]);
        Self { rows }
    }

    /// Returns the number of modules on each side, including the quiet zone.
    pub(super) fn width(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn rows(&self) -> &[Vec<bool>] {
        &self.rows
    }

    /// Appends one path with a step for each run of dark modules.
    pub(super) fn path(&self, out: &mut Markup) {
        out.tag("<path fill=\"#000\" d=\"");
        for (y, row) in self.rows.iter().enumerate() {
            let mut x = 0_usize;
            for run in row.chunk_by(|one, other| one == other) {
                if run.first() == Some(&true) {
                    out.tag("M").text(x).tag(" ").text(y).tag("h").text(run.len());
                    out.tag("v1h-").text(run.len()).tag("z");
                }
                x = x.saturating_add(run.len());
            }
        }
        out.tag("\"/>");
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Markup, QUIET};
    use co2_cert::HttpsUrl;

    #[test]
    fn the_longest_address_fits() {
        let url: HttpsUrl = format!("https://a.example/{}", "x".repeat(2_030)).parse().unwrap();
        assert_eq!(url.as_str().len(), 2_048);
        // The largest code has 177 modules on each side.
        assert!(Code::of(&url).width() <= 177 + 2 * QUIET);
    }

    #[test]
    fn the_path_draws_every_dark_module_once() {
        let code = Code::of(&"https://shop.example/c/42".parse().unwrap());
        let mut markup = Markup::new();
        code.path(&mut markup);
        let path = markup.finish();
        let drawn: usize =
            path.split('h').filter_map(|step| step.split('v').next()?.parse::<usize>().ok()).sum();
        let dark = code.rows().iter().flatten().filter(|dark| **dark).count();
        assert_eq!(drawn, dark);
        let blank = |row: &Vec<bool>| row.iter().all(|dark| !dark);
        assert!(code.rows()[..QUIET].iter().all(blank) && !blank(&code.rows()[QUIET]));
        assert!(code.rows().iter().all(|row| row.len() == code.width() && !row[QUIET - 1]));
    }
}
