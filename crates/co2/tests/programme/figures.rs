//! Figures against sums that the shop makes itself, over everything that happens to an offset.

use crate::world::{at, cart_json, config_with, host, position};
use co2::cart::Audience;
use co2::figures::{By, Measure, MilestoneError};
use co2::journal::{Journal, Memory, Position};
use co2::ledger::command::{Invalidate, Invalidated, Part, Units};
use co2::programme::Earlier;
use co2::units::{Co2e, Date, Timestamp};
use co2::{Buyer, Cart, Choice, Programme, Shipped};
use std::collections::BTreeMap;

const CREDITS: &str = "\
lot,serial,vintage,unit_size,project_name,country,technology
wind,GS1-1-IN-GS990001-12-2021-990001-1-400,2021-01-01/2021-12-31,1 t,Invented wind farm,IN,wind
stoves,GS1-1-UG-GS990002-16-2021-990002-1-400,2021-01-01/2021-12-31,1 t,Invented stoves,UG,cookstoves
";
const PROJECTS: [(&str, &str, &str); 2] =
    [("GS990001", "IN", "wind"), ("GS990002", "UG", "cookstoves")];
const DAY: i64 = 86_400;
const LAPTOP: u64 = 300_000;
const SERVER: u64 = 1_500_000;

/// Something the shop did, as it would note it: on which day, for which buyer, how many grams.
#[derive(Clone, Debug)]
struct Entry {
    day: Date,
    project: usize,
    /// Country, channel and product line; a retirement is for nobody in particular.
    buyer: Option<(&'static str, Audience, &'static str)>,
    measure: Measure,
    grams: u64,
    position: Position,
}

impl Entry {
    /// The label, made as a person would.
    fn label(&self, by: By) -> Option<String> {
        let day = self.day.to_string();
        let (year, month) = (day.get(..4).unwrap(), day.get(5..7).unwrap());
        let (year_number, month_number): (u32, u32) =
            (year.parse().unwrap(), month.parse().unwrap());
        match by {
            By::Day => Some(day),
            By::Month => Some(format!("{year}-{month}")),
            By::Quarter => Some(format!("{year}-Q{}", month_number.div_ceil(3))),
            By::FiscalYear => {
                let first = if month_number >= 4 { year_number } else { year_number - 1 };
                Some(format!("{first}/{}", (first + 1) % 100))
            }
            By::Project => Some(PROJECTS[self.project].0.to_owned()),
            By::ProjectCountry => Some(PROJECTS[self.project].1.to_owned()),
            By::Technology => Some(PROJECTS[self.project].2.to_owned()),
            By::BuyerCountry => self.buyer.map(|(country, ..)| country.to_owned()),
            By::Audience => self.buyer.map(|(_, audience, _)| audience.as_str().to_owned()),
            By::ProductLine => self.buyer.map(|(.., line)| line.to_owned()),
            _ => panic!("{by:?}"),
        }
    }
}

/// A shop that notes what it does.
pub(crate) struct Shop {
    pub(crate) programme: Programme,
    now: i64,
    random: u64,
    entries: Vec<Entry>,
}

/// An order as the shop knows it.
struct Sale {
    id: String,
    project: usize,
    country: &'static str,
    audience: Audience,
    laptops: u32,
    servers: u32,
}

impl Shop {
    pub(crate) fn open(journal: impl Journal + 'static) -> Self {
        let config = config_with(
            "[certificate]",
            "[figures]\nfiscal_year_starts = 4\nstock_days = 60\nrate_days = 30\n\n[certificate]",
        );
        let mut config = config;
        config.rules.retroactive_days = Some(400);
        let programme = host(journal, config);
        let now = at("2025-02-20T08:00:00Z").as_unix_seconds();
        let mut shop = Self { programme, now, random: 1, entries: Vec::new() };
        shop.programme.import_credits(CREDITS.as_bytes(), shop.at()).unwrap();
        shop.entries.clear();
        shop
    }

