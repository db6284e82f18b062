//! Acts of a host, made of random numbers: a few orders, products, lots and operations, so that they
//! meet often.

use crate::world::*;
use co2_ledger::command::{
    CancelUnits, Convert, CoverRetroactively, EarlierProduct, Invalidate, Invalidated, MakeGood,
    OnDifference, Part, RecordBuffer, ReplaceCause, TransferIn, TransferOut, Units,
};
use co2_ledger::{
    CancelPart, Command, Confirm, CorrectSerial, Extend, Fill, Import, Line, Order, OrderId,
    OrderStatus, PutRules, Reallocate, RecordCertificate, RecordRetirement, Reinstate, Replace,
    Reserve, Return, Revoke, State, Suspend,
};
use co2_offsets::rules::ProjectList;
use co2_offsets::{
    Choice, Digest, Eligibility, Hint, Lot, LotOrder, Pooling, Portfolio, Price, PriceCap,
    PricePer, PriceRule, Project, Reference, Rules, Serial, Shortfall, SpillOver, Tariff,
    Technology,
};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Currency, Money, StageSet};
use std::borrow::Cow;

/// What an act is made of.
pub(crate) type Raw = [u8; 8];

/// What is done.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Wait(u32),
    Give(Command),
}

/// How far the numbers of units go, and which names orders and operations have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub(crate) units: u64,
    /// How many orders and operations there are at a time, and one product more.
    pub(crate) names: u64,
    pub(crate) epoch: u32,
    pub(crate) stock: Stock,
}

/// What the credits are of which the acts are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stock {
    /// Units of a tonne, counted in tenths, under one set of rules.
    Tonnes,
    /// Units of 1 to 50 g of a registry whose ids are opaque, under rules that change.
    Grams,
}

impl Stock {
    /// How many grams the books count as one.
    pub(crate) const fn grain(self) -> u64 {
        match self {
            Self::Tonnes => GRAIN,
            Self::Grams => 1,
        }
    }

    /// The lots that a ledger begins with.
    pub(crate) fn first(self) -> Vec<Lot> {
        match self {
            Self::Tonnes => vec![lot("a", GS_A), lot("b", GS_B)],
            Self::Grams => vec![small_lot("a", (1, 3)), small_lot("b", (11, 12))],
        }
    }

    /// A lot that comes in, with so many units, or as many as it always has.
    fn lot(self, name: &str, units: Option<u64>) -> Lot {
        let (prefix, count) = serial_of(name);
        let count = units.unwrap_or(count);
        match self {
            Self::Tonnes => lot(name, &format!("{prefix}{count}")),
            Self::Grams => small_lot(name, (1, count)),
        }
    }
}

/// A lot of units of 1 to 50 g.
fn small_lot(name: &str, units: (u64, u64)) -> Lot {
    let number = u64::from(name.as_bytes().last().copied().unwrap_or_default() % 4);
    let (project, year, size, euros) = match name.as_bytes().first() {
        Some(b'a') => (1, 2020, 10, Some(500)),
        Some(b'b') => (2, 2021, 7, Some(300)),
        Some(b'i') => (1 + number % 2 * 2, 2019 + number, 1 + (49 >> (number * 2)), None),
        Some(b'u') => (1, 2020, 5, None),
        _ => (3, 2022, 2, Some(400)),
    };
    let hint = Hint {
        project: Some(id(format!("GS{}", 90_000 + project))),
        units: Some((units.0.into(), units.1.into())),
        ..Hint::registry(id("example"))
    };
    let serial = Serial::parse_with(&format!("blk-{name}"), &hint).unwrap();
    let vintage = format!("{year}-01-01/{year}-12-31").parse().unwrap();
    // Some millions a tonne, so that a gram has a price.
    let price = |euros: u32| Price::new(money(euros * 1_000_000), PricePer::Tonne).unwrap();
    Lot {
        price: euros.map(price),
        buffer_units: u64::from(name.starts_with('i') && units.1 > 1),
        ..Lot::new(id(name), serial, vintage, Co2e::from_grams(size))
    }
}

fn money(euros: u32) -> Money {
    Money::new(Decimal::from(euros), Currency::EUR)
}

