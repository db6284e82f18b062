//! Numbers and sentences in every locale, compared with another implementation of CLDR, and read
//! back.

use crate::common::{set, thing, tonnes};
use co2_equiv::l10n::{Locale, Localizer};
use co2_equiv::travel::{Travel, Vehicle};
use co2_equiv::{
    Bound, Count, DistanceUnit, SignificantDigits, Statement, Subject, Value, editions,
};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Date};
use proptest::prelude::*;
use serde_json::Value as Json;

thread_local! {
    // A localizer belongs to one thread: ICU4X shares its data without atomics.
    static ALL: &'static [Localizer] =
        Locale::ALL.map(|locale| Localizer::new(locale).unwrap()).to_vec_leaked();
    /// With a thing whose number is marked, so that a test can find it in any language.
    static MARKED: &'static [Localizer] = Locale::ALL
        .map(|locale| {
            Localizer::new(locale)
                .and_then(|it| it.with_message("thing.thing.one", "<{n}>"))
                .and_then(|it| it.with_message("thing.thing.other", "<{n}>"))
                .unwrap()
        })
        .to_vec_leaked();
}

trait Leaked {
    fn to_vec_leaked(self) -> &'static [Localizer];
}

impl<const N: usize> Leaked for [Localizer; N] {
    fn to_vec_leaked(self) -> &'static [Localizer] {
        Vec::from(self).leak()
    }
}

fn all() -> &'static [Localizer] {
    ALL.with(|all| *all)
}

fn of(locale: Locale) -> &'static Localizer {
    all().iter().find(|localizer| localizer.locale() == locale).unwrap()
}

/// Differences that are intended or come from versions of CLDR, each with its reason.
fn known(locale: Locale, section: &str, key: &str) -> bool {
    let number: u64 = key.parse().unwrap_or(0);
    match (section, locale) {
        // A person writes 350,000, not "350 thousand"; CLDR's compact form has a word for thousands.
        ("large", Locale::EnIn | Locale::Hi | Locale::Zh | Locale::Ja) => number < 100_000,
        ("large", _) => number < 1_000_000,
        // The pattern for year, month and day has a comma; the pattern for a long date does not.
        ("long_dates", Locale::Hi) => true,
        _ => false,
    }
}