    fn at(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.now).unwrap()
    }

    fn below(&mut self, most: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.random >> 33) % most
    }

    fn wait(&mut self) {
        self.now += i64::try_from(self.below(3)).unwrap() * DAY + 60;
    }

    fn note(&mut self, sale: &Sale, line: &'static str, measure: Measure, grams: u64) {
        self.note_of(sale, sale.project, line, measure, grams);
    }

    fn note_of(
        &mut self,
        sale: &Sale,
        project: usize,
        line: &'static str,
        measure: Measure,
        grams: u64,
    ) {
        if grams > 0 {
            let (day, position) = (self.at().date(), position(&self.programme));
            let buyer = Some((sale.country, sale.audience, line));
            self.entries.push(Entry { day, project, buyer, measure, grams, position });
        }
    }

    fn note_all(&mut self, sale: &Sale, measure: Measure) {
        self.note(sale, "think", measure, LAPTOP * u64::from(sale.laptops));
        self.note(sale, "server", measure, SERVER * u64::from(sale.servers));
    }

    fn buyer(sale: &Sale) -> Buyer {
        let country = sale.country.parse().unwrap();
        let buyer = match sale.audience {
            Audience::Consumer => Buyer::consumer(country),
            Audience::Business => Buyer::business(country),
        };
        buyer.with_reference(format!("customer-{}", sale.country).parse().unwrap())
    }

    fn cart(sale: &Sale) -> Cart {
        let mut cart: Cart = serde_json::from_value(cart_json()).unwrap();
        // The server goes by its category.
        cart.lines[0].product_line = Some("think".parse().unwrap());
        (cart.lines[0].quantity, cart.lines[1].quantity) = (sale.laptops, sale.servers);
        cart.lines.retain(|line| line.quantity > 0);
        cart
    }

    fn sale(&mut self, number: usize) -> Sale {
        let countries = ["SE", "NO", "DE", "US"];
        let country = countries[usize::try_from(self.below(4)).unwrap()];
        let audience = [Audience::Business, Audience::Consumer][number % 2];
        let project = usize::from(self.below(3) == 0);
        let (laptops, servers) = (u32::try_from(1 + self.below(3)).unwrap(), 1);
        let servers = if self.below(2) == 0 { servers } else { 0 };
        Sale { id: format!("order-{number}"), project, country, audience, laptops, servers }
    }

    /// One order from its cart to whatever becomes of it.
    pub(crate) fn serve(&mut self, number: usize) {
        self.wait();
        let mut sale = self.sale(number);
        let order = sale.id.clone();
        let choice = Choice::Project(PROJECTS[sale.project].0.parse().unwrap());
        let quote = self.programme.quote(&Self::cart(&sale), &Self::buyer(&sale), self.at());
        self.programme.reserve(&order, &quote.unwrap(), choice, self.at()).unwrap();
        match self.below(10) {
            // Never paid: it expires.
            0 => return,
            1 => {
                self.programme.cancel(&order, self.at()).unwrap();
                return;
            }
            2 => {
                sale.laptops = 1;
                sale.servers = 0;
                let part = [Part { line: 1, quantity: 1 }];
                self.programme.confirm_part(&order, &part, self.at()).unwrap();
            }
            3 => {
                self.now += DAY;
                self.programme.settle(&order, self.at()).unwrap();
            }
            _ => drop(self.programme.confirm(&order, self.at()).unwrap()),
        }
        self.note_all(&sale, Measure::Covered);
        self.wait();
        match self.below(8) {
            0 => {
                self.programme.cancel(&order, self.at()).unwrap();
                self.note_all(&sale, Measure::Released);
                return;
            }
            1 if sale.laptops > 1 => {
                let part = [Part { line: 1, quantity: 1 }];
                self.programme.cancel_part(&order, "refund", &part, self.at()).unwrap();
                sale.laptops -= 1;
                self.note(&sale, "think", Measure::Released, LAPTOP);
            }
            _ => {}
        }
        if number.is_multiple_of(3) {
            self.retire(&order);
        }
        self.wait();
        self.ship(number, &sale);
    }

    fn ship(&mut self, number: usize, sale: &Sale) {
        let laptop = |n: u32| Shipped::line(1, &format!("L{number}-{n}")).unwrap();
        let mut parcel: Vec<Shipped> = (1..=sale.laptops).map(laptop).collect();
        parcel.extend((0..sale.servers).map(|_| Shipped::line(2, &format!("S{number}")).unwrap()));
        self.programme.fulfil(&sale.id, &parcel, self.at()).unwrap();
        self.note_all(sale, Measure::Certified);
        self.wait();
        match self.below(6) {
            0 => {
                self.programme.return_product(&sale.id, &laptop(1), self.at()).unwrap();
                self.note(sale, "think", Measure::Released, LAPTOP);
            }
            1 => {
                let by = Shipped::line(1, &format!("N{number}")).unwrap();
                self.programme.replace(&sale.id, "rma-1", &laptop(1), &by, self.at()).unwrap();
                self.programme.fulfil(&sale.id, std::slice::from_ref(&by), self.at()).unwrap();
                self.wait();
                self.programme.return_product(&sale.id, &by, self.at()).unwrap();
                self.note(sale, "think", Measure::Released, LAPTOP);
            }
            2 => {
                let right = Shipped::line(1, &format!("R{number}")).unwrap();
                self.programme
                    .correct_serial(&sale.id, "scan-1", &laptop(1), &right, self.at())
                    .unwrap();
                self.programme.fulfil(&sale.id, &[right], self.at()).unwrap();
            }
            _ => {}
        }
    }

    /// The registry retires what the order needs, and says so the day after.
    fn retire(&mut self, order: &str) {
        for units in self.programme.units_to_retire(order).unwrap() {
            let operation = format!("r-{}-{}", units.lot, units.first_unit);
            self.programme.request_retirement(&operation, &units, self.at()).unwrap();
        }
        for open in self.programme.open_retirements().unwrap() {
            let (day, project) = (self.at().date(), usize::from(open.lot.as_str() == "stoves"));
            self.now += DAY;
            let (operation, serial) = (open.operation.as_str(), open.serial.to_string());
            self.programme.record_retirement(operation, "R", day, &serial, self.at()).unwrap();
            let grams = open.serial.units().count() * 1_000_000;
            let position = position(&self.programme);
            let measure = Measure::Retired;
            self.entries.push(Entry { day, project, buyer: None, measure, grams, position });
        }
    }

    /// Units of the wind farm lose their worth, and stoves take their place.
    fn lose(&mut self, sale: &Sale, serial: &str) {
        let (lot, first_unit, last_unit) = ("wind".parse().unwrap(), 1, 1);
        let invalidate = Invalidate {
            operation: "reversal".parse().unwrap(),
            what: Invalidated::Units(Units { lot, first_unit, last_unit }),
            reference: "R-1".parse().unwrap(),
        };
        self.programme.invalidate(invalidate, self.at()).unwrap();
        let (lacking, from) = (self.programme.shortfalls().unwrap(), "stoves".parse().unwrap());
        assert!(!lacking.is_empty());
        assert_eq!(self.programme.duties(None, self.at()).unwrap().shortfalls, lacking);
        for lack in lacking {
            assert_eq!(lack.order.as_str(), sale.id);
            let (grams, product) = (lack.amount().as_grams(), lack.product.unwrap());
            assert_eq!(product.serial.as_str(), serial);
            let shipped = Shipped::line(1, serial).unwrap();
            let order = sale.id.as_str();
            self.programme.make_good("mend", order, Some(&shipped), &from, self.at()).unwrap();
            self.note(sale, "think", Measure::Released, grams);
            self.note_of(sale, 1, "think", Measure::Covered, grams);
            self.programme.fulfil(order, &[shipped], self.at()).unwrap();
            self.note_of(sale, 1, "think", Measure::Certified, grams);
        }
    }

    /// Shrinks what was closed more than twenty days ago.
    pub(crate) fn archive(&self) {
        let before = Timestamp::from_unix_seconds(self.now - 20 * DAY).unwrap();
        self.programme.archive(before, self.at()).unwrap();
    }

    /// An order takes the unit that is lost afterwards, and gets another one.
    pub(crate) fn begin(&mut self) {
        let first = Sale {
            id: "order-0".to_owned(),
            project: 0,
            country: "SE",
            audience: Audience::Business,
            laptops: 3,
            servers: 0,
        };
        let wind = Choice::Project(PROJECTS[0].0.parse().unwrap());
        let (cart, buyer) = (Self::cart(&first), Self::buyer(&first));
        let quote = self.programme.quote(&cart, &buyer, self.at()).unwrap();
        self.programme.reserve("order-0", &quote, wind, self.at()).unwrap();
        self.programme.confirm("order-0", self.at()).unwrap();
        self.note_all(&first, Measure::Covered);
        let parcel = [Shipped::line(1, "FIRST").unwrap()];
        self.programme.fulfil("order-0", &parcel, self.at()).unwrap();
        self.note(&first, "think", Measure::Certified, LAPTOP);
        let part = [Part { line: 1, quantity: 2 }];
        self.programme.cancel_part("order-0", "refund", &part, self.at()).unwrap();
        self.note(&first, "think", Measure::Released, 2 * LAPTOP);
        self.now += DAY;
        self.lose(&first, "FIRST");
    }

    /// Products that were bought earlier, each a line of its own.
    pub(crate) fn cover_earlier(&mut self) {
        let sale = Sale { project: 0, laptops: 1, servers: 1, ..self.sale(1_000) };
        let earlier = Earlier {
            cart: &Self::cart(&sale),
            products: &[Shipped::line(2, "OLD1").unwrap(), Shipped::line(1, "OLD2").unwrap()],
            buyer: &Self::buyer(&sale),
            purchased: Timestamp::from_unix_seconds(self.now - 90 * DAY).unwrap().date(),
            choice: Choice::Project(PROJECTS[0].0.parse().unwrap()),
        };
        self.programme.cover_earlier("order-1000", &earlier, self.at()).unwrap();
        self.note(&sale, "server", Measure::Covered, SERVER);
        self.note(&sale, "think", Measure::Covered, LAPTOP);
        let parcel = [Shipped::line(1, "OLD1").unwrap(), Shipped::line(2, "OLD2").unwrap()];
        self.programme.fulfil("order-1000", &parcel, self.at()).unwrap();
        self.note(&sale, "server", Measure::Certified, SERVER);
        self.note(&sale, "think", Measure::Certified, LAPTOP);
    }

    /// Compares everything with the shop's own sums, up to a position.
    fn compare(&self, at: Option<Position>) {
        let figures = self.programme.figures(at).unwrap();
        let entries = || self.entries.iter().filter(|e| at.is_none_or(|at| e.position <= at));
        let labels = [
            vec![],
            vec![By::Day],
            vec![By::Month, By::Project],
            vec![By::Quarter],
            vec![By::FiscalYear, By::Technology],
            vec![By::ProjectCountry, By::BuyerCountry],
            vec![By::ProductLine, By::Audience],
            vec![By::Day, By::Project, By::BuyerCountry, By::ProductLine, By::Audience],
        ];
        for by in labels {
            let mut naive: BTreeMap<Vec<Option<String>>, BTreeMap<Measure, u64>> = BTreeMap::new();
            for entry in entries() {
                let key = by.iter().map(|by| entry.label(*by)).collect();
                *naive.entry(key).or_default().entry(entry.measure).or_default() += entry.grams;
            }
            let rows = figures.by(&by);
            let keys: Vec<_> = rows.iter().map(|row| row.labels.clone()).collect();
            assert_eq!(keys, naive.keys().cloned().collect::<Vec<_>>(), "{by:?}");
            for row in rows {
                for measure in
                    [Measure::Covered, Measure::Released, Measure::Certified, Measure::Retired]
                {
                    let own = naive[&row.labels].get(&measure).copied().unwrap_or_default();
                    let found = row.amounts.get(measure).as_grams();
                    assert_eq!(found, own, "{measure:?} {:?}", row.labels);
                }
            }
        }
        let sum = |measure| {
            let of = entries().filter(|entry| entry.measure == measure);
            of.map(|entry| entry.grams).sum::<u64>()
        };
        assert_eq!(figures.total().covered.as_grams(), sum(Measure::Covered));
        assert_eq!(figures.held().as_grams(), sum(Measure::Covered) - sum(Measure::Released));
    }
}