fn project_of(lot: &Lot) -> Project {
    if lot.serial.country().is_some() {
        return project(lot.serial.units().printed(), Technology::Wind);
    }
    let (id, registry) = (lot.serial.project().clone(), lot.serial.registry().clone());
    let name = id.to_string();
    Project::new(id, registry, name, self::id("UG"), Technology::Wind)
}

/// Lots that come in, with their projects.
pub(crate) fn stock(operation: &str, lots: Vec<Lot>) -> Command {
    let projects = lots.iter().map(project_of).collect();
    Command::Import(Import { operation: id(operation), projects, lots })
}

/// Rules of every kind: what becomes of a shortfall, whether units are shared, in which order lots
/// are taken, what may be used and what it costs.
pub(crate) fn rules_of(number: u64) -> Rules {
    let cheap =
        Eligibility { max_price_per_tonne: Some(money(450_000_000)), ..Eligibility::default() };
    let filters = [(id("cheap"), cheap)].into();
    let priced = |tariff| Some(PriceRule::everywhere(tariff));
    let any = SpillOver::AnyEligible;
    match number % 6 {
        0 => Rules { filters, ..rules() },
        1 => Rules {
            filters,
            shortfall: Shortfall::Partial,
            retroactive_days: Some(30),
            ..Rules::default()
        },
        2 => Rules {
            filters,
            spill_over: any,
            shortfall: Shortfall::Backorder,
            pooling: Pooling::UnitsPerOrder,
            price: priced(Tariff::CostPlus { currency: Currency::EUR, margin_percent: id("12.5") }),
            ..Rules::default()
        },
        3 => Rules {
            filters,
            shortfall: Shortfall::Backorder,
            order: LotOrder::NewestVintage,
            price: priced(Tariff::PerTonne { price: money(400_000_000) }),
            eligibility: Eligibility {
                excluded_projects: [id("GS90002")].into(),
                ..Eligibility::default()
            },
            retroactive_days: Some(60),
            ..Rules::default()
        },
        4 => Rules {
            filters,
            spill_over: any,
            shortfall: Shortfall::Partial,
            pooling: Pooling::UnitsPerOrder,
            order: LotOrder::Cheapest { currency: Currency::EUR },
            price: priced(Tariff::PerStep { step_kg: Co2e::from_grams(3), price: money(1_000) }),
            ..Rules::default()
        },
        _ => Rules {
            filters,
            shortfall: Shortfall::Backorder,
            order: LotOrder::AsImported,
            spill_over: any,
            retroactive_days: Some(30),
            ..Rules::default()
        },
    }
}

/// Rules that spill over, and allow earlier purchases of the last 30 days.
pub(crate) fn rules() -> Rules {
    Rules { retroactive_days: Some(30), ..spill() }
}

/// The lots that there may be, with their serials: those of [`World::small`] or larger ones, and
/// those that come in later.
pub(crate) fn serial_of(name: &str) -> (String, u64) {
    let number: u64 = name.get(2..).and_then(|n| n.parse().ok()).unwrap_or_default();
    let (project, year, issuance) = match name.as_bytes().first() {
        Some(b'i') => (90_001 + number % 2 * 2, 2019 + number, 99_100 + number),
        Some(b'u') => (90_001, 2020, 99_200 + number),
        _ => (90_003, 2022, 99_300 + number),
    };
    (format!("GS1-1-UG-GS{project}-16-{year}-{issuance}-1-"), 1 + number % 3)
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: impl AsRef<str>) -> T {
    text.as_ref().parse().unwrap()
}

pub(crate) fn reference() -> Reference {
    Reference::new("DEMO-1").unwrap()
}

pub(crate) fn units(lot: &str, first: u64, last: u64) -> Units {
    Units { lot: id(lot), first_unit: first, last_unit: last }
}

