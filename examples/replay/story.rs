//! The synthetic story: who buys what, when.

use super::instant;
use co2::Audience;
use co2::units::{Country, Timestamp};
use std::error::Error;
use std::fmt::Write;

/// A quarter of the story.
pub(crate) struct Quarter {
    /// Its first day.
    first: &'static str,
    /// Its last day.
    last: &'static str,
    /// What is covered at its end, in tonnes, since the beginning.
    pub(crate) reached_tonnes: u64,
    /// What is covered at its beginning.
    before_tonnes: u64,
    /// What is sold in it, each with its part in percent.
    mix: [(Kind, u8); KINDS],
    /// Where it is sold.
    countries: &'static [&'static str],
}

/// How many kinds of products an order has.
pub(crate) const KINDS: usize = 3;

/// A kind of product.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) line: &'static str,
    pub(crate) part: &'static str,
    pub(crate) category: &'static str,
}

const fn kind(
    name: &'static str,
    line: &'static str,
    part: &'static str,
    category: &'static str,
) -> Kind {
    Kind { name, line, part, category }
}

const LAPTOP: Kind = kind("Business laptop (invented)", "Think PCs", "TL-14", "laptop");
const DESKTOP: Kind = kind("Business desktop (invented)", "Think PCs", "TD-1", "desktop");
const MONITOR: Kind = kind("Monitor (invented)", "monitors", "MO-27", "monitor");
const SERVER: Kind = kind("Server (invented)", "servers", "SR-1U", "server");
const HOME: Kind = kind("Home laptop (invented)", "consumer", "HL-15", "laptop");

const PILOT: [(Kind, u8); KINDS] = [(LAPTOP, 60), (DESKTOP, 25), (MONITOR, 15)];
const WITH_SERVERS: [(Kind, u8); KINDS] = [(LAPTOP, 50), (MONITOR, 15), (SERVER, 35)];
const WITH_HOMES: [(Kind, u8); KINDS] = [(LAPTOP, 45), (SERVER, 35), (HOME, 20)];

const NORDICS: &[&str] = &["SE", "NO", "DK", "FI"];
const WORLD: &[&str] = &["SE", "DE", "GB", "US", "FR", "JP", "NO", "IN"];

/// Each is larger than the one before, by at least a tenth.
pub(crate) const QUARTERS: [Quarter; 9] = [
    quarter("2024-07-01", "2024-09-30", (0, 4_000), PILOT, NORDICS),
    quarter("2024-10-01", "2024-12-31", (4_000, 12_000), PILOT, NORDICS),
    quarter("2025-01-01", "2025-03-31", (12_000, 26_000), PILOT, NORDICS),
    quarter("2025-04-01", "2025-06-30", (26_000, 86_000), WITH_SERVERS, WORLD),
    quarter("2025-07-01", "2025-09-30", (86_000, 191_000), WITH_SERVERS, WORLD),
    quarter("2025-10-01", "2025-12-31", (191_000, 356_411), WITH_SERVERS, WORLD),
    quarter("2026-01-01", "2026-03-31", (356_411, 546_411), WITH_HOMES, WORLD),
    quarter("2026-04-01", "2026-06-30", (546_411, 761_411), WITH_HOMES, WORLD),
    quarter("2026-07-01", "2026-09-30", (761_411, 1_000_000), WITH_HOMES, WORLD),
];

const fn quarter(
    first: &'static str,
    last: &'static str,
    (before_tonnes, reached_tonnes): (u64, u64),
    mix: [(Kind, u8); KINDS],
    countries: &'static [&'static str],
) -> Quarter {
    Quarter { first, last, reached_tonnes, before_tonnes, mix, countries }
}

/// Where credits come from: project, country and technology.
const PROJECTS: [(&str, &str, &str, &str); 3] = [
    ("990004", "Synthetic stoves (invented)", "UG", "cookstoves"),
    ("990005", "Synthetic wind farm (invented)", "IN", "wind"),
    ("990006", "Synthetic landfill (invented)", "BR", "landfill_gas"),
];

/// The credits that are bought at the beginning of a quarter: what it will sell and some more, in equal parts.
pub(crate) fn credits(quarter: &Quarter) -> Result<String, std::fmt::Error> {
    let mut table = String::from("lot,serial,vintage,unit_size,project_name,country,technology\n");
    let units = (quarter.reached_tonnes - quarter.before_tonnes) / 3 + 2_000;
    let first = quarter.before_tonnes + 1 + 10_000 * u64::from(quarter.before_tonnes > 0);
    for (number, name, country, technology) in PROJECTS {
        let serial =
            format!("GS1-1-{country}-GS{number}-16-2023-{number}-{first}-{}", first + units - 1);
        let lot = format!("{technology}-{}", quarter.first);
        writeln!(table, "{lot},{serial},2023-01-01/2023-12-31,1 t,{name},{country},{technology}")?;
    }
    Ok(table)
}

/// So many seconds after the beginning of a quarter.
pub(crate) fn at(quarter: &Quarter, seconds: u32) -> Result<Timestamp, Box<dyn Error>> {
    let first = instant(&format!("{}T00:00:00Z", quarter.first))?;
    Ok(first.checked_add_seconds(seconds).ok_or("a time of this century")?)
}

/// The end of a quarter's last day.
pub(crate) fn end(quarter: &Quarter) -> Result<Timestamp, Box<dyn Error>> {
    instant(&format!("{}T23:00:00Z", quarter.last))
}

/// An order of the story.
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) serial: String,
    pub(crate) at: Timestamp,
    pub(crate) country: Country,
    pub(crate) audience: Audience,
    pub(crate) lines: [(Kind, u8); KINDS],
}

/// The story with its dice, which fall the same each time.
pub(crate) struct Story {
    wanted: u64,
    told: u64,
    dice: u64,
}

/// Some 88 days, in seconds: orders of a quarter lie within them.
const SELLING: u64 = 88 * 86_400;

impl Story {
    pub(crate) const fn new(orders: u64) -> Self {
        Self { wanted: orders, told: 0, dice: 0x5eed }
    }

    /// How many orders there were.
    pub(crate) const fn orders(&self) -> u64 {
        self.told
    }

    /// How many orders a quarter has: more where more is sold, at least four.
    pub(crate) fn orders_in(&self, quarter: &Quarter) -> u64 {
        let tonnes = quarter.reached_tonnes - quarter.before_tonnes;
        (self.wanted * tonnes / 1_000_000).max(4)
    }

    /// A number below `end`.
    fn throw(&mut self, end: u64) -> u64 {
        // Knuth's linear congruential generator; its upper bits are the better ones.
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.dice >> 33) % end
    }

    /// From half to one and a half of an amount.
    pub(crate) fn about(&mut self, amount: u64) -> u64 {
        amount / 2 + amount / 100 * self.throw(100)
    }

    pub(crate) fn next_order(
        &mut self,
        quarter: &Quarter,
        number: u64,
        of: u64,
    ) -> Result<Order, Box<dyn Error>> {
        self.told += 1;
        let countries = quarter.countries;
        let place = usize::try_from(self.throw(u64::try_from(countries.len())?))?;
        let is_consumer = quarter.reached_tonnes > 356_411 && self.throw(5) == 0;
        let seconds = u32::try_from(SELLING * number / of)?;
        Ok(Order {
            id: format!("synthetic/{}", self.told),
            serial: format!("SYN{:07}", self.told),
            at: at(quarter, seconds + 1)?,
            country: countries.get(place).ok_or("a country of the story")?.parse()?,
            audience: if is_consumer { Audience::Consumer } else { Audience::Business },
            lines: quarter.mix,
        })
    }
}
