//! The targets of fuzzing: plain functions over bytes, each of which must hold for any input. The crate in
//! `fuzz/` passes them to libFuzzer, and a test here runs them over the corpus and mutations of it.

use co2_offsets::{
    ExportTable, Hint, Methodology, OwnRetirement, Serial, Text, Whose, read_csv, read_export,
    read_json, read_retirements, reconcile,
};

/// A target takes bytes and panics if a promise is broken.
pub(crate) type Target = fn(&[u8]);

/// All targets and the folders of their corpora.
pub(crate) const TARGETS: [(&str, Target); 4] =
    [("serial", serial), ("import", import), ("export", export), ("methodology", methodology)];

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
    for table in [
        ExportTable::VerraUnits,
        ExportTable::GoldStandardIssuances,
        ExportTable::GoldStandardRetirements,
        ExportTable::AcrRetirements,
        ExportTable::AcrCancellations,
        ExportTable::CarRetirements,
        ExportTable::CarCancellations,
    ] {
        let Ok(rows) = read_export(table, text) else { continue };
        let rows: Vec<_> = rows.into_iter().map(Into::into).collect();
        compare(&rows);
    }
    if let Ok(rows) = read_retirements(text) {
        compare(&rows);
    }
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