/// Every gram that the shop sold, took back, certified and retired is in the figures once, under its
/// labels, whatever was archived meanwhile, and at every earlier position as it was then.
#[test]
fn figures_are_the_sums_of_what_happened() {
    let mut shop = Shop::open(Memory::new());
    shop.begin();

    let mut positions = vec![position(&shop.programme)];
    for number in 1..120 {
        shop.serve(number);
        if number.is_multiple_of(30) {
            shop.compare(None);
            shop.archive();
            positions.push(position(&shop.programme));
        }
    }
    shop.cover_earlier();

    assert!(shop.entries.iter().any(|entry| entry.measure == Measure::Retired));
    shop.compare(None);
    for position in positions {
        shop.compare(Some(position));
    }
    let end = position(&shop.programme);
    assert_eq!(shop.programme.figures(Some(end)).unwrap(), shop.programme.figures(None).unwrap());
    assert_eq!(shop.programme.figures(Some(Position::START)).unwrap().by(&[By::Day]), []);
    let beyond = Position::new(end.as_u64() + 1);
    let error = shop.programme.figures(Some(beyond)).unwrap_err();
    assert!(matches!(error, co2::journal::SubmitError::Behind { asked, .. } if asked == beyond));
}

/// A year of sales of which every number is known.
fn known() -> Shop {
    let mut shop = Shop::open(Memory::new());
    for (number, month) in (1..).zip(["2025-03", "2025-05", "2025-05", "2025-09", "2026-01"]) {
        shop.now = at(&format!("{month}-15T12:00:00Z")).as_unix_seconds();
        let sale = Sale {
            id: format!("order-{number}"),
            project: 0,
            country: if number < 3 { "SE" } else { "NO" },
            audience: Audience::Business,
            laptops: number,
            servers: 0,
        };
        let quote = shop.programme.quote(&Shop::cart(&sale), &Shop::buyer(&sale), shop.at());
        let wind = Choice::Project(PROJECTS[0].0.parse().unwrap());
        shop.programme.reserve(&sale.id, &quote.unwrap(), wind, shop.at()).unwrap();
        shop.programme.confirm(&sale.id, shop.at()).unwrap();
        if number == 2 {
            shop.programme.fulfil(&sale.id, &[Shipped::line(1, "A").unwrap()], shop.at()).unwrap();
        }
    }
    shop
}

