//! Products, credits and instants: what is accepted, its canonical form, and what is refused.

use co2_units::credit::{
    GramSlice, ProjectId, RegistryId, UnitRange, UnitRangeError, Vintage, VintageError,
};
use co2_units::product::{Gtin, GtinError, MakerId, Model, PartNumber, SerialNumber};
use co2_units::{
    Case, Country, Date, Id, IdErrorKind, IdKind, ProductId, Region, Stage, StageSet, Statistic,
    Timestamp, TimestampError,
};
use core::fmt::{Debug, Display};
use core::str::FromStr;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).expect("a day of the test")
}

// Ids

/// A kind of ids with its own maximum length.
#[derive(Debug)]
enum Shelf {}

impl IdKind for Shelf {
    const NAME: &'static str = "shelf";
    const MAX_LEN: usize = 3;
}

#[test]
fn ids_are_taken_as_they_are() {
    for text in ["a", "GS11236", "a-b_c.d:e", "0", &"x".repeat(64)] {
        let id: ProjectId = text.parse().unwrap();
        assert_eq!(id.as_str(), text);
        assert_eq!(id.to_string(), text);
        assert_eq!(ProjectId::new(text), Ok(id));
    }
    assert_eq!(format!("{:?}", RegistryId::new("verra").unwrap()), r#""verra""#);
}

#[test]
fn ids_are_refused_with_the_reason() {
    let kind = |text: &str| text.parse::<ProjectId>().map_err(|error| error.kind);
    let character = |character, column| Err(IdErrorKind::Character { character, column });
    assert_eq!(kind(""), Err(IdErrorKind::Empty));
    assert_eq!(kind(&"x".repeat(65)), Err(IdErrorKind::TooLong { max: 64 }));
    assert_eq!(kind("GS 11236"), character(' ', 3));
    assert_eq!(kind("a/b"), character('/', 2));
    assert_eq!(kind("é"), character('é', 1));
    assert_eq!(kind("ab\0"), character('\0', 3));
    assert_eq!(kind("VСS1"), character('С', 2), "a Cyrillic letter");

    let error = "long".parse::<Id<Shelf>>().unwrap_err();
    assert_eq!((error.name, error.kind), ("shelf", IdErrorKind::TooLong { max: 3 }));
    assert_eq!(error.to_string(), "not a valid shelf: it is longer than 3 bytes");
    assert_eq!(Id::<Shelf>::new("long"), Err(error));
}

/// Kinds state what they allow, and the case in which they keep it.
#[test]
fn each_kind_has_its_characters_and_its_case() {
    struct Odd;
    impl IdKind for Odd {
        const NAME: &'static str = "odd id";
        // The space and the letters have no effect: a space is never allowed, and letters always
        // are.
        const PUNCTUATION: &'static str = "^]\\- é[A&~$";
        const CASE: Case = Case::Lower;
    }
    let odd = |text: &str| text.parse::<Id<Odd>>();
    assert_eq!(odd("A^]\\-[&~$").unwrap().as_str(), "a^]\\-[&~$");
    for (text, character) in [(" ", ' '), ("é", 'é'), (".", '.'), ("_", '_'), ("\0", '\0')] {
        let kind = IdErrorKind::Character { character, column: 1 };
        assert_eq!(odd(text).unwrap_err().kind, kind);
    }
    #[cfg(feature = "schemars")]
    {
        let schema = schemars::schema_for!(Id<Odd>).to_value();
        let validator = jsonschema::validator_for(&schema).expect("a valid schema");
        for character in (0_u8..=127).map(char::from).chain(['é', 'Å']) {
            let text = character.to_string();
            let is_taken = odd(&text).is_ok();
            assert_eq!(validator.is_valid(&text.clone().into()), is_taken, "{character:?}");
        }
    }
}

// Products

/// Part numbers of real manufacturers, in two spellings each.
#[test]
fn one_device_is_one_product() {
    for (printed, typed) in
        [("MK183LL/A", "mk183ll/a"), ("6V5F2EA#ABU", "6v5f2ea#abu"), ("GTX-1+", "gtx-1+")]
    {
        let product = |maker: &str, number: &str, serial: &str| {
            let (maker, part_number) = (maker.parse().unwrap(), number.parse().unwrap());
            ProductId::new(Model::Part { maker, part_number }, serial.parse().unwrap())
        };
        let left = product("Example-Computers", printed, "PF0ABC12");
        assert_eq!(left, product("example-computers", typed, " pf0abc12"));
        assert_eq!(left.to_string(), format!("part:example-computers/{printed} PF0ABC12"));
    }
    // Other characters are kept: all of these are different.
    let numbers = ["AB-1", "AB1", "AB/1", "AB#1", "AB+1", "AB.1", "AB_1", "AB:1", "ABO1", "AB01"];
    let distinct: std::collections::BTreeSet<PartNumber> =
        numbers.iter().map(|number| number.parse().unwrap()).collect();
    assert_eq!(distinct.len(), numbers.len());
    // A slash in a manufacturer's id would make the text of a model ambiguous.
    assert!("a/b".parse::<MakerId>().is_err() && "a#b".parse::<MakerId>().is_err());
    // Ids of registries and projects are kept as they are.
    assert_ne!(ProjectId::new("vcs1340"), ProjectId::new("VCS1340"));
    assert_eq!(RegistryId::new("Verra").unwrap().as_str(), "Verra");
}

/// Catalogues write zeros where there is no GTIN, and zeros have a valid check digit.
#[test]
fn a_gtin_of_zeros_is_none() {
    for digits in [8, 12, 13, 14] {
        let text = "0".repeat(digits);
        assert_eq!(text.parse::<Gtin>(), Err(GtinError::Zero));
    }
    assert_eq!(GtinError::Zero.to_string(), "a GTIN is not all zeros");
}

/// Numbers printed in GS1's standards and on goods.
#[test]
fn gtins_are_kept_as_fourteen_digits() {
    let cases = [
        ("9506000134352", "09506000134352"), // GTIN-13, GS1's example company
        ("614141000036", "00614141000036"),  // GTIN-12, GS1 General Specifications
        ("80614141123458", "80614141123458"), // GTIN-14, GS1 Tag Data Standard
        ("4006381333931", "04006381333931"), // GTIN-13 of a highlighter pen
        ("96385074", "00000096385074"),      // GTIN-8
    ];
    for (text, digits) in cases {
        let gtin: Gtin = text.parse().unwrap();
        assert_eq!(gtin.as_str(), digits);
        assert_eq!(gtin.to_string().parse(), Ok(gtin));
        assert_eq!(format!("{digits:0>14}").parse(), Ok(gtin), "padding does not change the item");
    }
}

#[test]
fn gtins_of_a_wrong_form_are_refused() {
    let wrong = [
        "",
        "1234567",
        "123456789",
        "9506000134",
        "95060001343",
        "950600013435200",
        "950600013435X",
        "950600013435 ",
        "+506000134352",
        "95060001343５",
        "٩٥٠٦",
    ];
    for text in wrong {
        assert_eq!(text.parse::<Gtin>(), Err(GtinError::Form), "{text:?}");
    }
    let error = GtinError::CheckDigit { given: 3, expected: 2 };
    assert_eq!("9506000134353".parse::<Gtin>(), Err(error));
    let message = "the check digit of the GTIN is 3, but 2 fits its other digits";
    assert_eq!(error.to_string(), message);
}

#[test]
fn one_serial_number_has_one_spelling() {
    for text in
        ["PF0ABC12", "pf0abc12", " Pf0aBc12\t", "\t\tPF0ABC12", "PF0 ABC 12", "p f0\tabc1 2 "]
    {
        assert_eq!(text.parse::<SerialNumber>().unwrap().as_str(), "PF0ABC12");
    }
    let all = r#"!"%&'()*+,-./:;<=>?_"#;
    assert_eq!(all.parse::<SerialNumber>().unwrap().as_str(), all);
}

#[test]
fn serial_numbers_that_only_look_alike_are_refused() {
    let kind = |text: &str| text.parse::<SerialNumber>().map_err(|error| error.kind);
    let character = |character, column| Err(IdErrorKind::Character { character, column });
    assert_eq!(kind(""), Err(IdErrorKind::Empty));
    assert_eq!(kind(" \t "), Err(IdErrorKind::Empty));
    assert_eq!(kind(&"1".repeat(21)), Err(IdErrorKind::TooLong { max: 20 }));
    assert!(kind(&format!("  {}  ", "1".repeat(20))).is_ok(), "spaces do not count");
    assert_eq!(kind("РF0"), character('Р', 1), "Cyrillic er");
    assert_eq!(kind(" PF\u{39f}"), character('\u{39f}', 4), "Greek omicron, after a space");
    assert_eq!(kind("PF\u{ff10}"), character('\u{ff10}', 3), "full-width zero");
    assert_eq!(kind("PF\u{200b}0"), character('\u{200b}', 3), "zero-width space");
    assert_eq!(kind("\u{a0}PF0"), character('\u{a0}', 1), "no-break space");
    assert_eq!(kind("pfı"), character('ı', 3), "dotless i, whose capital is an I");
    assert_eq!(kind("P F\u{a0}0"), character('\u{a0}', 4), "a no-break space is no space");
    assert!(kind(&"1 ".repeat(20)).is_ok(), "nor do those between");
    assert_eq!(kind(&"1 ".repeat(21)), Err(IdErrorKind::TooLong { max: 20 }));
    assert_eq!(kind("PF#0"), character('#', 3));
    assert_eq!(kind("PF\n"), character('\n', 3));
}

#[test]
fn a_product_is_a_model_and_a_serial_number() {
    let serial: SerialNumber = "pf0abc12".parse().unwrap();
    let (maker, number): (MakerId, PartNumber) =
        ("example".parse().unwrap(), "20XW-0055".parse().unwrap());
    let part = Model::Part { maker, part_number: number };
    let item = Model::Gtin("9506000134352".parse().unwrap());
    let (left, right) =
        (ProductId::new(part, serial.clone()), ProductId::new(item.clone(), serial.clone()));
    assert_ne!(left, right);
    assert_eq!(left.to_string(), "part:example/20XW-0055 PF0ABC12");
    assert_eq!(right.to_string(), "gtin:09506000134352 PF0ABC12");
    assert_eq!(right, ProductId { model: item, serial });
}

// Credits

#[test]
fn a_vintage_is_two_days_in_order() {
    let (first, last) = (day(2020, 1, 1), day(2020, 12, 31));
    let vintage = Vintage::new(first, last).unwrap();
    assert_eq!((vintage.first(), vintage.last()), (first, last));
    assert_eq!(Vintage::year(2020), Some(vintage));
    assert_eq!("2020-01-01/2020-12-31".parse(), Ok(vintage));
    assert!(Vintage::new(first, first).is_ok());

    let error = VintageError::Order { first: last, last: first };
    assert_eq!(Vintage::new(last, first), Err(error.clone()));
    assert_eq!("2020-12-31/2020-01-01".parse::<Vintage>(), Err(error));
    assert_eq!([Vintage::year(0), Vintage::year(10_000)], [None; 2]);
    assert_eq!(Vintage::year(1).unwrap().to_string(), "0001-01-01/0001-12-31");
}

#[test]
fn days_have_one_spelling() {
    let long = "0".repeat(40);
    let wrong = [
        "",
        "2020-1-01",
        "2020-01-1",
        "20-01-01",
        "2020-02-30",
        "2021-02-29",
        "2020/01/01",
        "+2020-01-01",
        "+2020-1-01",
        " 2020-1-01",
        "02020-01-01",
        "0000-01-01",
        "-001-01-01",
        "2020-01-01 ",
        "２020-01-01",
        &long,
    ];
    for text in wrong {
        for whole in [format!("{text}/9999-12-31"), format!("0001-01-01/{text}")] {
            let error = whole.parse::<Vintage>().unwrap_err();
            // A slash in the day moves the cut, so the text in the error differs there.
            let is_day = matches!(&error, VintageError::Day { text: shown }
                if text.starts_with(shown.as_str()) || text.contains('/'));
            assert!(is_day, "{whole:?}: {error:?}");
        }
    }
    assert!(
        matches!("2020-01-01".parse::<Vintage>(), Err(VintageError::Day { text }) if text.is_empty())
    );
}

/// The constructor used to accept any day of the calendar type; later years print as `+12020-01-01`
/// and could not be read back.
#[test]
fn a_vintage_stays_in_the_years_that_can_be_written() {
    for (first, last) in [(day(0, 12, 31), day(1, 1, 1)), (day(9999, 12, 31), day(10_000, 1, 1))] {
        let error = Vintage::new(first, last).unwrap_err();
        assert!(matches!(error, VintageError::Day { .. }), "{error:?}");
    }
    let error = Vintage::new(Date::MIN, Date::MAX).unwrap_err();
    assert_eq!(error, VintageError::Day { text: "-262143-01-01".to_owned() });
    assert!(Vintage::new(day(1, 1, 1), day(9999, 12, 31)).is_ok());
}

#[test]
fn a_block_of_units_includes_both_ends() {
    let block = |first, last| UnitRange::new("scope", first, last, "AB-1");
    let one = block(7, 7).unwrap();
    assert_eq!((one.count(), one.first(), one.last()), (1, 7, 7));
    assert_eq!((one.scope(), one.printed(), one.to_string().as_str()), ("scope", "AB-1", "AB-1"));
    assert_eq!(block(1, u64::MAX).unwrap().count(), u64::MAX);
    assert_eq!(block(0, u64::MAX - 1).unwrap().count(), u64::MAX);

    assert_eq!(block(2, 1), Err(UnitRangeError::Order { first: 2, last: 1 }));
    assert_eq!(block(0, u64::MAX), Err(UnitRangeError::TooLarge));
    for (scope, printed, name, kind) in [
        ("", "A", "scope of unit numbers", IdErrorKind::Empty),
        ("A", "", "unit serial", IdErrorKind::Empty),
        ("A", "a\tb", "unit serial", IdErrorKind::Character { character: '\t', column: 2 }),
        ("aé", "A", "scope of unit numbers", IdErrorKind::Character { character: 'é', column: 2 }),
        ("A", &"x".repeat(257), "unit serial", IdErrorKind::TooLong { max: 256 }),
        // `a` and `a ` look alike, and would allow one unit to be allocated twice.
        ("a ", "A", "scope of unit numbers", IdErrorKind::Character { character: ' ', column: 2 }),
        (" a", "A", "scope of unit numbers", IdErrorKind::Character { character: ' ', column: 1 }),
        (" ", "A", "scope of unit numbers", IdErrorKind::Character { character: ' ', column: 1 }),
    ] {
        let error = UnitRange::new(scope, 1, 1, printed).unwrap_err();
        let UnitRangeError::Text(error) = error else { panic!("{error:?}") };
        assert_eq!((error.name, error.kind), (name, kind));
    }
    let verbatim = "GS1-1-UG-GS11236-16-2024-30307-1-19149 (a ~b)";
    assert_eq!(UnitRange::new("a b", 1, 1, verbatim).unwrap().printed(), verbatim);
}

#[test]
fn blocks_overlap_in_their_scope_only() {
    let block = |scope: &str, first, last| UnitRange::new(scope, first, last, "A").unwrap();
    let middle = block("a", 10, 20);
    for (first, last, shares) in [
        (1, 9, false),
        (1, 10, true),
        (12, 13, true),
        (1, 99, true),
        (20, 20, true),
        (21, 30, false),
    ] {
        let other = block("a", first, last);
        assert_eq!(middle.overlaps(&other), shares);
        assert_eq!(other.overlaps(&middle), shares);
        assert!(!middle.overlaps(&block("b", first, last)));
    }
}

#[test]
fn a_slice_has_at_least_one_gram() {
    let slice = GramSlice::new(5, 8).unwrap();
    assert_eq!((slice.start(), slice.end(), slice.grams()), (5, 8, 3));
    assert_eq!(slice.to_string(), "5..8");
    assert_eq!(GramSlice::new(0, u64::MAX).unwrap().grams(), u64::MAX);
    for (start, end) in [(5, 5), (6, 5), (u64::MAX, 0)] {
        let error = GramSlice::new(start, end).unwrap_err();
        assert_eq!((error.start, error.end), (start, end));
    }
    for (start, end, shares) in
        [(0, 5, false), (0, 6, true), (6, 7, true), (7, 9, true), (8, 9, false)]
    {
        let other = GramSlice::new(start, end).unwrap();
        assert_eq!([slice.overlaps(other), other.overlaps(slice)], [shares; 2]);
    }
}

// Instants

#[test]
fn instants_are_seconds_in_utc() {
    for (seconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (1_000_000_000, "2001-09-09T01:46:40Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"),
    ] {
        let instant = Timestamp::from_unix_seconds(seconds).unwrap();
        assert_eq!(instant.to_string(), text);
        assert_eq!(text.parse(), Ok(instant));
        assert_eq!(instant.as_unix_seconds(), seconds);
        assert!(text.starts_with(&instant.date().to_string()));
    }
    assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00Z");
    assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59Z");
    assert_eq!(Timestamp::UNIX_EPOCH.as_unix_seconds(), 0);
}

#[test]
fn instants_end_with_the_years_of_four_digits() {
    let (first, last) = (Timestamp::MIN.as_unix_seconds(), Timestamp::MAX.as_unix_seconds());
    for seconds in [first - 1, last + 1, i64::MIN, i64::MAX] {
        assert_eq!(Timestamp::from_unix_seconds(seconds), Err(TimestampError::Range));
    }
    assert_eq!(Timestamp::MAX.checked_add_seconds(0), Some(Timestamp::MAX));
    assert_eq!(Timestamp::MAX.checked_add_seconds(1), None);
    assert_eq!(
        Timestamp::UNIX_EPOCH.checked_add_seconds(u32::MAX).unwrap().to_string(),
        "2106-02-07T06:28:15Z"
    );
    assert_eq!("0000-12-31T23:59:59Z".parse::<Timestamp>(), Err(TimestampError::Range));
}

#[test]
fn an_instant_has_one_spelling() {
    for text in [
        "",
        "2026-11-21",
        "2026-11-21T12:00:00",
        "2026-11-21T12:00:00z",
        "2026-11-21t12:00:00Z",
        "2026-11-21 12:00:00Z",
        "2026-11-21T12:00:00+00:00",
        "2026-11-21T12:00:00.0Z",
        "2026-11-21T12:00Z",
        "2026-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2026-11-21T 2:00:00Z",
        "2026-11-21T1:00:000Z",
        "+2026-11-21T12:00:0Z",
        " 2026-11-21T12:00:0Z",
        "２026-11-21T12:00:Z",
        "2026-11-21T12:00:00Z ",
    ] {
        assert_eq!(text.parse::<Timestamp>(), Err(TimestampError::Form), "{text:?}");
    }
}

// Stages and statistics

#[test]
fn stages_are_a_set_in_the_order_of_life() {
    let set = StageSet::from_iter([Stage::EndOfLife, Stage::Use, Stage::Use]);
    assert_eq!(set.iter().collect::<Vec<_>>(), [Stage::Use, Stage::EndOfLife]);
    assert!(set.contains(Stage::Use) && !set.contains(Stage::Service));
    assert!(set.intersects(StageSet::ALL) && !set.intersects(StageSet::default()));
    assert!(!set.intersects(StageSet::from_iter([Stage::Manufacture])));
    assert!(StageSet::default().is_empty() && !set.is_empty());
    assert_eq!(StageSet::from_iter(Stage::ALL), StageSet::ALL);
    assert!(Stage::ALL.is_sorted() && Statistic::ALL.len() == 4);
    assert_eq!(Stage::EndOfLife.to_string(), "end of life");
    assert_eq!(Statistic::P95.to_string(), "95th percentile");
}

// Laws

/// A value that is read is written in its canonical form, which reads as the same value.
fn one_spelling<T: FromStr + Display + PartialEq + Debug>(text: &str) -> Result<(), TestCaseError>
where
    T::Err: Debug,
{
    if let Ok(value) = text.parse::<T>() {
        let written = value.to_string();
        let read = written.parse::<T>().expect("what is written can be read");
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(read.to_string(), written);
    }
    Ok(())
}

fn one_spelling_each(text: &str) -> Result<(), TestCaseError> {
    one_spelling::<ProjectId>(text)?;
    one_spelling::<RegistryId>(text)?;
    one_spelling::<MakerId>(text)?;
    one_spelling::<PartNumber>(text)?;
    one_spelling::<Vintage>(text)?;
    one_spelling::<Gtin>(text)?;
    one_spelling::<SerialNumber>(text)?;
    one_spelling::<Country>(text)?;
    one_spelling::<Region>(text)?;
    one_spelling::<Timestamp>(text)
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(
        text in any::<String>(),
        digits in "[0-9]{7,15}",
        serial in "[ \t]{0,2}[!-~]{1,21}[ \t]{0,2}[!-~]{0,2}",
        place in "[A-Z]{2}",
        time in "[0-9+−-]{3,5}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z",
        days in "[0-9]{4}-[01][0-9]-[0-3][0-9]/[0-9]{4}-[01][0-9]-[0-3][0-9]",
    ) {
        for text in [text, digits, serial, place, time, days] {
            one_spelling_each(&text)?;
        }
    }

    #[test]
    fn one_last_digit_in_ten_fits_a_gtin(body in "[0-9]{7}|[0-9]{11,13}") {
        let fitting: Vec<String> =
            (0..10).map(|digit| format!("{body}{digit}")).filter(|text| text.parse::<Gtin>().is_ok()).collect();
        prop_assert_eq!(fitting.len(), 1);
        let digit = fitting[0].as_bytes()[body.len()] - b'0';
        let wrong = format!("{body}{}", (digit + 1) % 10);
        let error = GtinError::CheckDigit { given: (digit + 1) % 10, expected: digit };
        prop_assert_eq!(wrong.parse::<Gtin>(), Err(error));
    }

    #[test]
    fn a_wrong_digit_never_passes_as_a_gtin(
        body in "[0-9]{13}",
        place in 0..14_usize,
        add in 1..10_u8,
    ) {
        let check = (0..10).map(|digit| format!("{body}{digit}"));
        let right = check.into_iter().find(|text| text.parse::<Gtin>().is_ok()).unwrap();
        let mut digits = right.into_bytes();
        digits[place] = b'0' + (digits[place] - b'0' + add) % 10;
        let wrong = String::from_utf8(digits).unwrap();
        let is_refused = matches!(wrong.parse::<Gtin>(), Err(GtinError::CheckDigit { .. }));
        prop_assert!(is_refused, "{}", wrong);
    }

    #[test]
    fn instants_sort_like_their_texts(
        left in Timestamp::MIN.as_unix_seconds()..=Timestamp::MAX.as_unix_seconds(),
        right in Timestamp::MIN.as_unix_seconds()..=Timestamp::MAX.as_unix_seconds(),
    ) {
        let [left, right] = [left, right].map(|s| Timestamp::from_unix_seconds(s).unwrap());
        prop_assert_eq!(left.to_string().parse(), Ok(left));
        prop_assert_eq!(left.to_string().cmp(&right.to_string()), left.cmp(&right));
    }

    #[test]
    fn slices_overlap_when_they_share_a_gram(a in 0..20_u64, b in 1..9_u64, c in 0..20_u64, d in 1..9_u64) {
        let (left, right) = (GramSlice::new(a, a + b).unwrap(), GramSlice::new(c, c + d).unwrap());
        let shares = (a..a + b).any(|gram| (c..c + d).contains(&gram));
        prop_assert_eq!(left.overlaps(right), shares);
    }
}

#[test]
fn a_very_long_text_does_no_harm() {
    for piece in ["9", "0", "-", " ", "é", "A", "2020-01-01/", "2026-11-21T12:00:00Z"] {
        let text = piece.repeat((1 << 20) / piece.len());
        one_spelling_each(&text).unwrap();
        assert!(text.parse::<ProjectId>().is_err() && text.parse::<SerialNumber>().is_err());
        assert!(text.parse::<Vintage>().is_err() && text.parse::<Timestamp>().is_err());
        assert!(text.parse::<Gtin>().is_err() && text.parse::<Region>().is_err());
    }
}
