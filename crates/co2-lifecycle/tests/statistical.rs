//! The statistical and the category tier, as a shop uses them.

#[cfg(test)]
#[path = "../examples/sheets/mod.rs"]
mod sheets;

#[cfg(test)]
mod tests {

    use co2_lifecycle::fit::{SheetRow, Shuffle, cross_validate, fit, folds, groups};
    use co2_lifecycle::{
        Assumption, Category, Fact, Facts, FactsError, GridChoice, StatisticalError,
        StatisticalModel, Tier, Years, fleet,
    };
    use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
    use co2_units::{Co2e, Stage, Statistic};
    use proptest::prelude::*;

    fn kg(value: f64) -> Mass {
        Mass::new::<mass::kilogram>(value)
    }

    fn kwh(value: f64) -> Energy {
        Energy::new::<energy::kilowatt_hour>(value)
    }

    fn mean(facts: &Facts, grid: GridChoice) -> f64 {
        facts.footprint(grid).unwrap().total().mean().get::<carbon::kilogram>()
    }

    fn laptop() -> Facts {
        Facts::new(Category::Laptop)
            .manufacturer("Dell")
            .weight(kg(1.24))
            .unwrap()
            .screen_inches(13.3)
            .unwrap()
            .yearly_energy(kwh(17.87))
            .unwrap()
            .lifetime(Years::new(4.0).unwrap())
            .location("EU".parse().unwrap())
            .report_year(2021)
            .unwrap()
    }

    #[test]
    fn a_known_laptop_is_near_its_sheet_which_is_inside_the_interval() {
        // Dell's sheet of the Latitude 5320 has a mean of 348 kg.
        let footprint = laptop().footprint(GridChoice::AsPublished).unwrap();
        assert_eq!(footprint.tier(), Tier::Statistical);
        let at = |statistic| footprint.total().at(statistic).get::<carbon::kilogram>();
        assert!((at(Statistic::Mean) / 348.0 - 1.0).abs() < 0.15, "{}", at(Statistic::Mean));
        assert!(at(Statistic::P5) < 348.0 && 348.0 < at(Statistic::P95));
    }

    #[test]
    fn the_use_phase_is_energy_times_years_times_factor() {
        let footprint = laptop().footprint(GridChoice::AsPublished).unwrap();
        let factor = footprint.assumptions().iter().find_map(|assumption| match assumption {
            Assumption::SheetFactor { grams_per_kwh } => Some(*grams_per_kwh),
            _ => None,
        });
        let used = footprint.stage(Stage::Use).unwrap().mean().get::<carbon::kilogram>();
        assert!((used - 17.87 * 4.0 * factor.unwrap() / 1_000.0).abs() < 1e-9);
        assert!((used / 37.2 - 1.0).abs() < 0.03, "the sheet says 10.7 % of 348 kg: {used}");
        // Sweden's grid of 2024 has 34.89 g.
        let sweden = laptop().location("SE".parse().unwrap());
        let current = sweden.footprint(GridChoice::Current { year: 2024 }).unwrap();
        let used = current.stage(Stage::Use).unwrap().mean();
        let expected = Carbon::new::<carbon::kilogram>(17.87 * 4.0 * 0.034_89);
        assert!((used - expected).abs() < Carbon::new::<carbon::kilogram>(1e-9));
    }

    #[test]
    fn the_contributions_multiply_to_the_result() {
        let facts = Facts::new(Category::Monitor)
            .manufacturer("lenovo")
            .weight(kg(4.8))
            .unwrap()
            .screen_inches(23.8)
            .unwrap()
            .report_year(2020)
            .unwrap();
        let footprint = facts.footprint(GridChoice::AsPublished).unwrap();
        let mut product = 1.0;
        for assumption in footprint.assumptions() {
            product *= match assumption {
                Assumption::Fitted { typical_kg, maker, .. } => {
                    assert_eq!(maker.as_deref(), Some("Lenovo"));
                    *typical_kg
                }
                Assumption::Contribution { factor, .. }
                | Assumption::FactMissing { factor, .. } => *factor,
                _ => 1.0,
            };
        }
        let total = footprint.total().mean().get::<carbon::kilogram>();
        assert!((product / total - 1.0).abs() < 1e-9, "{product} {total}");
        let missing = |assumption: &&Assumption| {
            matches!(assumption, Assumption::FactMissing { fact: Fact::Years, .. })
        };
        assert!(footprint.assumptions().iter().any(|assumption| missing(&assumption)));
        assert!(footprint.explain().to_string().contains("ODbL 1.0"));
    }

