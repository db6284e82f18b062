//! Exchange rates of one day.

use co2_units::{Currency, Date, Money, MoneyError, RateError, RateTable, Source, Status};
use rust_decimal::Decimal;

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal of the test")
}

fn day() -> Date {
    Date::from_ymd_opt(2026, 11, 20).expect("a day of the test")
}

fn source() -> Source {
    Source {
        publisher: "A Central Bank".into(),
        edition: "reference rates".into(),
        year: 2026,
        region: "EU".into(),
        boundary: "mid rates".into(),
        licence: "reuse with attribution".into(),
        locator: "daily table".into(),
        status: Status::Published,
    }
}

fn table(rates: &[(Currency, &str)]) -> Result<RateTable, RateError> {
    let rates = rates.iter().map(|&(currency, rate)| (currency, decimal(rate)));
    RateTable::new(day(), Currency::EUR, rates, source())
}

fn money(amount: &str, currency: Currency) -> Money {
    Money::new(decimal(amount), currency)
}

#[test]
fn money_is_converted_through_the_base() {
    let table = table(&[(Currency::SEK, "11.25"), (Currency::USD, "1.2")]).unwrap();
    assert_eq!((table.date(), table.base()), (day(), Currency::EUR));
    assert_eq!(table.source(), &source());
    let convert = |amount, from, to| table.convert(money(amount, from), to);
    assert_eq!(convert("4", Currency::EUR, Currency::SEK), Ok(money("45", Currency::SEK)));
    assert_eq!(convert("45", Currency::SEK, Currency::EUR), Ok(money("4", Currency::EUR)));
    assert_eq!(convert("12", Currency::USD, Currency::SEK), Ok(money("112.5", Currency::SEK)));
    // Nothing is rounded earlier than necessary, and the same currency is unchanged.
    let crowns = convert("1", Currency::SEK, Currency::USD).unwrap();
    assert_eq!(crowns.to_string(), "USD 0.1066666666666666666666666667");
    let same = convert("1.50", Currency::SEK, Currency::SEK).unwrap();
    assert_eq!(same.to_string(), "SEK 1.50");
    // A currency that is in no table converts to itself.
    assert_eq!(convert("1", Currency::JPY, Currency::JPY), Ok(money("1", Currency::JPY)));
    assert_eq!(table.rate(Currency::EUR), Some(Decimal::ONE));
    assert_eq!(table.rate(Currency::JPY), None);
}

#[test]
fn each_fault_has_its_error() {
    for rate in ["0", "-1"] {
        let error = table(&[(Currency::SEK, rate)]).unwrap_err();
        let expected = RateError::NotPositive { currency: Currency::SEK, rate: decimal(rate) };
        assert_eq!(error, expected);
        assert_eq!(error.to_string(), format!("the rate of SEK must be above zero: {rate}"));
    }
    let twice = [(Currency::SEK, "11"), (Currency::SEK, "11")];
    assert_eq!(table(&twice), Err(RateError::Twice { currency: Currency::SEK }));
    let base = [(Currency::EUR, "1")];
    assert_eq!(table(&base), Err(RateError::Twice { currency: Currency::EUR }));
    assert_eq!(RateTable::new(Date::MAX, Currency::EUR, [], source()), Err(RateError::Day));
    let nobody = Source { publisher: " ".into(), ..source() };
    let error = RateTable::new(day(), Currency::EUR, [], nobody).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the publisher of a source is blank or longer than 1024 characters"
    );

    let known = table(&[(Currency::SEK, "11.25")]).unwrap();
    for (from, to) in [(Currency::JPY, Currency::SEK), (Currency::SEK, Currency::JPY)] {
        let error = known.convert(money("1", from), to).unwrap_err();
        assert_eq!(error, RateError::Unknown { currency: Currency::JPY, date: day() });
        assert_eq!(error.to_string(), "no rate of JPY on 2026-11-20");
    }
    let most = Money::new(Decimal::MAX, Currency::EUR);
    let error = known.convert(most, Currency::SEK).unwrap_err();
    assert_eq!(error, RateError::Money(MoneyError::TooLarge));
}

#[test]
#[cfg(feature = "serde")]
fn a_table_is_read_with_every_check() {
    let table = table(&[(Currency::USD, "1.20"), (Currency::SEK, "11.25")]).unwrap();
    let text = serde_json::to_string(&table).unwrap();
    let start =
        r#"{"date":"2026-11-20","base":"EUR","rates":{"SEK":"11.25","USD":"1.20"},"source":{"#;
    assert!(text.starts_with(start), "{text}");
    assert_eq!(serde_json::from_str::<RateTable>(&text).unwrap(), table);
    for (from, to, words) in [
        (r#""USD""#, r#""SEK""#, "a second rate of SEK"),
        (r#""USD""#, r#""EUR""#, "a second rate of EUR"),
        (r#""1.20""#, r#""0""#, "must be above zero"),
        (r#""1.20""#, r#""1,20""#, "not a plain decimal number"),
        (r#""1.20""#, "1.20", "invalid type: floating point"),
        ("2026-11-20", "2026-11-31", "not a day"),
        ("A Central Bank", "", "the publisher of a source is blank"),
        (r#""USD""#, r#""usd""#, "unknown currency code"),
    ] {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text);
        let error = serde_json::from_str::<RateTable>(&bad).expect_err(&bad).to_string();
        assert!(error.contains(words), "{bad}: {error}");
    }
}
