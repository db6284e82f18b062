use super::{DayOrder, DecimalMark, Encoding, Numbers, Place, Table, TableError, TableErrorKind};
use proptest::prelude::*;

fn read(text: &str) -> Table<'_> {
    Table::read(text.as_bytes()).unwrap()
}

fn rows(table: &Table<'_>) -> Vec<Vec<String>> {
    table.rows().map(|row| row.unwrap().values().map(str::to_owned).collect()).collect()
}

fn at(line: u64, column: u64) -> Place {
    Place { line, column: Some(column) }
}

#[test]
fn the_same_table_in_many_forms() {
    let plain = "a,b\n1,x y\n2,z\n";
    let utf16: Vec<u8> =
        "\u{feff}a\tb\r\n1\tx y\r\n2\tz".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        plain.as_bytes(),
        "\u{feff}a,b\n1,x y\n2,z".as_bytes(),
        b"a;b\r\n1;x y\r\n2;z\r\n",
        b"sep=;\r\na;b\r\n1;x y\r\n2;z\r\n",
        b"\"sep=\t\"\na\tb\n1\tx y\n2\tz",
        b"\n\na,b\r1,x y\r2,z\r",
        b"\"A\",\" B \"\n\"1\",\"x y\"\n,\n2,z",
        b"a,b,\n1,x y,\n2,z,\n,,\n",
        &utf16,
    ] {
        let table = Table::read(bytes).unwrap();
        assert_eq!(table.unknown(&["A", "b"]), Vec::<&str>::new(), "{table:?}");
        let found: Vec<_> = table
            .rows()
            .map(|row| row.map(|row| (row.text("A").to_owned(), row.text("b").to_owned())).unwrap())
            .collect();
        let row = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(found, [row("1", "x y"), row("2", "z")], "{table:?}");
    }
}

#[test]
fn a_header_has_a_limit() {
    let header = |count: usize| {
        let names: Vec<String> = (0..count).map(|index| format!("column {index}")).collect();
        names.join(",")
    };
    assert_eq!(read(&header(2_000)).columns().len(), 2_000);
    let error = Table::read(header(2_001).as_bytes()).unwrap_err();
    assert_eq!(error.kind, TableErrorKind::TooManyColumns { max: 2_000 });
    // Columns without a name are not counted: spreadsheets write thousands of them.
    let blank = format!("a{}b\n", ",".repeat(10_000));
    assert_eq!(read(&blank).unknown(&["a"]), ["b"]);
    let error = Table::read(b"Unit Size,unit_size\n").unwrap_err();
    assert_eq!(error.kind, TableErrorKind::TwoColumns("unit_size".into()));
}

#[test]
fn most_of_the_rows_decide_where_that_is_asked() {
    let table = read("n;d\n1,5;31/12/2022\n2,5;30/12/2022\n3.5;12/29/2022\n");
    assert!(table.numbers(&["n"]).is_err());
    assert_eq!(table.numbers_of_most(&["n"]).unwrap().mark(), Some(DecimalMark::Comma));
    let dates = table.dates(&["d"]);
    assert!(!dates.is_decided() && dates.decide(None, None).is_err());
    assert_eq!(dates.decide_by_most(None, None).unwrap().order(), Some(DayOrder::DayFirst));
    let stated = dates.decide_by_most(Some(DayOrder::MonthFirst), None).unwrap();
    assert_eq!(stated.order(), Some(DayOrder::MonthFirst));
    let half = read("n;d\n1,5;31/12/2022\n3.5;12/29/2022\n");
    assert!(half.numbers_of_most(&["n"]).is_err());
    assert!(half.dates(&["d"]).decide_by_most(None, None).is_err());
    let plain = read("n;d\n1;1/2/2022\n");
    assert_eq!(plain.numbers_of_most(&["n"]).unwrap().mark(), None);
    assert_eq!(plain.dates(&["d"]).decide_by_most(None, None).unwrap().order(), None);
}