    #[test]
    fn each_category_has_a_last_resort_whose_median_is_its_p50() {
        for category in Category::ALL {
            let footprint = Facts::new(category).footprint(GridChoice::AsPublished).unwrap();
            assert_eq!(footprint.tier(), Tier::Category, "{category}");
            let median = footprint.assumptions().iter().find_map(|assumption| match assumption {
                Assumption::MedianOfCategory { median_kg, .. } => Some(*median_kg),
                _ => None,
            });
            let p50 = footprint.total().at(Statistic::P50).get::<carbon::kilogram>();
            assert!((p50 / median.unwrap() - 1.0).abs() < 1e-9, "{category}");
        }
        let empty: StatisticalModel = "maker,family,basis,item,value,a,b\n".parse().unwrap();
        let nothing = Facts::new(Category::Laptop).footprint_by(
            &empty,
            &StatisticalModel::source(),
            GridChoice::AsPublished,
        );
        assert_eq!(nothing, Err(StatisticalError::Unknown { category: Category::Laptop }));
        let early = Facts::new(Category::Laptop).footprint(GridChoice::Current { year: 1999 });
        assert!(matches!(early, Err(StatisticalError::Grid(_))));
    }

    #[test]
    fn what_is_not_given_makes_the_interval_wider() {
        let spread = |facts: &Facts| {
            let total = facts.footprint(GridChoice::AsPublished).unwrap().total();
            total.deviation().value / total.mean().value
        };
        let bare = Facts::new(Category::Laptop).manufacturer("Dell");
        assert!(spread(&bare) > spread(&laptop()) * 1.2);
    }

