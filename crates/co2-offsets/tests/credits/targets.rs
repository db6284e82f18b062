//! The targets of fuzzing: plain functions over bytes, each of which must hold for any input. The crate in
//! `fuzz/` passes them to libFuzzer, and a test here runs them over the corpus and mutations of it.

use co2_offsets::import::{
    BadRow, ExportRow, ReadOptions, import_issued_rows, read_export_rows, read_retirement_rows,
    read_stock_rows, stock_of,
};
use co2_offsets::{
    ExportTable, Hint, Methodology, OwnRetirement, RegistryAct, Serial, Text, Whose, read_csv,
    read_export, read_json, read_retirements, reconcile,
};

/// A target takes bytes and panics if a promise is broken.
pub(crate) type Target = fn(&[u8]);

/// All targets and the folders of their corpora.
pub(crate) const TARGETS: [(&str, Target); 5] = [
    ("serial", serial),
    ("import", import),
    ("export", export),
    ("rows", rows),
    ("methodology", methodology),
];

/// Whatever is read is printed byte for byte; its parts join to it; JSON gives the same back.
pub(crate) fn serial(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let hint = Hint {
        project: "P1".parse().ok(),
        units: Some((1, 10)),
        ..Hint::registry("my-registry".parse().unwrap())
    };
    let read = [text.parse::<Serial>().ok(), Serial::parse_with(text, &hint).ok()];
    assert!(read.iter().flatten().count() < 2, "one text is of one registry: {text:?}");
    for serial in read.into_iter().flatten() {
        assert_eq!(serial.to_string(), text);
        let json = serde_json::to_string(&serial).unwrap();
        assert_eq!(serde_json::from_str::<Serial>(&json).unwrap(), serial);
        let middle = serial.units().first() + (serial.units().count() - 1) / 2;
        if middle > serial.units().first() {
            let (head, tail) = serial.split(middle).unwrap();
            assert!(head.is_followed_by(&tail) && !head.units().overlaps(tail.units()));
            let joined = head.join(&tail).unwrap();
            assert_eq!(joined.units().count(), serial.units().count());
        }
    }
    if let Ok((serial, repairs)) = Serial::parse_lenient(text) {
        assert_eq!(serial.to_string() == text, repairs.is_empty());
        assert!(serial.to_string().parse::<Serial>().is_ok());
    }
}

/// What is read from a table is the same when read from JSON; errors are on a line of the text.
pub(crate) fn import(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let lines = u64::try_from(text.lines().count()).unwrap() + 1;
    match read_csv(text) {
        Ok(stock) => {
            assert!(!stock.lots.is_empty());
            let json = serde_json::to_string(&stock).unwrap();
            assert_eq!(read_json(&json), Ok(stock));
        }
        Err(error) => assert!(error.line <= lines, "{error}"),
    }
    if let Err(error) = read_json(text) {
        assert!(error.line <= lines, "{error}");
    }
}

/// Every row of an export states the number of its units correctly; a table agrees with itself.
pub(crate) fn export(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    for table in ExportTable::ALL {
        let Ok(rows) = read_export(table, text) else { continue };
        let rows: Vec<_> = rows.into_iter().map(Into::into).collect();
        compare(&rows);
    }
    if let Ok(rows) = read_retirements(text) {
        compare(&rows);
    }
}

/// Bytes of any encoding: each row of a table is good, bad or a sum, in the table's order, and bad rows do not
/// change what the good ones are.
pub(crate) fn rows(data: &[u8]) {
    let lines = u64::try_from(data.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count());
    let lines = lines.unwrap() + 1;
    let options = ["", "dmy", "mdy"].map(|order| ReadOptions::new().with_dates(order.parse().ok()));
    for options in options {
        if let Ok(read) = read_stock_rows(data, options) {
            hold(
                lines,
                &read.good.iter().map(|row| row.line).collect::<Vec<_>>(),
                &read.bad,
                &read.totals,
            );
            let whole = read_csv(data).map(|stock| stock.lots);
            let count = read.good.len();
            let (stock, left) = stock_of(read.good);
            assert_eq!(stock.lots.len() + left.len(), count);
            if let Ok(lots) = whole {
                assert!(read.bad.is_empty() && left.is_empty() && lots == stock.lots);
            }
        }
        if let Ok(read) = read_retirement_rows(data, options) {
            hold(
                lines,
                &read.good.iter().map(|row| row.line).collect::<Vec<_>>(),
                &read.bad,
                &read.totals,
            );
        }
        for table in ExportTable::ALL {
            let Ok(read) = read_export_rows(table, data, options) else { continue };
            hold(
                lines,
                &read.good.iter().map(|row| row.line).collect::<Vec<_>>(),
                &read.bad,
                &read.totals,
            );
            let issued = |row: &&ExportRow| row.act == RegistryAct::Issuance;
            let (stock, left) = import_issued_rows(&read.good);
            assert_eq!(stock.lots.len() + left.len(), read.good.iter().filter(issued).count());
        }
    }
}

/// Every line is named once.
fn hold(lines: u64, good: &[u64], bad: &[BadRow], totals: &[u64]) {
    let rises = |lines: &[u64]| lines.windows(2).all(|pair| pair[0] < pair[1]);
    let bad: Vec<u64> = bad.iter().map(|bad| bad.error.line).collect();
    assert!(rises(good) && rises(totals), "{good:?} {totals:?}");
    let all: std::collections::BTreeSet<u64> =
        good.iter().chain(totals).copied().chain(bad.iter().copied()).collect();
    assert_eq!(all.len(), good.len() + bad.len() + totals.len(), "{good:?} {bad:?} {totals:?}");
    // In UTF-16 half of the bytes are of other characters.
    assert!(all.iter().all(|line| (2..=lines).contains(line)), "{lines}: {all:?}");
}

fn compare(rows: &[co2_offsets::TheirRow]) {
    let ours: Vec<OwnRetirement> = rows
        .iter()
        .map(|row| OwnRetirement {
            operation: format!("row-{}", row.line).parse().unwrap(),
            serials: vec![row.serial.clone()],
            date: row.date,
            reference: row.reference.clone(),
        })
        .collect();
    let found = reconcile(&ours, rows, Whose::Ours);
    assert!(found.surplus.is_empty(), "{found:?}");
    let lists =
        [found.matched.len(), found.missing.len(), found.differing.len(), found.ambiguous.len()];
    assert_eq!(lists.iter().sum::<usize>(), ours.len());
}

/// A name that is found is its own normalised form.
pub(crate) fn methodology(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let Ok(text) = Text::new(text) else { return };
    for id in Methodology::read(text).ids {
        if id.as_str().starts_with(|c: char| c.is_ascii_uppercase()) {
            let again = Methodology::read(id.as_str().parse().unwrap());
            assert_eq!(again.ids.into_iter().collect::<Vec<_>>(), [id]);
        }
    }
}
