//! Stages replaced, lives shared, options compared.

#[cfg(test)]
mod common;

#[cfg(test)]
mod tests {

    use super::common;

    use co2_lifecycle::circular::{Allocation, per_month, two_lives};
    use co2_lifecycle::component::{
        Component, ComponentError, Configuration, ConfigurationError, GpuModel, Part, manufacture,
    };
    use co2_lifecycle::energy::{
        Cooling, EnergyError, LoadPoint, Mode, ServerUse, of_modes, power_at,
    };
    use co2_lifecycle::transport::{FuelScope, Leg, Mode as Means};
    use co2_lifecycle::{
        Avoided, Basis, Category, ChangeError, Columns, Electricity, Facts, Footprint, GridChoice,
        Tier, UseScenario, Years, compare, fleet, grid,
    };
    use co2_units::model::{
        Carbon, Energy, Length, Mass, MaterialIntensity, carbon, energy, length, mass,
        material_intensity, power,
    };
    use co2_units::{Estimate, EstimateError, Factor, Stage, Statistic};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn kg(value: f64) -> Carbon {
        Carbon::new::<carbon::kilogram>(value)
    }

    fn kwh(value: f64) -> Energy {
        Energy::new::<energy::kilowatt_hour>(value)
    }

    fn laptop() -> Footprint {
        Facts::new(Category::Laptop)
            .manufacturer("Dell")
            .lifetime(Years::new(4.0).unwrap())
            .location("SE".parse().unwrap())
            .footprint(GridChoice::AsPublished)
            .unwrap()
    }

    fn near(a: Carbon, b: f64) -> bool {
        (a - kg(b)).abs() < kg(1e-9)
    }

    fn electricity(falls_by: Option<f64>) -> Electricity {
        let factor = grid::subnational("US-CA").unwrap();
        let source = factor.source().clone();
        Electricity {
            intensity: factor,
            basis: Basis::Generation,
            falls_by: falls_by.map(|share| (share, source)),
            fallbacks: Vec::new(),
        }
    }

    #[test]
    fn a_use_phase_is_replaced_also_with_a_path_of_the_grid() {
        let grams =
            grid::subnational("US-CA").unwrap().published().to_string().parse::<f64>().unwrap();
        let level = laptop().with_use(kwh(20.0), &electricity(None)).unwrap();
        assert!(near(level.stage(Stage::Use).unwrap().mean(), 20.0 * 4.0 * grams / 1_000.0));
        let falling = laptop().with_use(kwh(20.0), &electricity(Some(0.5))).unwrap();
        let years = 1.0 + 0.5 + 0.25 + 0.125;
        assert!(near(falling.stage(Stage::Use).unwrap().mean(), 20.0 * years * grams / 1_000.0));
        let sum: f64 = falling.stages().map(|(_, own)| own.mean().value).sum();
        assert!((sum - falling.total().mean().value).abs() < 1e-9);
        let refused = laptop().with_use(kwh(20.0), &electricity(Some(1.0)));
        assert_eq!(refused, Err(ChangeError::Path { share: 1.0 }));
        for kilowatt_hours in [0.0, 1e-300, f64::INFINITY] {
            let refused = laptop().with_use(kwh(kilowatt_hours), &electricity(None));
            assert_eq!(refused, Err(ChangeError::YearlyEnergy { kilowatt_hours }));
        }
    }

    #[test]
    fn a_route_and_a_service_are_stages() {
        let leg = Leg { mode: Means::Rail, distance: Length::new::<length::kilometer>(1_000.0) };
        let mass = Mass::new::<mass::kilogram>(2.0);
        let moved = laptop().with_route(&[leg], mass, FuelScope::WellToWheel).unwrap();
        assert!(near(moved.stage(Stage::Distribution).unwrap().mean(), 2.0 * 0.0347));
        assert!(laptop().with_route(&[], mass, FuelScope::WellToWheel).is_err());
        let repair = Estimate::new(kg(10.0), kg(2.0)).unwrap();
        let before = laptop().total().mean();
        let served = laptop().with_service(repair, "a new battery").unwrap();
        assert!(((served.total().mean() - before) - kg(10.0)).abs() < kg(1e-9));
        assert!(served.explain().to_string().contains("a new battery"));
    }