    #[test]
    fn bad_facts_are_refused_and_nothing_is_extrapolated() {
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e5] {
            let refused = Facts::new(Category::Laptop).weight(kg(bad));
            assert!(matches!(refused, Err(FactsError::Number { fact: Fact::Weight, .. })), "{bad}");
            assert!(Facts::new(Category::Laptop).screen_inches(bad).is_err());
            assert!(Facts::new(Category::Laptop).yearly_energy(kwh(bad * 100.0)).is_err());
        }
        let refused = Facts::new(Category::Laptop).report_year(1900);
        assert_eq!(refused, Err(FactsError::ReportYear { year: 1900 }));
        let heavy = |weight| laptop().weight(kg(weight)).unwrap();
        let outside = heavy(500.0).footprint(GridChoice::AsPublished).unwrap();
        let note = Assumption::OutsideOfSheets { fact: Fact::Weight };
        assert!(outside.assumptions().contains(&note));
        let choice = GridChoice::AsPublished;
        // A small screen on a light computer: both weights are beyond every laptop's.
        assert_eq!(mean(&heavy(500.0), choice).to_bits(), mean(&heavy(900.0), choice).to_bits());
    }

    #[test]
    fn a_fleet_is_the_single_path_to_the_bit() {
        let products: Vec<Facts> = Category::ALL
            .into_iter()
            .flat_map(|category| {
                [
                    Facts::new(category),
                    Facts::new(category).manufacturer("Dell").weight(kg(5.0)).unwrap(),
                ]
            })
            .chain([laptop()])
            .collect();
        let all = fleet(&products, GridChoice::AsPublished);
        assert!(all.errors.is_empty());
        for (index, facts) in products.iter().enumerate() {
            let total = facts.footprint(GridChoice::AsPublished).unwrap().total();
            for (column, statistic) in [
                (&all.mean_kg, Statistic::Mean),
                (&all.p5_kg, Statistic::P5),
                (&all.p95_kg, Statistic::P95),
            ] {
                let single = total.at(statistic).get::<carbon::kilogram>();
                assert_eq!(column[index].unwrap().to_bits(), single.to_bits());
            }
        }
        let early = fleet(&products, GridChoice::Current { year: 1999 });
        assert_eq!(early.errors.len(), products.len());
        assert_eq!(early.mean_kg, vec![None; products.len()]);
    }

    /// Screens whose footprint is exp(5 + 0.8 ln(weight)), a tenth more or less.
    fn screens() -> Vec<SheetRow> {
        (0..80_u16)
            .map(|number| {
                let weight = 3.0 + f64::from(number % 20) / 5.0;
                let noise = if number % 2 == 0 { 1.1 } else { 0.9 };
                let total = 148.4 * libm::pow(weight, 0.8) * noise;
                SheetRow {
                    weight_kg: Some(weight + f64::from(number) * 1e-6),
                    ..SheetRow::new("Maker", &format!("Screen s{number}"), Category::Monitor, total)
                }
            })
            .collect()
    }

    #[test]
    fn a_known_law_is_found_and_nine_of_ten_are_inside() {
        let rows = screens();
        assert_eq!(groups(&rows).last(), Some(&79));
        let mut inside = 0;
        for (row, prediction) in rows.iter().zip(cross_validate(&rows, 7)) {
            let prediction = prediction.unwrap();
            assert!((prediction.mean_kg / row.mean_kg - 1.0).abs() < 0.2);
            inside += usize::from((prediction.p5_kg..=prediction.p95_kg).contains(&row.mean_kg));
        }
        assert!(inside >= 68, "{inside} of 80");
        let facts = Facts::new(Category::Monitor).manufacturer("Maker").weight(kg(4.0)).unwrap();
        let footprint = facts
            .footprint_by(&fit(&rows), &StatisticalModel::source(), GridChoice::AsPublished)
            .unwrap();
        let found = footprint.total().mean().get::<carbon::kilogram>();
        assert!((found / (148.4 * libm::pow(4.0, 0.8)) - 1.0).abs() < 0.06, "{found}");
    }

    #[test]
    fn folds_are_seeded_and_keep_groups_whole() {
        let mut rows = screens();
        for row in &mut rows[..10] {
            row.name = "One and the same".to_owned();
        }
        let fold = folds(&rows, 3);
        assert_eq!(fold, folds(&rows, 3));
        assert_ne!(fold, folds(&rows, 4));
        assert!(fold[..10].iter().all(|own| *own == fold[0]));
        assert_eq!((0..5).filter(|number| fold.contains(number)).count(), 5);
        assert_eq!(format!("{:?}", Shuffle::new(1)), "Shuffle(1)");
    }

    #[test]
    fn a_fitted_model_is_written_and_read_back() {
        let model = fit(&screens());
        let text = model.to_string();
        let read: StatisticalModel = text.parse().unwrap();
        assert_eq!(read.to_string(), text);
    }

    /// An extra over the data set, which is not in this repository: fitting it again gives the
    /// shipped table to the last digit.
    #[test]
    fn the_shipped_table_is_what_the_data_set_gives() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/data/pcf_published.csv");
        if !path.exists() {
            println!("skipped: {} is not there", path.display());
            return;
        }
        let rows: Vec<SheetRow> =
            super::sheets::read(&path).unwrap().into_iter().map(|(row, _)| row).collect();
        assert_eq!(fit(&rows).to_string(), StatisticalModel::shipped().to_string());
    }

    proptest! {
        #[test]
        fn every_product_has_stages_that_sum_to_its_total(
            category in proptest::sample::select(Category::ALL.to_vec()),
            weight in 0.01..200.0_f64,
            screen in 1.0..100.0_f64,
            energy in 0.1..5_000.0_f64,
            years in 0.1..20.0_f64,
            maker in proptest::sample::select(vec!["Dell", "Lenovo", "HP", "Apple", "Nobody"]),
        ) {
            let facts = Facts::new(category)
                .manufacturer(maker)
                .weight(kg(weight)).unwrap()
                .screen_inches(screen).unwrap()
                .yearly_energy(kwh(energy)).unwrap()
                .lifetime(Years::new(years).unwrap());
            for grid in [GridChoice::AsPublished, GridChoice::Current { year: 2025 }] {
                let footprint = facts.footprint(grid).unwrap();
                let amounts = footprint.stage_amounts(Statistic::Mean).unwrap();
                let sum = Co2e::checked_sum(amounts.into_iter().map(|(_, amount)| amount));
                prop_assert_eq!(sum, footprint.obligation(Statistic::Mean).ok());
            }
        }
    }
}