#[test]
fn lines_and_columns_are_those_of_an_editor() {
    let table = read("\n\"first\nsecond\",b\r\n\"é\n\n\", x\r\n\r\n1,\"y\"\n");
    let mut rows = table.rows();
    let first = rows.next().unwrap().unwrap();
    assert_eq!((first.line(), first.place("b")), (4, at(6, 3)));
    let second = rows.next().unwrap().unwrap();
    assert_eq!((second.line(), second.place("b")), (8, at(8, 4)));
    let error = second.fail("b", "not so");
    assert_eq!(error.to_string(), "line 8, column 4 (b): not so");
    let missing = read("\n\na,b\n\n1,2\n").require(&["c"]).unwrap_err();
    assert_eq!(missing.to_string(), "line 3: the header has no column \"c\"");
}

#[test]
fn quotes_that_were_not_doubled() {
    let table = read(concat!(
        "\"a\",\"b\",\"c\",\n",
        "\"1\",\"\"said for a city, under a rule\"\",\"x\",\n",
        "\"2\",\"a \"word\" inside\",\"y\",\n",
        "\"3\",\"two\nlines, \"\"quoted\"\"\",\"z\",\n",
    ));
    let found = rows(&table);
    assert_eq!(found[0][1], "\"said for a city, under a rule\"");
    assert_eq!(found[1][1], "a \"word\" inside");
    assert_eq!(found[2][1], "two\nlines, \"quoted\"");
    let bare: Vec<bool> = table.rows().map(|row| row.unwrap().has_bare_quotes()).collect();
    assert_eq!(bare, [true, true, false]);
}

/// A bad row is a separate error, and the rows after it are read.
#[test]
fn each_bad_row_is_an_error() {
    let table = read("a,b\n1\n2,x,y\n3,z\n\"4,w\n5,v\n");
    let found: Vec<Result<u64, TableError>> =
        table.rows().map(|row| row.map(|row| row.line())).collect();
    let kinds: Vec<_> = found
        .iter()
        .map(|row| row.as_ref().map_err(|error| (error.place, error.kind.clone())).copied())
        .collect();
    let line = |line| Place { line, column: None };
    assert_eq!(
        kinds,
        [
            Err((line(2), TableErrorKind::Fields { found: 1, expected: 2 })),
            Err((line(3), TableErrorKind::Fields { found: 3, expected: 2 })),
            Ok(4),
            Err((at(5, 1), TableErrorKind::Unclosed)),
            Ok(6),
        ]
    );
}

#[test]
fn bytes_that_are_no_text() {
    let table = Table::read(b"a,b\n\xc3\xa9,1\nx,\xe9\ny,2\n").unwrap();
    assert_eq!(table.encoding(), Encoding::Utf8);
    let found: Vec<_> = table.rows().map(|row| row.map(|row| row.line())).collect();
    assert_eq!(found[0], Ok(2));
    let error = found[1].as_ref().unwrap_err();
    assert_eq!((error.place, &error.kind), (at(3, 3), &TableErrorKind::Bytes));
    assert_eq!(found[2], Ok(4));
    let table = Table::read(b"name\nM\xfcller\n").unwrap();
    assert_eq!(
        (table.encoding(), rows(&table)),
        (Encoding::Windows1252, vec![vec!["Müller".into()]])
    );
}

#[test]
fn headers() {
    for (text, kind) in [
        ("", TableErrorKind::NoHeader),
        ("\n,,\n", TableErrorKind::NoHeader),
        ("a,b,A\n", TableErrorKind::TwoColumns("A".into())),
        ("a,\"b\n", TableErrorKind::Unclosed),
    ] {
        assert_eq!(Table::read(text.as_bytes()).unwrap_err().kind, kind, "{text:?}");
    }
    assert_eq!(read("lot,Extra  one,serial,\n").unknown(&["LOT", "serial"]), ["Extra one"]);
}