    #[test]
    fn a_configuration_is_the_sheets_and_the_difference() {
        let sheet = common::without_energy().build().unwrap();
        let scenario = UseScenario::new(
            sheet.use_location().unwrap_or(co2_units::Region::World),
            sheet.lifetime().unwrap(),
            GridChoice::AsPublished,
        );
        let published = sheet.footprint(scenario).unwrap();
        let made = published.stage(Stage::Manufacture).unwrap().mean();
        let more = [Component::Memory { gigabytes: 32.0, gb_per_cm2: Some(1.25) }];
        let changed = published.clone().configured(&more, &[]).unwrap();
        assert_eq!(changed.tier(), Tier::PublishedConfigured);
        assert_eq!(changed.tier().to_string(), "published+configured");
        let added = changed.stage(Stage::Manufacture).unwrap().mean() - made;
        assert!(near(added, 2.2 * 32.0 / 1.25 + 5.22));
        let other = |kilograms| Component::Other {
            name: "display".to_owned(),
            kilograms,
            source: common::source("Somebody"),
        };
        let display = published.clone().configured(&[other(40.0)], &[]).unwrap();
        assert!(display.sources().contains(&common::source("Somebody")));
        assert!(near(display.stage(Stage::Manufacture).unwrap().mean() - made, 40.0));
        // Of parts that no sheet of the maker lists, no figure is guessed.
        let part = |manufacturer: &str| Component::Part {
            manufacturer: manufacturer.to_owned(),
            product: Category::Laptop,
            part: Part::Display,
        };
        let none = published.clone().configured(&[part("Nobody")], &[]);
        assert!(matches!(none, Err(ComponentError::NoFigure { part: Part::Display, .. })));
        let larger = published.clone().configured(&[part("Dell Inc.")], &[]).unwrap();
        assert!(near(larger.stage(Stage::Manufacture).unwrap().mean() - made, 88.8));
        let gpu = Component::Gpu { model: GpuModel::A100Sxm };
        let with_gpu = published.clone().configured(&[gpu], &[]).unwrap();
        assert!(near(with_gpu.stage(Stage::Manufacture).unwrap().mean() - made, 127.6));
        let below = published.configured(&[], &[other(1e6)]);
        assert!(matches!(below, Err(ComponentError::BelowZero { .. })));
        assert_eq!(laptop().configured(&more, &[]), Err(ComponentError::NotPublished));
        let server = [
            Component::Cpu { die_mm2: 500.0 },
            Component::Cpu { die_mm2: 500.0 },
            Component::HardDisk,
            Component::Mainboard,
            Component::PowerSupply { kilograms: 2.0 },
            Component::RackChassis,
            Component::Assembly,
        ];
        let sum = 2.0 * (0.0197 * 500.0 + 9.14) + 31.11 + 66.1 + 48.6 + 150.0 + 6.68;
        assert!(near(manufacture(&server).unwrap().mean(), sum));
        let none = manufacture(&[Component::Ssd { gigabytes: 0.0, gb_per_cm2: Some(50.0) }]);
        assert!(matches!(none, Err(ComponentError::Number { what: "capacity", .. })));
    }

    fn server(modules: u16) -> Configuration {
        Configuration::new("server", Category::Server)
            .with(2, Component::Cpu { die_mm2: 500.0 })
            .with(modules, Component::Memory { gigabytes: 32.0, gb_per_cm2: Some(1.25) })
            .with(1, Component::Battery { watt_hours: 100.0 })
            .with(1, Component::Assembly)
    }

    fn in_sweden() -> UseScenario {
        let grid = GridChoice::Current { year: 2024 };
        UseScenario::new("SE".parse().unwrap(), Years::new(4.0).unwrap(), grid)
    }