#[test]
fn growth_has_every_period_and_milestones_their_day() {
    let shop = known();
    let figures = shop.programme.figures(None).unwrap();
    let growth = |by| -> Vec<(String, String, Option<String>, bool)> {
        let growth = figures.growth(by, Measure::Covered).into_iter();
        growth
            .map(|row| {
                let change = row.change_percent.map(|change| change.to_string());
                (row.period, row.amount.to_string(), change, row.complete)
            })
            .collect()
    };
    let row = |period: &str, amount: &str, change: Option<&str>, complete| {
        (period.to_owned(), format!("{amount} kg CO2e"), change.map(str::to_owned), complete)
    };
    assert_eq!(
        growth(By::Quarter),
        [
            row("2025-Q1", "300", None, true),
            row("2025-Q2", "1500", Some("400"), true),
            row("2025-Q3", "1200", Some("-20"), true),
            row("2025-Q4", "0", Some("-100"), true),
            row("2026-Q1", "1500", None, false),
        ]
    );
    assert_eq!(growth(By::FiscalYear).len(), 2);
    assert_eq!(growth(By::FiscalYear)[1], row("2025/26", "4200", Some("1300"), false));
    assert_eq!(growth(By::Project), []);
    assert_eq!(figures.growth(By::Day, Measure::Retired), []);

    let kilograms = |kilograms| Co2e::from_kilograms(kilograms).unwrap();
    let amounts = [kilograms(1_801), kilograms(300), kilograms(301), kilograms(9_999), Co2e::ZERO];
    let reached: Vec<String> = figures
        .milestones(Measure::Covered, &amounts)
        .into_iter()
        .map(|reached| format!("{} on {}", reached.amount, reached.day))
        .collect();
    assert_eq!(
        reached,
        ["300 kg CO2e on 2025-03-15", "301 kg CO2e on 2025-05-15", "1801 kg CO2e on 2025-09-15"]
    );
}

