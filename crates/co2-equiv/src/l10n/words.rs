//! Words for large numbers.
//!
//! ICU4X rounds to the nearest: its "216 thousand" for 215,517 would make "more than" false. This
//! crate therefore has its own words, and uses them only if no digit is lost.

use co2_l10n::Locale;

/// A word that replaces the remaining zeros of a large number: the number, its singular and its
/// plural.
#[derive(Clone, Copy)]
pub(super) struct Word(pub(super) u64, pub(super) &'static str, pub(super) &'static str);

const LAKH: u64 = 100_000;
const CRORE: u64 = 10_000_000;
const TEN_THOUSAND: u64 = 10_000;
const MILLION: u64 = 1_000_000;
const HUNDRED_MILLION: u64 = 100_000_000;
const BILLION: u64 = 1_000_000_000;
const HUNDRED_BILLION: u64 = 100_000_000_000;
const TRILLION: u64 = 1_000_000_000_000;

/// Returns what separates a number from a word for a large number.
pub(super) const fn before_word(locale: Locale) -> &'static str {
    match locale {
        Locale::Zh | Locale::Ja => "",
        Locale::Bg | Locale::De | Locale::DeCh | Locale::Fr | Locale::Nl | Locale::Sv => "\u{a0}",
        _ => " ",
    }
}

/// Returns the words for large numbers, the largest first.
pub(super) const fn words(locale: Locale) -> &'static [Word] {
    match locale {
        Locale::En => &[
            Word(TRILLION, "trillion", "trillion"),
            Word(BILLION, "billion", "billion"),
            Word(MILLION, "million", "million"),
        ],
        Locale::EnIn => &[
            Word(TRILLION, "lakh crore", "lakh crore"),
            Word(CRORE, "crore", "crore"),
            Word(LAKH, "lakh", "lakh"),
        ],
        Locale::Sv => &[
            Word(TRILLION, "biljon", "biljoner"),
            Word(BILLION, "miljard", "miljarder"),
            Word(MILLION, "miljon", "miljoner"),
        ],
        Locale::Bg => &[
            Word(TRILLION, "трилион", "трилиона"),
            Word(BILLION, "милиард", "милиарда"),
            Word(MILLION, "милион", "милиона"),
        ],
        Locale::Nl => &[
            Word(TRILLION, "biljoen", "biljoen"),
            Word(BILLION, "miljard", "miljard"),
            Word(MILLION, "miljoen", "miljoen"),
        ],
        Locale::De | Locale::DeCh => &[
            Word(TRILLION, "Billion", "Billionen"),
            Word(BILLION, "Milliarde", "Milliarden"),
            Word(MILLION, "Million", "Millionen"),
        ],
        Locale::Fr => &[
            Word(TRILLION, "billion", "billions"),
            Word(BILLION, "milliard", "milliards"),
            Word(MILLION, "million", "millions"),
        ],
        Locale::Hi => &[
            Word(HUNDRED_BILLION, "खरब", "खरब"),
            Word(BILLION, "अरब", "अरब"),
            Word(CRORE, "करोड़", "करोड़"),
            Word(LAKH, "लाख", "लाख"),
        ],
        Locale::Zh => &[
            Word(TRILLION, "万亿", "万亿"),
            Word(HUNDRED_MILLION, "亿", "亿"),
            Word(TEN_THOUSAND, "万", "万"),
        ],
        Locale::Ja => &[
            Word(TRILLION, "兆", "兆"),
            Word(HUNDRED_MILLION, "億", "億"),
            Word(TEN_THOUSAND, "万", "万"),
        ],
        _ => &[],
    }
}