fn numbers(text: &str) -> Result<Vec<Result<String, TableErrorKind>>, TableErrorKind> {
    let table = read(text);
    let numbers = table.numbers(&["n"]).map_err(|error| error.kind)?;
    let read = |row: super::Row<'_>| {
        let value = row.decimal("n", numbers).map_err(|error| error.kind)?;
        Ok(value.map_or(String::new(), |value| value.normalize().to_string()))
    };
    Ok(table.rows().map(|row| read(row.unwrap())).collect())
}

#[test]
fn numbers_as_people_write_them() {
    let ok = |text: &str, expected: &str| {
        assert_eq!(numbers(text).unwrap(), [Ok(expected.to_owned())], "{text:?}");
    };
    for text in
        ["4212", "4212.0", "4 212", "4'212", "4’212", "4\u{a0}212", "\"4,212.0\"", "\"4.212,0\""]
    {
        ok(&format!("n\n{text}\n"), "4212");
    }
    ok("n\n\"1,4\"\n", "1.4");
    ok("n\n-0.125\n", "-0.125");
    ok("n\n−3\n", "-3");
    ok("n\n.5\n", "0.5");
    ok("n\n1.234.567\n", "1234567");
    ok("n\n1'234.5\n", "1234.5");
    // In a table separated by commas, a point is a decimal point.
    ok("n\n4.212\n", "4.212");
    let ambiguous = |text: &str| Ok(vec![Err(TableErrorKind::AmbiguousNumber(text.into()))]);
    assert_eq!(numbers("n;m\n4.212;\n"), ambiguous("4.212"));
    // Another number shows which is meant.
    let both = |text| numbers(text).unwrap().into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(both("n;m\n4.212;\n1,5;\n"), ["4212", "1.5"]);
    assert_eq!(both("n;m\n4.212;\n1.5;\n"), ["4.212", "1.5"]);
    assert_eq!(both("n;m\n4.212;\n1.234.567;\n"), ["4212", "1234567"]);
    let other = at(2, 1);
    assert_eq!(numbers("n;m\n1.5;\n1,5;\n"), Err(TableErrorKind::TwoMarks { other }));
    for wrong in ["x", "1e3", "1..2", "42'12", "1,2.3,4", "--1", "-", ".", "1 2", "1234 567"] {
        let found = numbers(&format!("n\n\"{wrong}\"\n")).unwrap();
        assert_eq!(found, [Err(TableErrorKind::Number(wrong.into()))], "{wrong}");
    }
}

#[test]
fn counts_are_whole() {
    let count = |numbers: Numbers, text: &str| numbers.count(text);
    let silent = Numbers::new(None, b',');
    assert_eq!(count(silent, "4212.0"), Ok(4212));
    assert_eq!(count(silent, "18446744073709551615"), Ok(u64::MAX));
    assert_eq!(count(silent, "4.212"), Err(TableErrorKind::AmbiguousNumber("4.212".into())));
    let point = Numbers::with(DecimalMark::Point);
    assert_eq!(count(point, "4,773"), Ok(4773));
    assert_eq!(count(point, "4.773"), Err(TableErrorKind::Count("4.773".into())));
    assert_eq!(count(Numbers::with(DecimalMark::Comma), "4.773"), Ok(4773));
    for wrong in ["-1", "1.5", "18446744073709551616"] {
        assert_eq!(count(silent, wrong), Err(TableErrorKind::Count(wrong.into())), "{wrong}");
    }
}

fn dates(text: &str, stated: Option<DayOrder>) -> Result<Vec<String>, TableErrorKind> {
    let table = read(text);
    let dates = table.dates(&["d"]).decide(stated, None).map_err(|error| error.kind)?;
    let read = |row: super::Row<'_>| {
        let date = row.date("d", dates).map_err(|error| error.kind)?;
        Ok(date.map_or(String::new(), |date| date.to_string()))
    };
    table.rows().map(|row| read(row.unwrap())).collect()
}