    #[test]
    fn a_whole_product_follows_from_its_components_alone() {
        let footprint = server(4).footprint(kwh(1_000.0), in_sweden()).unwrap();
        assert_eq!(footprint.tier(), Tier::Configured);
        let made = 2.0 * (0.0197 * 500.0 + 9.14) + 4.0 * (2.2 * 32.0 / 1.25 + 5.22) + 8.35 + 6.68;
        let mean = |stage| footprint.stage(stage).unwrap().mean();
        assert!(near(mean(Stage::Manufacture), made));
        assert!(near(mean(Stage::Use), 1_000.0 * 4.0 * 0.034_89));
        // By the mass of a usual server: 1.72 kg and 1.03 kg of CO2e for each of 21.8 kg.
        assert!(near(mean(Stage::Distribution), 1.72 * 21.8));
        assert!(near(mean(Stage::EndOfLife), 1.03 * 21.8));
        let relative = |own: Estimate| own.deviation().value / own.mean().value;
        assert!((relative(footprint.stage(Stage::Manufacture).unwrap()) - 0.3).abs() < 1e-12);
        assert!((relative(footprint.stage(Stage::Use).unwrap()) - 0.3).abs() < 1e-12);
        let more = server(8).footprint(kwh(1_000.0), in_sweden()).unwrap();
        let added = more.stage(Stage::Manufacture).unwrap().mean() - mean(Stage::Manufacture);
        assert!(near(added, 4.0 * (2.2 * 32.0 / 1.25 + 5.22)));
        let text = footprint.explain().to_string();
        for part in ["4 × memory of 32 GB", "1 × assembly", "UBA", "IVL", "ODbL"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let leg = Leg { mode: Means::Rail, distance: Length::new::<length::kilometer>(1_000.0) };
        let mass = Mass::new::<mass::kilogram>(30.0);
        let routed = server(4).route(&[leg], mass, FuelScope::WellToWheel);
        let routed = routed.footprint(kwh(1_000.0), in_sweden()).unwrap();
        assert!(near(routed.stage(Stage::Distribution).unwrap().mean(), 30.0 * 0.0347));
        assert!(near(routed.stage(Stage::EndOfLife).unwrap().mean(), 30.0 * 1.03));
    }

    /// A shop knows "16 x 64 GB, 8 x 3.84 TB" and not what is on a die. By the least and the largest densities that are
    /// known, such a server has a manufacture of 1,961 to 8,313 kg.
    #[test]
    fn an_unknown_density_is_a_range_that_the_interval_covers_and_moves_neither_transport_nor_end_of_life()
     {
        let server = |memory: Option<f64>, flash: Option<f64>| {
            Configuration::new("server", Category::Server)
                .with(2, Component::Cpu { die_mm2: 694.0 })
                .with(16, Component::Memory { gigabytes: 64.0, gb_per_cm2: memory })
                .with(8, Component::Ssd { gigabytes: 3_840.0, gb_per_cm2: flash })
                .with(1, Component::Mainboard)
                .with(2, Component::PowerSupply { kilograms: 1.2 })
                .with(1, Component::RackChassis)
        };
        let made = |own: &Configuration| {
            let footprint = own.footprint(kwh(2_000.0), in_sweden()).unwrap();
            footprint.stage(Stage::Manufacture).unwrap()
        };
        let unknown = made(&server(None, None));
        let (low, high) =
            (made(&server(Some(2.375), Some(128.0))), made(&server(Some(0.625), Some(16.0))));
        assert!(unknown.at(Statistic::P5) < low.mean(), "{unknown:?} {low:?}");
        assert!(unknown.at(Statistic::P95) > high.mean(), "{unknown:?} {high:?}");
        // The year narrows it.
        let newer = made(&server(None, None).year(2024));
        assert!(newer.mean() < unknown.mean());
        assert!(newer.deviation() < unknown.deviation());
        let footprint = server(None, None).footprint(kwh(2_000.0), in_sweden()).unwrap();
        assert!(footprint.explain().to_string().contains("16 to 128 GB/cm2"));
        let dense = server(Some(2.375), Some(128.0)).footprint(kwh(2_000.0), in_sweden()).unwrap();
        for stage in [Stage::Distribution, Stage::EndOfLife] {
            assert_eq!(footprint.stage(stage), dense.stage(stage), "{stage}");
        }
    }

    #[test]
    fn a_configuration_that_is_none_is_refused() {
        let scenario = in_sweden();
        let refused = |own: Configuration| own.footprint(kwh(10.0), scenario).unwrap_err();
        let phone = Configuration::new("phone", Category::Smartphone).with(1, Component::HardDisk);
        assert_eq!(refused(phone), ConfigurationError::Category { category: Category::Smartphone });
        let empty = Configuration::new("nothing", Category::Server).with(2, Component::Assembly);
        assert_eq!(refused(empty), ConfigurationError::Empty);
        let display = Component::Part {
            manufacturer: "Nobody".to_owned(),
            product: Category::AllInOne,
            part: Part::Display,
        };
        let display = Configuration::new("all in one", Category::AllInOne).with(1, display);
        assert!(matches!(
            refused(display),
            ConfigurationError::Component(ComponentError::NoFigure { .. })
        ));
        let heavy = server(1).mass(Mass::new::<mass::kilogram>(1e5));
        assert!(matches!(refused(heavy), ConfigurationError::Mass { .. }));
        let no_energy = server(1).footprint(kwh(0.0), scenario);
        let none = ChangeError::YearlyEnergy { kilowatt_hours: 0.0 };
        assert_eq!(no_energy, Err(ConfigurationError::Change(none)));
        let published =
            UseScenario::new(scenario.location, scenario.years, GridChoice::AsPublished);
        let nothing = server(1).footprint(kwh(10.0), published);
        assert_eq!(nothing, Err(ConfigurationError::NothingPublished));
    }

    #[test]
    fn recycled_content_and_better_processes_are_claims_with_a_source() {
        let made = laptop().stage(Stage::Manufacture).unwrap();
        let claim = common::source("A maker of solder");
        let solder =
            laptop().with_reduction(0.05, "low-temperature solder", claim.clone()).unwrap();
        let less = solder.stage(Stage::Manufacture).unwrap();
        assert!(((less.mean() - made.mean() * 0.95) / made.mean()).value.abs() < 1e-12);
        assert!(solder.sources().contains(&claim));
        for share in [0.0, 1.0, -0.1, f64::NAN] {
            let refused = laptop().with_reduction(share, "magic", claim.clone());
            assert!(matches!(refused, Err(ChangeError::Reduction { .. })), "{share}");
        }
        let factor = |value: f64, unit: i64| {
            let quantity =
                MaterialIntensity::new::<material_intensity::kilogram_per_kilogram>(value);
            Factor::new(quantity, Decimal::from(unit), "kgCO2e/kg", claim.clone())
        };
        let (virgin, recycled) = (factor(10.0, 10), factor(1.0, 1));
        let half = Mass::new::<mass::kilogram>(0.5);
        let lighter =
            laptop().with_recycled_content("aluminium", half, &virgin, &recycled).unwrap();
        assert!(near(made.mean() - lighter.stage(Stage::Manufacture).unwrap().mean(), 4.5));
        let backwards = laptop().with_recycled_content("aluminium", half, &recycled, &virgin);
        assert_eq!(backwards, Err(ChangeError::NotAboveZero));
        let tonne = Mass::new::<mass::kilogram>(1_000.0);
        let all = laptop().with_recycled_content("aluminium", tonne, &virgin, &recycled);
        assert_eq!(all, Err(ChangeError::NoStage { stage: Stage::Manufacture }));
    }

    #[test]
    fn energy_of_modes_and_of_servers() {
        let mode = |hours, watts| Mode { hours, watts };
        assert_eq!(of_modes(&[mode(1_000.0, 50.0)]).unwrap(), kwh(50.0));
        assert!(matches!(of_modes(&[mode(9_000.0, 5.0)]), Err(EnergyError::Hours { .. })));
        assert!(matches!(of_modes(&[mode(9.0, f64::NAN)]), Err(EnergyError::Power { .. })));
        assert_eq!(of_modes(&[]), Err(EnergyError::Power { watts: 0.0 }));
        let point = |load, watts| LoadPoint { load, watts };
        let curve = [point(0.0, 100.0), point(0.5, 200.0), point(1.0, 400.0)];
        let watts = |load| power_at(&curve, load).unwrap().get::<power::watt>();
        assert!((watts(0.25) - 150.0).abs() < 1e-9 && (watts(0.75) - 300.0).abs() < 1e-9);
        let server = |pue, cooling| ServerUse { curve: curve.to_vec(), load: 0.5, pue, cooling };
        let year = server(1.5, Cooling::Air).yearly_energy().unwrap();
        assert!((year.get::<energy::kilowatt_hour>() - 200.0 * 1.5 * 8.766).abs() < 1e-9);
        let source = common::source("A maker of cooling");
        let water = |saving| Cooling::DirectWater { saving, source: source.clone() };
        let saved = server(1.5, water(0.1)).yearly_energy().unwrap();
        assert!((saved / year).value < 0.9 + 1e-9);
        let cool = laptop().with_server_use(&server(1.5, water(0.1)), &electricity(None)).unwrap();
        assert!(cool.sources().contains(&source), "the claim is named");
        let plain = laptop().with_use(saved, &electricity(None)).unwrap();
        assert_eq!(cool.stage(Stage::Use), plain.stage(Stage::Use));
        let refused = |server: ServerUse| server.yearly_energy().unwrap_err();
        assert!(matches!(refused(server(0.9, Cooling::Air)), EnergyError::Pue { .. }));
        assert!(matches!(refused(server(1.0, water(1.0))), EnergyError::Saving { .. }));
        assert_eq!(power_at(&curve[1..], 0.5), Err(EnergyError::Curve));
        assert_eq!(power_at(&curve, 1.5), Err(EnergyError::Load { load: 1.5 }));
    }

    #[test]
    fn options_are_ranked_and_what_is_the_same_cancels() {
        let base = laptop();
        let green = base.clone().with_use(kwh(1.0), &electricity(None)).unwrap();
        let repair = Estimate::new(kg(10.0), kg(2.0)).unwrap();
        let repaired = base.clone().with_service(repair, "repair").unwrap();
        let options = [repaired, base.clone(), green];
        let ranked = compare(&base, &options, 1.0).unwrap();
        assert_eq!(ranked.iter().map(|one| one.option).collect::<Vec<_>>(), [2, 1, 0]);
        assert_eq!(ranked[1].saving, co2_units::Difference::ZERO);
        assert!((ranked[2].saving.mean() + kg(10.0)).abs() < kg(1e-9));
        // Only the repair differs, so only its deviation counts, not that of the whole.
        assert!((ranked[2].saving.deviation() - kg(2.0)).abs() < kg(1e-9));
        assert!(ranked[0].probability > Some(0.9) && ranked[2].probability < Some(0.01));
        assert!(ranked[0].cautious_saving() < Some(ranked[0].saving.mean()));
        let refused = compare(&base, &options, 2.0);
        assert_eq!(refused, Err(EstimateError::Correlation { value: 2.0 }));
        let factor = grid::subnational("US-CA").unwrap();
        for energy in [-1.0, 0.0, f64::NAN, f64::INFINITY] {
            assert!(Avoided::by_saved_electricity(kwh(energy), &factor).is_none());
        }
    }

    /// Two sheets of Lenovo headline the 95th percentile: E41-45 (336 kg), L28u-30 (455 kg).
    #[test]
    fn p95_reproduces_two_published_headlines() {
        for (mean, deviation, headline) in [(257.0, 46.0, 336.0), (305.0, 305.0 * 0.2656, 455.0)] {
            let sheet = Estimate::new(kg(mean), kg(deviation)).unwrap();
            let p95 = sheet.at(Statistic::P95).get::<carbon::kilogram>();
            assert!((p95 / headline - 1.0).abs() < 0.015, "{p95} {headline}");
        }
    }

    /// Draws from a generator of the test's own.
    struct Normal(u64);

    impl Normal {
        fn uniform(&mut self) -> f64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (f64::from(u32::try_from(self.0 >> 32).unwrap()) + 0.5) / 4_294_967_296.0
        }

        fn draw(&mut self) -> f64 {
            let (a, b) = (self.uniform(), self.uniform());
            libm::sqrt(-2.0 * libm::log(a)) * libm::cos(core::f64::consts::TAU * b)
        }
    }

