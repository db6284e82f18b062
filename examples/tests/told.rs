//! What the short examples tell is what they are about, and the same each time.
#![expect(clippy::duplicate_mod, reason = "each example has the module that they share")]

/// An example as a module of this test.
macro_rules! examples {
    ($($name:ident = $path:literal),* $(,)?) => {$(
        #[cfg(test)]
        #[path = $path]
        #[expect(dead_code, reason = "the program's own entry is not called")]
        mod $name;
    )*};
}

examples! {
    after_sale = "../after-sale/main.rs",
    auditor = "../auditor/main.rs",
    fleet = "../fleet/main.rs",
    partner = "../partner/main.rs",
    replay = "../replay/main.rs",
    retrofit = "../retrofit/main.rs",
    workshop = "../workshop/main.rs",
}

#[cfg(test)]
mod tests {
    use super::{after_sale, auditor, fleet, partner, replay, retrofit, workshop};

    /// Whether a text has these lines, in this order; each is a piece of a line.
    fn has(text: &str, pieces: &[&str]) {
        let mut lines = text.lines();
        for piece in pieces {
            assert!(lines.any(|line| line.contains(piece)), "{piece:?} is not in:\n{text}");
        }
    }

    #[test]
    fn after_the_sale_nothing_is_counted_twice() {
        let told = after_sale::after_sale().unwrap();
        assert_eq!(told, after_sale::after_sale().unwrap());
        has(
            &told,
            &[
                "paid        late, and credits were taken again",
                "refunded    Confirmed",
                "PF0AAA01 Live",
                "PF0AAA09 Replaced",
                "PF0AAA03 Live",
                "PF0AAA02 Spent",
                "PF0AAA07 Live",
                "certificates that hold: PF0AAA03, PF0AAA07",
            ],
        );
    }

    #[test]
    fn earlier_purchases_are_covered_as_far_back_as_the_rules_say() {
        let told = retrofit::retrofit().unwrap();
        has(
            &told,
            &[
                "2023-03-14  not covered",
                "2024-02-29  PF0RRR02",
                "2024-02-29  PF0RRR03",
                "2025-06-30  PF0RRR04",
                "2026-09-01  PF0RRR05",
                "together",
            ],
        );
    }

    #[test]
    fn a_partners_report_agrees_to_the_unit() {
        let told = partner::partner().unwrap();
        has(
            &told,
            &[
                "asked Example Partner for",
                "certificate: allocated, retirement due by 2027-02-14",
                "certificate: retirement on 2026-11-20",
                "its report agrees: true",
                "another report differs in partner-wind-1: Units",
                "and agrees: false",
            ],
        );
    }

    #[test]
    fn an_outsider_finds_what_holds_and_what_does_not() {
        let told = auditor::auditor().unwrap();
        has(
            &told,
            &[
                "log offsets.example/log: 4 entries, no gram twice",
                "PF0AAA01: ",
                "PF0AAA02: ",
                "PF0AAA03: refused",
                "PF0AAA04: refused",
                "2 of 4 certificates hold",
            ],
        );
        assert_eq!(told.matches("in the log").count(), 2, "{told}");
    }

    #[test]
    fn a_workshop_keeps_three_things_apart() {
        let told = workshop::workshop().unwrap();
        has(
            &told,
            &[
                "TODAY: 1620 devices, 12 years of service",
                "buyer: scope 2",
                "maker: scope 3, category 11",
                "OPTIONS",
                "keep every device for six years",
                "as a service, used for six years (30 % of the fleet)",
                "AVOIDED BY OTHERS",
                "efficiency project, 1,000 MWh",
                "CREDITS retired for the fleet, not part of its emissions: 250 t CO2e",
                "do not count towards science-based targets",
            ],
        );
    }

    /// With few orders, which are as large as the programme needs.
    #[test]
    fn a_programme_is_replayed_to_the_tonne() {
        let folder = tempfile::tempdir().unwrap();
        let told = replay::replay(folder.path(), 40).unwrap();
        has(
            &told,
            &[
                "SYNTHETIC",
                "2024-Q3",
                "2026-Q3",
                "MILESTONES",
                "2025-03-31  26000 t CO2e",
                "more than",
                "2025-12-31  356411 t CO2e",
                "2026-09-30  1000000 t CO2e",
                "AUDIT: 0 broken promises",
            ],
        );
        // Every quarter grows by at least a tenth.
        let quarters: Vec<&str> = told.lines().filter(|line| line.contains("-Q")).collect();
        assert_eq!(quarters.len(), 9);
        for quarter in &quarters[1..] {
            let growth: f64 = quarter.split_whitespace().last().unwrap().parse().unwrap();
            assert!(growth >= 10.0, "{quarter}");
        }
        let again = replay::replay(folder.path(), 40).unwrap_err();
        assert!(again.to_string().contains("is there already"), "{again}");
    }

    #[test]
    fn a_fleet_is_summed_by_kind() {
        // Each kind of three in each place of four, once.
        let table = fleet::invented(24).unwrap();
        let told = fleet::fleet(table.as_bytes()).unwrap();
        assert_eq!(told.lines().filter(|line| line.contains(" in ")).count(), 12, "{told}");
        let line = told.lines().find(|line| line.starts_with("all")).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[1], "24", "{told}");
        let once: f64 = words[2].parse().unwrap();
        let twice = fleet::fleet(fleet::invented(48).unwrap().as_bytes()).unwrap();
        let line = twice.lines().find(|line| line.starts_with("all")).unwrap();
        let double: f64 = line.split_whitespace().last().unwrap().parse().unwrap();
        assert!((double - 2.0 * once).abs() <= 0.11, "{told}{twice}");
        let broken = format!("{table}device-25,toaster,,,,4,SE\n");
        has(&fleet::fleet(broken.as_bytes()).unwrap(), &["1 rows were left out", "toaster"]);
    }
}