#[test]
fn a_milestone_is_said_of_retired_credits_only() {
    use co2::equiv::{Bound, SignificantDigits, editions};
    let mut shop = known();
    shop.retire("order-3");
    let figures = shop.programme.figures(None).unwrap();
    let tonne = "1 t".parse().unwrap();
    let state = |measure| {
        let reached = figures.milestones(measure, &[tonne])[0];
        let digits = SignificantDigits::THREE;
        reached.statement(editions::epa_2026(), "gasoline_car_mile", Bound::MoreThan, digits)
    };
    assert_eq!(state(Measure::Covered), Err(MilestoneError::NotRetired));
    let statement = state(Measure::Retired).unwrap();
    let sentence = statement.to_string();
    assert!(sentence.starts_with("Credits for 1 t CO2e were retired"), "{sentence}");
    assert!(sentence.contains("US EPA"), "{sentence}");
    #[cfg(feature = "l10n")]
    for locale in co2::equiv::l10n::Locale::ALL {
        let localizer = co2::equiv::l10n::Localizer::new(locale).unwrap();
        let sentence = localizer.sentence(&statement).unwrap();
        assert!(sentence.contains("US EPA"), "{locale}: {sentence}");
    }
}

#[test]
fn open_duties_are_listed_by_their_day() {
    let mut shop = known();
    let duties = shop.programme.duties(None, shop.at()).unwrap();
    assert_eq!(duties.position, position(&shop.programme));
    // The one certificate names the second unit's grams, and says until when it is retired.
    let due: Vec<(u64, u64, Option<String>)> = duties
        .retire
        .iter()
        .map(|duty| {
            (duty.units.first_unit, duty.units.last_unit, duty.due.map(|day| day.to_string()))
        })
        .collect();
    assert_eq!(due, [(1, 1, Some("2025-08-13".to_owned())), (2, 5, None)]);
    assert_eq!(duties.low_stock, [], "nothing was sold in the last thirty days");

    // 1.5 t in thirty days, and 395.5 t in stock: enough for 7,910 days; after a large order it is not.
    shop.now += 5 * DAY;
    assert_eq!(shop.programme.duties(None, shop.at()).unwrap().low_stock, []);
    let mut cart = Shop::cart(&Sale {
        id: String::new(),
        project: 0,
        country: "SE",
        audience: Audience::Business,
        laptops: 1,
        servers: 1,
    });
    cart.lines[1].quantity = 260;
    let buyer = Buyer::business("SE".parse().unwrap());
    let quote = shop.programme.quote(&cart, &buyer, shop.at()).unwrap();
    let wind = Choice::Project(PROJECTS[0].0.parse().unwrap());
    shop.programme.reserve("large", &quote, wind, shop.at()).unwrap();
    let before = position(&shop.programme);
    shop.programme.confirm("large", shop.at()).unwrap();
    assert_eq!(shop.programme.duties(None, shop.at()).unwrap().low_stock, [], "today is not over");
    shop.now += DAY;
    let low = shop.programme.duties(None, shop.at()).unwrap().low_stock;
    let [low] = low.as_slice() else { panic!("{low:?}") };
    // 400 t less 4.5 t less 390.3 t are left; 391.8 t were sold in thirty days.
    assert_eq!((low.project.as_str(), low.days), ("GS990001", 0));
    assert_eq!(low.free.to_string(), "5200 kg CO2e");
    assert_eq!(low.sold.to_string(), "391800 kg CO2e");
    let duties = shop.programme.duties(Some(before), shop.at()).unwrap();
    assert_eq!((duties.position, duties.low_stock.len()), (before, 0));
}