#[test]
fn dates_as_people_write_them() {
    for text in [
        "2026-04-13",
        "2026/04/13",
        "2026.4.13",
        "13-Apr-26",
        "13 April 2026",
        "Apr 13 2026",
        "13.04.2026",
        "13/04/2026",
        "4/13/2026 7:17:56 PM",
        "2026-04-13T12:35:58.842275",
        "2026-04-13 12:35:58",
        "\"Apr 13, 2026\"",
        "13-04-2026 00:00",
    ] {
        assert_eq!(dates(&format!("d\n{text}\n"), None).unwrap(), ["2026-04-13"], "{text}");
    }
    for wrong in
        ["2026-04-31", "31/31/2026", "13/04/26", "soon", "1.5", "2026", "13-Foo-26", "12/12/0026"]
    {
        let error = dates(&format!("d\n{wrong}\n"), Some(DayOrder::DayFirst)).unwrap_err();
        assert_eq!(error, TableErrorKind::Date(wrong.into()), "{wrong}");
    }
}

/// The order is never decided row by row: the table `11/09/2022`, `31/12/2022` has no day in
/// November.
#[test]
fn one_order_for_the_whole_table() {
    let text = "d\n11/09/2022\n31/12/2022\n";
    assert_eq!(dates(text, None).unwrap(), ["2022-09-11", "2022-12-31"]);
    let open = "d\n11/09/2022\n12/12/2022\n";
    let ambiguous = TableErrorKind::AmbiguousDate("11/09/2022".into());
    assert_eq!(dates(open, None).unwrap_err(), ambiguous);
    assert_eq!(dates(open, Some(DayOrder::MonthFirst)).unwrap(), ["2022-11-09", "2022-12-12"]);
    assert_eq!(dates("d\n12/12/2022\n", None).unwrap(), ["2022-12-12"], "it is the same day");
    let error = dates(text, Some(DayOrder::MonthFirst)).unwrap_err();
    assert_eq!(error, TableErrorKind::TwoOrders { other: None });
    let error = dates("d\n31/12/2022\n12/31/2022\n", None).unwrap_err();
    assert_eq!(error, TableErrorKind::TwoOrders { other: Some(at(2, 1)) });
}

#[test]
fn a_date_known_from_elsewhere_shows_the_order() {
    let table = read("d,known\n01/02/2020,2020-02-01\n");
    let mut evidence = table.dates(&["d"]);
    for row in table.rows() {
        let row = row.unwrap();
        evidence.compare(row.text("d"), row.value("known").unwrap(), || row.place("d"));
    }
    assert_eq!(evidence.decide(None, None).unwrap().order(), Some(DayOrder::DayFirst));
}

proptest! {
    /// For any bytes, reading ends, and each error has a position in the text.
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(
        prop_oneof![prop::sample::select(b"a,;\t\"\r\n 1.'/-=".to_vec()), any::<u8>()], 0..120)
    ) {
        let Ok(table) = Table::read(&bytes) else { return Ok(()) };
        let _ = table.numbers(&["a", "1"]);
        let _ = table.dates(&["a", "1"]).decide(None, None);
        let lines = u64::try_from(bytes.len()).unwrap() + 1;
        for row in table.rows() {
            let place = match &row {
                Ok(row) => row.place("a"),
                Err(error) => error.place,
            };
            prop_assert!((1..=lines).contains(&place.line));
        }
    }
}

/// The first field of a row could swallow the next row while the number of fields is still right.
#[test]
fn no_row_is_swallowed() {
    let table = read("\"a\",\"b\"\n\"\"one\"\",\"1\"\n\"two\",\"2\"\n");
    let found = rows(&table);
    assert_eq!(found, [["\"one\"", "1"], ["two", "2"]]);
}