    /// The value of a log-normal estimate at a draw of the standard normal distribution, in kilograms.
    fn drawn(estimate: Estimate, normal: f64) -> f64 {
        let ratio = estimate.deviation().value / estimate.mean().value;
        let variance = libm::log1p(ratio * ratio);
        let exponent = normal * libm::sqrt(variance) - variance / 2.0;
        estimate.mean().get::<carbon::kilogram>() * libm::exp(exponent)
    }

    fn agree(mut sums: Vec<f64>, total: Estimate, within: f64) {
        sums.sort_by(f64::total_cmp);
        let draws = sums.len();
        let mean = sums.iter().sum::<f64>() / f64::from(u32::try_from(draws).unwrap());
        for (drawn, statistic) in [
            (mean, Statistic::Mean),
            (sums[draws / 20], Statistic::P5),
            (sums[draws / 2], Statistic::P50),
            (sums[draws - draws / 20], Statistic::P95),
        ] {
            let stated = total.at(statistic).get::<carbon::kilogram>();
            assert!((drawn / stated - 1.0).abs() < within, "{statistic}: {drawn} {stated}");
        }
    }

    /// A seeded Monte Carlo: the sum of the stages, drawn with one common error, has the stated statistics.
    #[test]
    fn sums_agree_with_a_monte_carlo() {
        let footprint = laptop();
        let mut normal = Normal(1);
        let sum = |normal: f64| footprint.stages().map(|(_, stage)| drawn(stage, normal)).sum();
        let sums = (0..200_000).map(|_| sum(normal.draw())).collect();
        agree(sums, footprint.total(), 0.005);
    }