#[test]
fn a_buyers_certificates_are_found_by_the_reference() {
    let mut shop = known();
    let of = |shop: &Shop, reference: &str, at| -> Vec<String> {
        let found = shop.programme.certificates_of(&reference.parse().unwrap(), at).unwrap();
        found.iter().map(|issued| issued.product.serial.to_string()).collect()
    };
    let before = position(&shop.programme);
    let parcel = [Shipped::line(1, "B").unwrap(), Shipped::line(1, "C").unwrap()];
    shop.programme.fulfil("order-3", &parcel, shop.at()).unwrap();
    assert_eq!(of(&shop, "customer-SE", None), ["A"]);
    assert_eq!(of(&shop, "customer-NO", None), ["B", "C"]);
    assert_eq!(of(&shop, "customer-NO", Some(before)), Vec::<String>::new());
    assert_eq!(of(&shop, "customer-X", None), Vec::<String>::new());
    let after = position(&shop.programme);
    shop.programme.return_product("order-3", &parcel[0], shop.at()).unwrap();
    assert_eq!(of(&shop, "customer-NO", None), ["C"]);
    assert_eq!(of(&shop, "customer-NO", Some(after)), ["B", "C"]);

    // Archived, they are found all the same.
    shop.programme.fulfil("order-2", &[Shipped::line(1, "D").unwrap()], shop.at()).unwrap();
    shop.retire("order-2");
    shop.now += DAY;
    let later = Timestamp::from_unix_seconds(shop.now + DAY).unwrap();
    assert_eq!(shop.programme.archive(later, shop.at()).unwrap(), 1);
    assert_eq!(of(&shop, "customer-SE", None), ["A", "D"]);
    assert_eq!(of(&shop, "customer-SE", Some(position(&shop.programme))), ["A", "D"]);
}
