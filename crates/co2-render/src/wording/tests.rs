//! The catalogues are complete, and their texts make no claim.

use super::key::Key;
use super::{Locale, Piece, Wording, WordingError};
use crate::wording::format::Formats;
use std::collections::BTreeSet;

fn wording(locale: Locale) -> Wording {
    Wording::with_formats(locale, Formats::plain())
}

/// A text with its placeholders in braces.
fn template(wording: &Wording, key: Key) -> String {
    let mut text = String::new();
    wording.pieces(key, |piece| match piece {
        Piece::Words(words) => text.push_str(words),
        Piece::Variable(name) => text.extend(["{", name, "}"]),
    });
    text
}

#[test]
fn every_language_says_everything_with_the_same_values() {
    let names = |wording: &Wording, key: Key| {
        wording.messages.as_ref().unwrap().variables(key.as_str()).unwrap()
    };
    let english = wording(Locale::En);
    for locale in Locale::ALL {
        let words = wording(locale);
        let keys: BTreeSet<&str> = words.messages.as_ref().unwrap().keys().collect();
        let expected = ["reviewed", "claim"].into_iter().chain(Key::ALL.iter().map(|k| k.as_str()));
        assert_eq!(keys, expected.collect(), "{locale}");
        for key in Key::ALL {
            assert_eq!(names(&words, *key), names(&english, *key), "{locale} {}", key.as_str());
            let text = template(&words, *key);
            assert_eq!(text.matches('{').count(), names(&words, *key).len(), "{locale} {text}");
        }
        assert_eq!(words.is_reviewed(), locale.is_english());
        // A locale without a catalogue of its own would fall back to English.
        let same = template(&words, Key::Heading) == template(&english, Key::Heading);
        assert_eq!(same, locale.is_english(), "{locale}");
    }
}

#[test]
fn only_labels_have_words_of_claims() {
    for language in Locale::ALL {
        let words = wording(language);
        for key in Key::ALL {
            let found = words.claim_word(&template(&words, *key));
            // The list finds the claims on labels, which shows that it works.
            let is_claim = matches!(
                key,
                Key::LabelProductNeutral
                    | Key::LabelProductCompensated
                    | Key::LabelProductReducedByOffset
                    | Key::LabelContribution
            );
            if is_claim {
                assert!(found.is_some(), "{language} {}", key.as_str());
            } else {
                assert_eq!(found, None, "{language} {}: {}", key.as_str(), template(&words, *key));
            }
        }
    }
}

#[test]
fn stems_are_found_at_the_start_of_a_word() {
    let english = wording(Locale::En);
    assert_eq!(english.claim_word("Net-ZERO"), Some("zero"));
    assert_eq!(english.claim_word("CO2neutral"), Some("neutral"));
    assert_eq!(english.claim_word("a record"), None, "eco inside a word");
    let german = wording(Locale::De);
    assert_eq!(german.claim_word("freiwillige Löschung"), None);
    assert_eq!(german.claim_word("Klimaneutrales Gerät"), Some("klima"));
    assert_eq!(wording(Locale::Zh).claim_word("本产品已实现碳中和"), Some("中和"));
    assert_eq!(wording(Locale::Hi).claim_word("जलवायु-तटस्थ"), Some("तटस्थ"));
    assert_eq!(wording(Locale::Bg).claim_word("Климатично неутрален"), Some("неутрал"));
}

#[test]
fn each_fault_of_a_hosts_text_has_its_error() {
    let with = |key: &str, text: &str| Wording::english().with_text(key, text).map(|_| ());
    assert!(matches!(with("headings", "x"), Err(WordingError::UnknownKey { .. })));
    assert!(matches!(with("reviewed", "yes"), Err(WordingError::UnknownKey { .. })));
    assert!(matches!(with("label.product_neutral", "x"), Err(WordingError::UnknownKey { .. })));
    for text in ["", "a\nb", "a\u{202e}b", &"x".repeat(301)] {
        assert_eq!(with("record", text), Err(WordingError::Text { key: "record" }));
    }
    for text in ["", "{amount} {amount}", "{Amount}", "{amount} {serial}", "none"] {
        let result = with("heading", text);
        assert!(result.is_err(), "{text}");
        if !text.is_empty() {
            let expected = vec!["{amount}".to_owned()];
            assert_eq!(result, Err(WordingError::Placeholders { key: "heading", expected }));
        }
    }
    let claim = with("record", "Climate record").unwrap_err();
    assert_eq!(
        claim.to_string(),
        "the text record has the word \"climate\", but a record makes no claim"
    );
    assert_eq!(with("heading", "For you: {amount}"), Ok(()));
}

#[test]
fn what_is_filled_in_is_not_read_again() {
    let words = Wording::english();
    let values = [("first", "{last}"), ("last", "{first}")];
    assert_eq!(words.fill(Key::Range, &values), "{last} to {first}");
}

#[cfg(feature = "l10n")]
mod l10n {
    use super::super::{Locale, Wording};
    use co2_units::{Co2e, Timestamp};

    #[test]
    fn numbers_and_dates_are_written_as_the_language_does() {
        let at: Timestamp = "2026-11-20T08:05:09Z".parse().unwrap();
        let amount: Co2e = "12345.678 kg".parse().unwrap();
        for (language, number, date) in [
            (Locale::Bg, "12\u{a0}345,678", "20 ноември 2026\u{202f}г."),
            (Locale::De, "12.345,678", "20. November 2026"),
            (Locale::En, "12,345.678", "20 November 2026"),
            (Locale::Fr, "12\u{202f}345,678", "20 novembre 2026"),
            (Locale::Hi, "12,345.678", "20 नवंबर, 2026"),
            (Locale::Nl, "12.345,678", "20 november 2026"),
            (Locale::Sv, "12\u{a0}345,678", "20 november 2026"),
            (Locale::Zh, "12,345.678", "2026年11月20日"),
        ] {
            let wording = Wording::new(language).unwrap();
            assert_eq!(wording.amount(amount), format!("{number} kg CO2e"), "{language}");
            assert_eq!(wording.date(at.date()), date, "{language}");
            assert_eq!(wording.instant(at), format!("{date}, 08:05:09 UTC"), "{language}");
        }
    }

    #[test]
    fn what_icu_cannot_write_stays_plain() {
        let wording = Wording::new(Locale::Sv).unwrap();
        assert_eq!(wording.date(co2_units::Date::MAX), co2_units::Date::MAX.to_string());
        let most = Co2e::from_grams(u64::MAX);
        assert_eq!(wording.amount(most).replace('\u{a0}', ""), "18446744073709551,615 kg CO2e");
    }
}