    /// The same for a fleet whose products err partly together: errors of one common and one own cause.
    #[test]
    fn a_fleet_agrees_with_a_monte_carlo() {
        let category =
            [Category::Laptop, Category::Monitor, Category::Desktop, Category::Laptop].repeat(8);
        let manufacturer = [Some("Dell"), Some("Lenovo"), Some("Lenovo"), Some("HP")].repeat(8);
        let weight_kg = [Some(1.4), Some(4.8), Some(6.0), Some(1.5)].repeat(8);
        let columns = Columns {
            category: &category,
            manufacturer: &manufacturer,
            weight_kg: &weight_kg,
            ..Columns::default()
        };
        let fleet = fleet(&columns, GridChoice::AsPublished).unwrap();
        let products: Vec<Estimate> = (0..category.len())
            .map(|row| {
                let of = |column: &[Option<f64>]| kg(column[row].unwrap());
                Estimate::new(of(&fleet.mean_kg), of(&fleet.deviation_kg)).unwrap()
            })
            .collect();
        for correlation in [0.0, 1.0] {
            let mut normal = Normal(2);
            let sums = (0..40_000)
                .map(|_| {
                    let common = normal.draw();
                    let mut own = || if correlation > 0.5 { common } else { normal.draw() };
                    products.iter().map(|product| drawn(*product, own())).sum()
                })
                .collect();
            // A sum of log-normal amounts is not quite log-normal, least of all of spreads that differ.
            let within = if correlation > 0.5 { 0.05 } else { 0.025 };
            agree(sums, fleet.total(correlation).unwrap(), within);
        }
    }

