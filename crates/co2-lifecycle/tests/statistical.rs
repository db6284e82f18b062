//! The statistical and the category tier, as a shop uses them.

#[cfg(test)]
mod tests {

    use co2_lifecycle::{
        Assumption, Category, Columns, Fact, Facts, FactsError, Fleet, FleetError, GridChoice,
        ProductError, StatisticalError, StatisticalModel, Tier, Years, fleet,
    };
    use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
    use co2_units::{Co2e, Estimate, Stage, Statistic};
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
        contributions("lenovo", Category::Monitor, Some("Lenovo"));
        // Few sheets: the regression of all makers, and a factor.
        contributions("Microsoft", Category::Tablet, None);
    }

    fn contributions(maker: &str, category: Category, whose: Option<&str>) {
        let facts = Facts::new(category)
            .manufacturer(maker)
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
                    assert_eq!(maker.as_deref(), whose);
                    *typical_kg
                }
                Assumption::MakerFactor { maker: own, sheets, factor } => {
                    assert!(own == maker && *sheets >= 3 && whose.is_none());
                    *factor
                }
                Assumption::Contribution { factor, .. }
                | Assumption::Kind { factor, .. }
                | Assumption::Edition { factor, .. }
                | Assumption::FactMissing { factor, .. } => *factor,
                _ => 1.0,
            };
        }
        let total = footprint.total().mean().get::<carbon::kilogram>();
        assert!((product / total - 1.0).abs() < 1e-9, "{product} {total}");
        assert!(footprint.explain().to_string().contains("ODbL 1.0"));
    }

    #[test]
    fn each_category_has_a_last_resort_whose_median_is_its_p50() {
        let mut refused = Vec::new();
        for category in Category::ALL {
            let footprint = match Facts::new(category).footprint(GridChoice::AsPublished) {
                Ok(footprint) => footprint,
                Err(error) => {
                    assert_eq!(error, StatisticalError::Unknown { category });
                    assert!(error.to_string().contains("sheet"), "{error}");
                    refused.push(category);
                    continue;
                }
            };
            assert_eq!(footprint.tier(), Tier::Category, "{category}");
            let median = footprint.assumptions().iter().find_map(|assumption| match assumption {
                Assumption::MedianOfCategory { median_kg, .. } => Some(*median_kg),
                _ => None,
            });
            let p50 = footprint.total().at(Statistic::P50).get::<carbon::kilogram>();
            assert!((p50 / median.unwrap() - 1.0).abs() < 1e-9, "{category}");
        }
        // Of these no sheet is known, or they count something else: an error that says what helps, and no guess.
        let names: Vec<&str> = refused.into_iter().map(Category::as_str).collect();
        let expected =
            ["e_reader", "gpu_server", "storage", "network", "printer", "projector", "dock"];
        assert_eq!(names, expected);
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
    fn the_configuration_moves_a_server_and_elsewhere_the_result_says_that_it_does_not() {
        let server = || Facts::new(Category::Server).manufacturer("Dell").weight(kg(26.0)).unwrap();
        let choice = GridChoice::AsPublished;
        let with = |gigabytes, processors| {
            let facts = server().memory_gigabytes(gigabytes).unwrap().processors(processors);
            facts.yearly_energy(kwh(1_700.0)).unwrap()
        };
        let small = mean(&with(16.0, 1), choice);
        assert!(mean(&with(128.0, 1), choice) > small * 1.02, "memory");
        assert!(mean(&with(16.0, 4), choice) > small * 1.02, "processors");
        // None at all counts as the least that was seen, and the result says so.
        let none = with(0.0, 1).footprint(choice).unwrap();
        let beyond = Assumption::OutsideOfSheets { fact: Fact::Memory };
        assert!(none.assumptions().contains(&beyond));
        assert!(none.total().mean().value.is_finite());
        let unused = |facts: Facts, fact| {
            let footprint = facts.footprint(choice).unwrap();
            footprint.assumptions().contains(&Assumption::FactNotUsed { fact })
        };
        let storage = |facts: Facts, gb| facts.storage_gigabytes(gb).unwrap();
        assert!(unused(storage(server(), 4_000.0), Fact::Storage));
        assert!(unused(laptop().memory_gigabytes(64.0).unwrap(), Fact::Memory));
        let more = mean(&laptop().memory_gigabytes(64.0).unwrap(), choice);
        assert_eq!(more.to_bits(), mean(&laptop(), choice).to_bits());
        let phone = || Facts::new(Category::Smartphone).manufacturer("Apple");
        assert!(mean(&storage(phone(), 512.0), choice) > mean(&storage(phone(), 64.0), choice));
        assert!(!unused(storage(phone(), 64.0), Fact::Storage));
        assert!(unused(Facts::new(Category::Laptop).processors(1), Fact::Processors));
        for bad in [-1.0, f64::NAN, 1e8] {
            let refused = phone().memory_gigabytes(bad);
            assert!(matches!(refused, Err(FactsError::Capacity { fact: Fact::Memory, .. })));
            assert!(phone().storage_gigabytes(bad).is_err());
        }
    }

    #[test]
    fn a_yearly_energy_is_used_in_every_tier() {
        let tablet = Facts::new(Category::Tablet).manufacturer("Nobody");
        let tablet = tablet.yearly_energy(kwh(10.0)).unwrap();
        let years = Years::new(5.0).unwrap();
        for facts in [tablet, laptop()] {
            let kwh_per_year = if facts.category() == Category::Tablet { 10.0 } else { 17.87 };
            let facts = facts.lifetime(years).location("SE".parse().unwrap());
            let footprint = facts.footprint(GridChoice::Current { year: 2024 }).unwrap();
            let used = footprint.stage(Stage::Use).unwrap().mean().get::<carbon::kilogram>();
            let expected = kwh_per_year * 5.0 * 0.034_89;
            assert!((used / expected - 1.0).abs() < 1e-9, "{used} {expected}");
        }
    }

    #[test]
    fn a_fleet_is_the_single_path_to_the_bit() {
        let answered = |own: &Category| Facts::new(*own).footprint(GridChoice::AsPublished).is_ok();
        let answered: Vec<Category> = Category::ALL.into_iter().filter(answered).collect();
        let mut category: Vec<Category> = answered.repeat(2);
        category.extend([Category::Server, Category::Laptop, Category::Laptop]);
        let rows = category.len();
        let known = |row: usize| (10..rows).contains(&row);
        let maker: Vec<_> = (0..rows).map(|row| known(row).then_some("Dell")).collect();
        let weight: Vec<_> = (0..rows).map(|row| known(row).then_some(5.0)).collect();
        let memory: Vec<_> = (0..rows).map(|row| (row == 20).then_some(256.0)).collect();
        let cpus: Vec<_> = (0..rows).map(|row| (row == 20).then_some(2)).collect();
        let energy: Vec<_> = (0..rows).map(|row| (row % 2 == 0).then_some(100.0)).collect();
        let years: Vec<_> = (0..rows).map(|row| (row % 3 == 0).then_some(5.0)).collect();
        let place: Vec<_> =
            (0..rows).map(|row| known(row).then(|| "SE".parse().unwrap())).collect();
        let columns = Columns {
            category: &category,
            manufacturer: &maker,
            weight_kg: &weight,
            memory_gb: &memory,
            processors: &cpus,
            yearly_energy_kwh: &energy,
            lifetime_years: &years,
            location: &place,
            ..Columns::default()
        };
        for grid in [GridChoice::AsPublished, GridChoice::Current { year: 2025 }] {
            let all = fleet(&columns, grid).unwrap();
            assert!(all.errors.is_empty());
            let mut totals = Vec::new();
            for row in 0..rows {
                let mut facts = Facts::new(category[row]);
                if known(row) {
                    facts = facts.manufacturer("Dell").weight(kg(5.0)).unwrap();
                    facts = facts.location("SE".parse().unwrap());
                }
                if row == 20 {
                    facts = facts.memory_gigabytes(256.0).unwrap().processors(2);
                }
                if let Some(value) = energy[row] {
                    facts = facts.yearly_energy(kwh(value)).unwrap();
                }
                if let Some(value) = years[row] {
                    facts = facts.lifetime(Years::new(value).unwrap());
                }
                let single = facts.footprint(grid).unwrap();
                totals.push(single.total());
                assert_eq!(all.tier[row], Some(single.tier()));
                let at = |statistic| single.total().at(statistic);
                let of = |stage| single.stage(stage).unwrap().mean();
                for (column, amount) in [
                    (&all.mean_kg, at(Statistic::Mean)),
                    (&all.deviation_kg, single.total().deviation()),
                    (&all.p5_kg, at(Statistic::P5)),
                    (&all.p50_kg, at(Statistic::P50)),
                    (&all.p95_kg, at(Statistic::P95)),
                    (&all.manufacture_kg, of(Stage::Manufacture)),
                    (&all.distribution_kg, of(Stage::Distribution)),
                    (&all.use_kg, of(Stage::Use)),
                    (&all.end_of_life_kg, of(Stage::EndOfLife)),
                ] {
                    let amount = amount.get::<carbon::kilogram>();
                    assert_eq!(column[row].unwrap().to_bits(), amount.to_bits(), "row {row}");
                }
            }
            // The fleet's percentile is that of the summed estimate, not the sum of percentiles.
            let whole = all.total(0.3).unwrap();
            assert_eq!(whole, Estimate::sum(totals, 0.3).unwrap());
            let sum: f64 = all.p95_kg.iter().flatten().sum();
            assert!(whole.at(Statistic::P95).get::<carbon::kilogram>() < sum);
        }
    }

    #[test]
    fn one_bad_product_does_not_stop_a_fleet_and_short_columns_are_refused() {
        let category = [Category::Laptop; 4];
        let weight_kg = [Some(1.5), Some(0.0), None, Some(f64::NAN)];
        let lifetime_years = [None, None, Some(200.0), None];
        let columns = Columns {
            category: &category,
            weight_kg: &weight_kg,
            lifetime_years: &lifetime_years,
            ..Columns::default()
        };
        let all = fleet(&columns, GridChoice::AsPublished).unwrap();
        let failed: Vec<usize> = all.errors.iter().map(|(row, _)| *row).collect();
        assert_eq!(failed, [1, 2, 3]);
        assert!(matches!(all.errors[1].1, ProductError::Years(_)));
        assert!(all.mean_kg[0].is_some());
        assert_eq!(all.mean_kg[1..], [None; 3]);
        assert_eq!(Some(all.total(1.0).unwrap().mean().get::<carbon::kilogram>()), all.mean_kg[0]);
        let early = fleet(&columns, GridChoice::Current { year: 1999 }).unwrap();
        assert_eq!(early.errors.len(), 4);
        let short = Columns { weight_kg: &weight_kg[1..], ..columns };
        let refused = fleet(&short, GridChoice::AsPublished);
        assert_eq!(refused, Err(FleetError::Length { column: "weight_kg", expected: 4, found: 3 }));
        assert_eq!(fleet(&Columns::default(), GridChoice::AsPublished).unwrap(), Fleet::default());
    }

    proptest! {
        #[test]
        fn every_product_has_stages_that_sum_to_its_total(
            category in proptest::sample::select(vec![
                Category::Laptop,
                Category::MobileWorkstation,
                Category::Desktop,
                Category::AllInOne,
                Category::Workstation,
                Category::ThinClient,
                Category::Monitor,
                Category::Tablet,
                Category::Smartphone,
                Category::Server,
                Category::Accessory,
            ]),
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
