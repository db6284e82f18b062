//! Numbers with a fixed number of decimals, for people.

use core::fmt;

/// The most bytes: twelve columns, or fifteen digits with a point.
const BYTES: usize = 24;

/// A number with `DECIMALS` decimals, right-aligned in the width that the format asks for.
///
/// Whole numbers are written several times as fast as floats, and an account has dozens of numbers. Of two decimals
/// that are as near, the one further from zero is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixed<const DECIMALS: usize>(pub(crate) f64);

impl<const DECIMALS: usize> fmt::Display for Fixed<DECIMALS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value) = *self;
        let mut scale = 1.0;
        for _ in 0..DECIMALS {
            scale *= 10.0;
        }
        let scaled = libm::round(value * scale);
        let width = f.width().unwrap_or_default();
        if !(0.0..1e15).contains(&scaled) || width > BYTES {
            return write!(f, "{value:>width$.DECIMALS$}");
        }
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number in range"
        )]
        let mut rest = scaled as u64;
        let mut bytes = [b' '; BYTES];
        let mut used = 0;
        for slot in bytes.iter_mut().rev() {
            if DECIMALS > 0 && used == DECIMALS {
                *slot = b'.';
            } else {
                let digit = u8::try_from(rest % 10).unwrap_or_default();
                *slot = b'0' + digit;
                rest /= 10;
            }
            used += 1;
            if rest == 0 && used > DECIMALS + usize::from(DECIMALS > 0) {
                break;
            }
        }
        let start = BYTES.saturating_sub(used.max(width));
        let text = bytes.get(start..).and_then(|own| core::str::from_utf8(own).ok());
        f.write_str(text.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for value in [
            0.0, 0.004, 0.006, 0.25, 0.999, 1.0, 9.996, 10.0, 123.456, 99_999.994, 1e12, 4e15,
            1e300,
        ] {
            assert_eq!(Fixed::<0>(value).to_string(), format!("{:.0}", libm::round(value)));
            assert_eq!(Fixed::<1>(value + 0.01).to_string(), format!("{:.1}", value + 0.01));
            assert_eq!(Fixed::<2>(value).to_string(), format!("{value:.2}"));
            assert_eq!(Fixed::<3>(value).to_string(), format!("{value:.3}"));
            assert_eq!(format!("{:>12}", Fixed::<2>(value)), format!("{value:>12.2}"));
            assert_eq!(format!("{:>40}", Fixed::<2>(value)), format!("{value:>40.2}"));
        }
        for odd in [-1.5, f64::NAN, f64::INFINITY] {
            assert_eq!(format!("{:>9}", Fixed::<2>(odd)), format!("{odd:>9.2}"));
        }
    }
}