/// `golden/generate.mjs` writes the file with Node's Intl.
#[test]
fn as_another_implementation_writes_it() {
    let golden: Json = serde_json::from_str(include_str!("../golden/intl.json")).unwrap();
    let (mut seen, mut wrong) = (0, Vec::new());
    for localizer in all() {
        let locale = localizer.locale();
        for (section, rows) in golden["locales"][locale.as_str()].as_object().unwrap() {
            for (key, expected) in rows.as_object().unwrap() {
                let number = || key.parse().unwrap();
                let date = || key.parse::<Date>().unwrap();
                let ours = match section.as_str() {
                    "whole" => localizer.number(number()),
                    "decimals" => localizer.decimal(key.parse::<Decimal>().unwrap()),
                    "large" => localizer.number_in_words(number()),
                    "plurals" => localizer.plural(number()).to_owned(),
                    "kilometres" => localizer.distance(number(), DistanceUnit::Kilometre).unwrap(),
                    "miles" => localizer.distance(number(), DistanceUnit::Mile).unwrap(),
                    "long_dates" => localizer.long_date(date()).unwrap(),
                    "short_dates" => localizer.short_date(date()).unwrap(),
                    other => panic!("{other}"),
                };
                let same = plain_space(&ours) == plain_space(expected.as_str().unwrap());
                seen += 1;
                if same == known(locale, section, key) {
                    wrong.push(format!("{locale} {section} {key}: {ours:?}, not {expected}"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{}", wrong.join("\n"));
    assert_eq!(seen, 11 * (17 + 5 + 20 + 12 + 3 + 3 + 3 + 3));
}

/// The kind of space between a number and a word is a matter of typography, not of truth.
fn plain_space(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Reads a number back as a person of that place does: groups, point, and words defined by this
/// test.
fn read_back(locale: Locale, text: &str) -> Count {
    let text = plain_space(text);
    let scales: &[(&str, u64)] = match locale {
        Locale::En => &[("million", 6), ("billion", 9), ("trillion", 12)],
        Locale::EnIn => &[("lakh crore", 12), ("crore", 7), ("lakh", 5)],
        Locale::Hi => &[("खरब", 11), ("अरब", 9), ("करोड़", 7), ("लाख", 5)],
        Locale::Zh => &[("万亿", 12), ("亿", 8), ("万", 4)],
        Locale::Ja => &[("兆", 12), ("億", 8), ("万", 4)],
        Locale::Sv => &[("miljon", 6), ("miljard", 9), ("biljon", 12)],
        Locale::Bg => &[("милион", 6), ("милиард", 9), ("трилион", 12)],
        Locale::Nl => &[("miljoen", 6), ("miljard", 9), ("biljoen", 12)],
        Locale::De | Locale::DeCh => &[("Million", 6), ("Milliarde", 9), ("Billion", 12)],
        Locale::Fr => &[("million", 6), ("milliard", 9), ("billion", 12)],
        _ => panic!("a new locale"),
    };
    let (group, point) = match locale {
        Locale::Sv | Locale::Bg | Locale::Fr => (' ', ','),
        Locale::De | Locale::Nl => ('.', ','),
        Locale::DeCh => ('\'', '.'),
        _ => (',', '.'),
    };
    let end = text
        .char_indices()
        .filter(|(_, character)| character.is_ascii_digit())
        .map(|(index, _)| index + 1)
        .next_back()
        .unwrap();
    let (digits, word) = text.split_at(end);
    let word = word.trim();
    let power = scales.iter().find(|(name, _)| word.starts_with(name)).map_or(0, |scale| scale.1);
    assert_eq!(power == 0, word.is_empty(), "{text}");
    let digits: String = digits
        .chars()
        .filter(|character| *character != group)
        .map(|character| if character == point { '.' } else { character })
        .collect();
    let number: Decimal = Decimal::from_str_exact(&digits).unwrap();
    Count::try_from(number * Decimal::from(10_u64.pow(u32::try_from(power).unwrap()))).unwrap()
}

/// Finds the number in a sentence about `things`, at the position of `{n}` in the message.
fn number_in(localizer: &Localizer, statement: &Statement) -> String {
    let phrase = localizer.phrase(statement).unwrap();
    let (_, rest) = phrase.split_once('<').unwrap();
    rest.split_once('>').unwrap().0.to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// In every locale, the number that is read is the number that was computed, so that "more
    /// than" and "at least" never exceed the amount and "up to" never falls below it.
    #[test]
    fn what_is_read_is_true(
        grams in 1_u64..5_000_000,
        amount in prop_oneof![0..u64::MAX, 0..100_000_000_000_u64],
        digits in 1..=15_u8,
        bound in prop_oneof![Just(Bound::MoreThan), Just(Bound::AtLeast), Just(Bound::UpTo)],
    ) {
        let value = Value::ratio(Decimal::from(grams), Decimal::from(1_000_000)).unwrap();
        let (set, amount) = (set("host", thing(value)), Co2e::from_grams(amount));
        let digits = SignificantDigits::new(digits).unwrap();
        let Ok(statement) = set.state("thing", Subject::Footprint, amount, bound, digits) else {
            return Ok(());
        };
        for localizer in MARKED.with(|marked| *marked) {
            let read = read_back(localizer.locale(), &number_in(localizer, &statement));
            prop_assert_eq!(read, Count::whole(statement.count()));
            let exact = statement.exact_count();
            match statement.bound() {
                Bound::MoreThan => prop_assert!(read < exact),
                Bound::AtLeast => prop_assert!(read <= exact),
                Bound::UpTo => prop_assert!(read >= exact),
                _ => prop_assert_eq!(read, exact),
            }
        }
    }

    #[test]
    fn whole_numbers_are_read_back(number in 0..=Count::MAX_SHOWN) {
        for localizer in all() {
            let locale = localizer.locale();
            prop_assert_eq!(read_back(locale, &localizer.number(number)), Count::whole(number));
            let rounded = number / 100_000_000 * 100_000_000;
            let words = localizer.number_in_words(rounded);
            prop_assert_eq!(read_back(locale, &words), Count::whole(rounded));
        }
    }
}

fn cars(amount: u64, subject: Subject) -> Statement {
    let (amount, digits) = (tonnes(amount), SignificantDigits::TWO);
    editions::epa_2020()
        .state("gasoline_car_year", subject, amount, Bound::MoreThan, digits)
        .unwrap()
}

#[test]
fn one_statement_in_every_language() {
    let statement = cars(356_411, Subject::Footprint);
    for (locale, part) in [
        (Locale::Bg, "повече от 77\u{a0}000 бензинови леки автомобила"),
        (Locale::De, "mehr als 77.000 Benzin-Pkw"),
        (Locale::DeCh, "mehr als 77'000 Benzin-Pkw"),
        (Locale::En, "more than 77,000 gasoline-powered passenger vehicles"),
        (Locale::EnIn, "more than 77,000 gasoline-powered passenger vehicles"),
        (Locale::Fr, "plus de 77\u{202f}000 voitures à essence"),
        (Locale::Hi, "जो 77,000 पेट्रोल कारों के एक साल के सफ़र से अधिक"),
        (Locale::Ja, "77,000台のガソリン乗用車の1年間の走行を超える分"),
        (Locale::Nl, "meer dan 77.000 benzineauto's"),
        (Locale::Sv, "mer än 77\u{a0}000 bensindrivna personbilar"),
        (Locale::Zh, "超过77,000辆汽油乘用车行驶一年"),
    ] {
        let sentence = of(locale).sentence(&statement).unwrap();
        assert!(sentence.contains(part), "{locale}: {sentence}");
        assert!(sentence.contains("US EPA, c. 2020-2021, 4.60 edition"), "{locale}: {sentence}");
    }
}

/// English sentences equal those of the core.
#[test]
fn english_is_the_same() {
    for subject in [Subject::Footprint, Subject::RetiredCredits] {
        let statement = cars(356_411, subject);
        assert_eq!(of(Locale::En).sentence(&statement).unwrap(), statement.to_string());
    }
}

/// "1 million DE voitures", and a plural after a number that ends in a word.
#[test]
fn a_number_that_ends_in_a_word() {
    let statement = cars(4_600_001, Subject::Footprint);
    assert_eq!(statement.count(), 1_000_000);
    let phrase = |locale| of(locale).phrase(&statement).unwrap();
    assert!(phrase(Locale::Fr).contains("plus de 1\u{a0}million de voitures à essence"));
    assert!(phrase(Locale::Sv).contains("mer än 1\u{a0}miljon bensindrivna personbilar"));
    assert!(phrase(Locale::EnIn).contains("more than 10 lakh gasoline-powered"));
}

/// No sentence claims an effect, in words that the law of some market forbids.
#[test]
fn no_language_claims_an_effect() {
    let words = [
        "neutral",
        "spara",
        "sparat",
        "kompens",
        "kompenz",
        "compens",
        "gecompenseerd",
        "bespa",
        "неутрал",
        "компенс",
        "спест",
        "中和",
        "抵消",
        "节省",
        "相殺",
        "économ",
        "neutre",
        "saved",
        "offset",
        "ausgeglichen",
        "gespart",
        "तटस्थ",
        "बचा",
    ];
    let mut seen = 0;
    for localizer in all() {
        for set in editions::all() {
            for row in set.iter() {
                let (amount, digits) = (tonnes(10_000_000), SignificantDigits::TWO);
                for subject in [Subject::Footprint, Subject::RetiredCredits] {
                    let state = set.state(row.id.as_str(), subject, amount, Bound::About, digits);
                    let sentence = localizer.sentence(&state.unwrap()).unwrap();
                    let lower = sentence.split(" (").next().unwrap().to_lowercase();
                    let found = words.iter().find(|word| lower.contains(**word));
                    assert_eq!(found, None, "{sentence}");
                    seen += 1;
                }
            }
        }
    }
    assert_eq!(seen, 11 * 286 * 2);
}

#[test]
fn amounts_and_distances() {
    let amount: Co2e = "356411.25 t".parse().unwrap();
    assert_eq!(of(Locale::DeCh).amount(amount), "356'411.25 t CO2e");
    assert_eq!(of(Locale::Bg).amount(amount), "356\u{a0}411,25 тона CO2e");
    assert_eq!(of(Locale::Fr).amount("371.096 kg".parse().unwrap()), "371,096 kg CO2e");
    // The press release's miles: a length, shown in the units of three readers.
    let flown = Travel::<Vehicle>::new(1_700_000, DistanceUnit::Mile).unwrap();
    let show = |locale, unit| {
        let count = flown.in_unit(unit).unwrap();
        let floor = count.floor_to_significant(SignificantDigits::THREE).unwrap();
        plain_space(&of(locale).distance(floor, unit).unwrap())
    };
    assert_eq!(show(Locale::En, DistanceUnit::Mile), "1.7 million miles");
    assert_eq!(show(Locale::En, DistanceUnit::Kilometre), "2.73 million kilometres");
    assert_eq!(show(Locale::Sv, DistanceUnit::SwedishMil), "273 000 mil");
    assert_eq!(show(Locale::Fr, DistanceUnit::Kilometre), "2,73 millions de kilomètres");
    assert_eq!(show(Locale::Nl, DistanceUnit::NauticalMile), "1,47 miljoen zeemijl");
}

#[test]
fn hosts_say_it_their_way() {
    let statement = cars(356_411, Subject::Footprint);
    let swedish = Localizer::new(Locale::Sv)
        .and_then(|it| it.with_message("more_than", "över {things}"))
        .and_then(|it| it.with_message("thing.gasoline_car_year.other", "{n} bilar på ett år"))
        .unwrap();
    let phrase = swedish.phrase(&statement).unwrap();
    assert!(phrase.contains("över 77\u{a0}000 bilar på ett år"), "{phrase}");
    // A host's thing without a translation is refused instead of being shown in English.
    let set = set("host", thing(Value::tonnes_per_unit(Decimal::ONE).unwrap()));
    let (subject, digits) = (Subject::Footprint, SignificantDigits::TWO);
    let things = set.state("thing", subject, tonnes(1_000), Bound::About, digits).unwrap();
    let refused = Localizer::new(Locale::Sv).unwrap().sentence(&things).unwrap_err();
    assert_eq!(refused.to_string(), "no translation of thing.thing.other into sv");
}