    #[test]
    fn a_longer_life_is_compared_by_the_years_of_the_baseline() {
        let years = |value| {
            Facts::new(Category::Laptop)
                .manufacturer("Dell")
                .yearly_energy(kwh(20.0))
                .unwrap()
                .lifetime(Years::new(value).unwrap())
                .location("SE".parse().unwrap())
                .footprint(GridChoice::Current { year: 2024 })
                .unwrap()
        };
        let (four, eight) = (years(4.0), years(8.0));
        let expected = four.total().mean() - eight.total().mean() * 0.5;
        let ranked = compare(&four, &[eight, four.clone()], 1.0).unwrap();
        assert!((ranked[0].scaled - 0.5).abs() < 1e-12);
        assert!((ranked[0].saving.mean() - expected).abs() < kg(1e-9));
        assert!(ranked[0].saving.mean() > kg(50.0), "half of the manufacture, nearly");
        assert!((ranked[1].scaled - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn two_lives_sum_to_the_whole(
            amount in 0.1..1e6_f64,
            first in 0.1..50.0_f64,
            second in 0.1..50.0_f64,
            rule in proptest::sample::select(vec![
                Allocation::CutOff, Allocation::YearsOfUse, Allocation::FiftyFifty,
            ]),
        ) {
            let made = Estimate::new(kg(amount), kg(amount / 5.0)).unwrap();
            let years = |value| Years::new(value).unwrap();
            let (a, b) = two_lives(made, rule, years(first), years(second)).unwrap();
            let sum = (a.mean() + b.mean()).get::<carbon::kilogram>();
            prop_assert!((sum / amount - 1.0).abs() < 1e-12);
            let month = per_month(made, years(first)).unwrap().mean().get::<carbon::kilogram>();
            prop_assert!((month * 12.0 * first / amount - 1.0).abs() < 1e-12);
        }
    }
}