/// The act of some numbers in a state.
#[expect(clippy::many_single_char_names, reason = "numbers without a meaning of their own")]
#[expect(clippy::too_many_lines, reason = "a table of commands")]
pub(crate) fn act(raw: Raw, scope: Scope, state: &State) -> Act {
    let [kind, a, b, c, d, e, f, g] = raw.map(u64::from);
    let epoch = scope.epoch;
    let order = |n: u64| format!("o-{epoch}-{}", n % scope.names);
    let serial = |n: u64| format!("SN-{epoch}-{}", n % (scope.names + 1));
    let operation = |n: u64| format!("op-{epoch}-{}", n % scope.names);
    let lot = |n: u64| match n % 12 {
        0..4 => "a".to_owned(),
        4..7 => "b".to_owned(),
        7 | 8 => format!("i-{}", n / 12 % 4),
        9 => format!("v-{}", n / 12 % 3),
        10 => format!("t-{}", n / 12 % 3),
        _ => format!("u-{}", n / 12 % 2),
    };
    // Mostly units of the lot, and of the lots here only `b` does not begin with 1.
    let unit = |name: &str, n: u64| n % scope.units + if name == "b" { 11 } else { 1 };
    let span = |n: u64, from: u64, length: u64| {
        let name = lot(n);
        let first = unit(&name, from);
        let last = (first + length % 3).min(unit(&name, scope.units - 1));
        (name, first, last)
    };
    let wide = |n: u64, m: u64| n * 256 + m;
    let grams = scope.stock == Stock::Grams;
    let named = |n: u64| id(format!("GS{}", 90_000 + n));
    let choice = |n: u64| match (grams, n % 3) {
        (true, 1) => match n / 3 % 8 {
            0 => Choice::Portfolio(Portfolio::new([(named(1), 3), (named(2), 2)]).unwrap()),
            1 => Choice::Portfolio(Portfolio::new([(named(3), 1), (named(1), 1)]).unwrap()),
            2 => {
                let shares = [(named(2), 1), (named(3), 5), (named(1), 2)];
                Choice::Portfolio(Portfolio::new(shares).unwrap())
            }
            3 => Choice::FirstOf(ProjectList::new([named(3), named(1)]).unwrap()),
            4 => Choice::FirstOf(ProjectList::new([named(2), named(1), named(3)]).unwrap()),
            5 => Choice::Filter(id("unknown")),
            _ => Choice::Filter(id("cheap")),
        },
        (_, 0) => Choice::Any,
        (_, n) => Choice::Project(named(n)),
    };
    let about = |n: u64| n.is_multiple_of(5).then(|| Digest::of(b"more of the order"));
    let lots_of = |name: &str, count: Option<u64>| vec![scope.stock.lot(name, count)];
    let projects_of = |lots: &[Lot]| lots.iter().map(project_of).collect::<Vec<_>>();
    let amount = |n: u64| Co2e::from_grams(n * scope.stock.grain());
    // Mostly the rules in force.
    let quoted = |n: u64| match state.rules_in_force() {
        Some(rules) if !n.is_multiple_of(16) => rules,
        _ => rules().id(),
    };
    let cap = |n: u64| {
        let cap = [1, 900, 2_500, 9_000, 1_000_000][usize::try_from(n / 2 % 5).unwrap()];
        let market = id("SE");
        (grams && n.is_multiple_of(2)).then(|| PriceCap { market, cap: money(cap) })
    };
    // An order that lacks products, if there is one.
    let open = || {
        let lacks = |(_, order): &(OrderId, Cow<'_, Order>)| {
            let held = order.status() != OrderStatus::Expired;
            held && order.lines().any(|(line, held)| held.quantity() < line.quantity)
        };
        state.orders().filter(lacks).nth(usize::try_from(a % 2).unwrap_or_default())
    };
    // The kinds that only changing rules make interesting are more frequent where rules change.
    let kind = match kind {
        192.. if grams => [0, 0, 28, 1, 7, 7, 25, 25][usize::try_from(kind % 8).unwrap()],
        _ => kind % 64,
    };
    let command = match kind {
        0 if grams => Command::Fill(Fill {
            order: open().map_or_else(|| id(order(a)), |(order, _)| order),
            operation: id(operation(b)),
            rules: quoted(c),
            price: cap(d),
        }),
        1 if grams => Command::PutRules(PutRules {
            operation: id(format!("rules-{a}")),
            rules: rules_of(b).into(),
        }),
        3 => {
            // Mostly of one of the newest coverages, or of one that is suspended.
            let newest = state.coverage_count().saturating_sub(1 + c % 8);
            let newest = serde_json::from_str(&newest.to_string()).unwrap();
            let suspended = state.suspended().map(|(id, _)| id).next();
            let meant = suspended.filter(|_| b % 2 == 0).unwrap_or(newest);
            let known = state.coverage_by_id(meant).filter(|_| f % 8 > 0);
            let (order, product) = known.map_or_else(
                || (id(order(a)), product(&serial(b))),
                |covered| (covered.order, covered.product),
            );
            let operation = id(operation(d));
            if e % 8 == 0 {
                let reason = "a wrong footprint".parse().unwrap();
                Command::Revoke(Revoke { order, operation, product, reason })
            } else if e % 2 == 0 {
                let reason = format!("disputed {}", f % 2).parse().unwrap();
                Command::Suspend(Suspend { order, operation, product, reason })
            } else {
                Command::Reinstate(Reinstate { order, operation, product })
            }
        }
        0..=2 => return Act::Wait(u32::try_from(1 + a * 4).unwrap()),
        4 => Command::Advance,
        5..=14 => {
            let lines = (1..=u32::try_from(1 + c % 2).unwrap()).map(|id| Line {
                id,
                quantity: u32::try_from(1 + d % if grams { 6 } else { 3 }).unwrap(),
                each: amount(1 + e % 7),
                stages: StageSet::ALL,
                basis: None,
            });
            Command::Reserve(Reserve {
                order: id(order(a)),
                attempt: u32::try_from(1 + b % 8 / 6).unwrap(),
                rules: quoted(g),
                choice: choice(f),
                lines: lines.collect(),
                hold_seconds: 900,
                price: cap(g / 16),
                about: about(b),
            })
        }
        15 | 16 => Command::Extend(Extend {
            order: id(order(a)),
            operation: id(operation(b)),
            hold_seconds: u32::try_from(300 + c * 8).unwrap(),
        }),
        17..=24 => {
            let part = (b % 4 == 0).then(|| {
                let part = |line| Part { line, quantity: u32::try_from(c % 3 + d % 2).unwrap() };
                vec![part(u32::try_from(1 + e % 3).unwrap())]
            });
            Command::Confirm(Confirm { order: id(order(a)), part })
        }
        25 | 26 => Command::Reallocate(Reallocate {
            order: id(order(a)),
            attempt: u32::try_from(2 + b % 5 / 4).unwrap(),
        }),
        27 => cancel(&order(a)),
        28 => {
            let part = |line, quantity: u64| {
                let (line, quantity) = (u32::try_from(line), u32::try_from(quantity));
                Part { line: line.unwrap(), quantity: quantity.unwrap() }
            };
            let second = (e % 3 == 0).then(|| part(1 + f % 2, 1));
            let (order, operation) = (id(order(a)), id(operation(b)));
            let part = [part(1 + d % 7 / 4, c % 4)].into_iter().chain(second).collect();
            Command::CancelPart(CancelPart { order, operation, part })
        }
        29..=37 => assign(&order(a), u32::try_from(1 + b % 5 / 3).unwrap(), &serial(c)),
        38..=42 => {
            let (order, serial) = (order(a), serial(b));
            let known = state.coverage(&id(&order), &product(&serial));
            // Now and then a wrong edition or predecessor.
            let (coverage, edition, replaces) = known.map_or_else(
                || (serde_json::from_str("0").unwrap(), 0, None),
                |known| (known.id, known.edition, known.replaces),
            );
            Command::RecordCertificate(RecordCertificate {
                order: id(order),
                product: product(&serial),
                coverage,
                edition: edition + u32::from(d % 8 == 0),
                replaces: replaces.filter(|_| e % 8 != 0),
                digest: Digest::of(&[raw[3]]),
            })
        }
        43 | 44 => Command::Return(Return {
            order: id(order(a)),
            operation: id(operation(b)),
            product: product(&serial(c)),
        }),
        46 => Command::CorrectSerial(CorrectSerial {
            order: id(order(a)),
            operation: id(operation(b)),
            product: product(&serial(c)),
            by: product(&serial(d)),
        }),
        45 => Command::Replace(Replace {
            order: id(order(a)),
            operation: id(operation(b)),
            product: product(&serial(c)),
            by: product(&serial(d)),
            cause: ReplaceCause::Warranty,
        }),
        47 => {
            let products = (0..=b % 2).map(|n| EarlierProduct {
                product: product(&serial(c + n * (d % 3))),
                each: amount(1 + e % 5),
                stages: StageSet::ALL,
                basis: None,
            });
            let days = ["2026-11-01", "2026-10-01", "2026-12-24"];
            Command::CoverRetroactively(CoverRetroactively {
                order: id(order(a)),
                purchased: days[usize::try_from(f % 4 / 2 + f % 8 / 7).unwrap()].parse().unwrap(),
                rules: quoted(c),
                choice: choice(g),
                products: products.collect(),
                about: about(f),
            })
        }
        48 | 49 => {
            // Looking for them takes long in a large ledger.
            let look = f % 2 == 0 && (scope.units <= 4 || g % 32 == 0);
            let shortfalls = if look { state.shortfalls() } else { Vec::new() };
            let short = shortfalls.get(usize::try_from(b).unwrap() % shortfalls.len().max(1));
            let guess = || (id(order(b)), (c % 3 > 0).then(|| product(&serial(d))));
            let (order, product) =
                short.map_or_else(guess, |short| (short.order.clone(), short.product.clone()));
            let (operation, from) = (id(operation(a)), id(lot(e)));
            Command::MakeGood(MakeGood { operation, order, product, from })
        }
        50..=53 => {
            let (lot, first, last) = span(a, wide(b, c), d);
            request_retirement(&operation(e), &lot, first, last)
        }
        54 | 55 => {
            // What was asked for, or other units, of the same lot or another.
            let name = operation(a);
            let asked = state.retirement(&id(&name)).map(|r| r.serial().clone());
            let other = || {
                let (lot, first, last) = span(b, wide(c, d), e);
                let known = state.lot_by_id(&id(lot)).map(|(_, lot)| lot.lot().serial.clone());
                known.and_then(|serial| serial.part(first, last).ok())
            };
            let serial = if f % 2 == 0 { asked } else { other() };
            let fallback = || "GS1-1-UG-GS90001-16-2020-99001-1-1".parse().unwrap();
            Command::RecordRetirement(RecordRetirement {
                operation: id(name),
                reference: reference(),
                date: "2026-11-20".parse().unwrap(),
                serials: vec![serial.unwrap_or_else(fallback)],
                on_difference: if g % 4 == 0 { OnDifference::Report } else { OnDifference::Rehome },
            })
        }
        56 => {
            let name = format!("i-{}", a % 4);
            let lots = lots_of(&name, None);
            let projects = projects_of(&lots);
            Command::Import(Import { operation: id(&name), projects, lots })
        }
        57 => {
            let name = format!("u-{}", a % 2);
            let lots = lots_of(&name, None);
            let projects = projects_of(&lots);
            Command::RecordBuffer(RecordBuffer { operation: id(&name), projects, lots })
        }
        58 => {
            let name = format!("v-{}", a % 3);
            let (from, first, last) = span(b, wide(c, d), e);
            let lots = lots_of(&name, Some(1 + f % 3));
            let projects = projects_of(&lots);
            let (operation, units, reference) = (id(&name), units(&from, first, last), reference());
            Command::Convert(Convert { operation, units, reference, projects, lots })
        }
        59 => {
            let (lot, first, last) = span(a, wide(b, c), d);
            let units = units(&lot, first, last);
            let operation = id(operation(e));
            Command::CancelUnits(CancelUnits { operation, units, reference: reference() })
        }
        60 => {
            let (lot, first, last) = span(a, wide(b, c), d);
            let what = if f == 0 {
                // In a large ledger only a small project: the others have nearly all stock.
                let project = if scope.units <= 4 { 90_001 + g % 4 } else { 90_003 };
                Invalidated::Project(id(format!("GS{project}")))
            } else {
                Invalidated::Units(units(&lot, first, last))
            };
            let operation = id(operation(e));
            Command::Invalidate(Invalidate { operation, what, reference: reference() })
        }
        61 | 62 => {
            let (lot, first, last) = span(a, wide(b, c), d);
            let (operation, units) = (id(operation(e)), units(&lot, first, last));
            Command::TransferOut(TransferOut { operation, units, to: id("north") })
        }
        _ => {
            // Units that went out come back, or units that are here still.
            let (from, first, last) = span(b, wide(c, d), e);
            let known = state.lot_by_id(&id(from)).map(|(_, lot)| lot.lot());
            let name = format!("t-{}", a % 3);
            let part = known.and_then(|known| {
                let serial = known.serial.part(first, last).ok()?;
                Some(Lot::new(id(&name), serial, known.vintage, known.unit_size))
            });
            let lots = part.into_iter().collect();
            let operation = id(&name);
            Command::TransferIn(TransferIn { operation, from: id("north"), projects: vec![], lots })
        }
    };
    Act::Give(command)
}
