//! Acts of a host, made of random numbers: a few orders, products, lots and operations, so that they
//! meet often.

use crate::world::*;
use co2_offsets::{
    CancelUnits, Choice, Command, Confirm, Convert, CoverRetroactively, Day, Digest,
    EarlierProduct, Extend, Import, Invalidate, Invalidated, MakeGood, OnDifference, Part,
    Reallocate, RecordBuffer, RecordCertificate, RecordRetirement, Reference, Replace,
    ReplaceCause, Reserve, Return, Rules, State, TransferIn, TransferOut, Units,
};
use co2_units::StageSet;

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
    let choice = |n: u64| match n % 3 {
        0 => Choice::Any,
        n => Choice::Project(id(format!("GS{}", 90_000 + n))),
    };
    let lots_of = |name: &str, count: u64| {
        let (prefix, _) = serial_of(name);
        vec![crate::world::lot(name, &format!("{prefix}{count}"))]
    };
    let projects_of = |lots: &[co2_offsets::Lot]| {
        let projects = lots
            .iter()
            .map(|lot| project(lot.serial.units().printed(), co2_offsets::Technology::Wind));
        projects.collect::<Vec<_>>()
    };
    let command = match kind % 64 {
        0..=3 => return Act::Wait(u32::try_from(1 + a * 4).unwrap()),
        4 => Command::Advance,
        5..=14 => {
            let lines = (1..=u32::try_from(1 + c % 2).unwrap())
                .map(|n| line(n, u32::try_from(1 + d % 3).unwrap(), 1 + e % 7));
            Command::Reserve(Reserve {
                order: id(order(a)),
                attempt: u32::try_from(1 + b % 8 / 6).unwrap(),
                rules: rules().id(),
                choice: choice(f),
                lines: lines.collect(),
                hold_seconds: 900,
                price: None,
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
        27 | 28 => cancel(&order(a)),
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
        45 | 46 => Command::Replace(Replace {
            order: id(order(a)),
            operation: id(operation(b)),
            product: product(&serial(c)),
            by: product(&serial(d)),
            cause: ReplaceCause::Warranty,
        }),
        47 => {
            let products = (0..=b % 2).map(|n| EarlierProduct {
                product: product(&serial(c + n * (d % 3))),
                each: grains(1 + e % 5),
                stages: StageSet::ALL,
                basis: None,
            });
            let days = ["2026-11-01", "2026-10-01", "2026-12-24"];
            Command::CoverRetroactively(CoverRetroactively {
                order: id(order(a)),
                purchased: Day(days[usize::try_from(f % 4 / 2 + f % 8 / 7).unwrap()]
                    .parse()
                    .unwrap()),
                rules: rules().id(),
                choice: choice(g),
                products: products.collect(),
            })
        }
        48 | 49 => {
            // Looking for them takes long in a large ledger.
            let look = f % 2 == 0 && (scope.units == 4 || g % 32 == 0);
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
                date: Day("2026-11-20".parse().unwrap()),
                serials: vec![serial.unwrap_or_else(fallback)],
                on_difference: if g % 4 == 0 { OnDifference::Report } else { OnDifference::Rehome },
            })
        }
        56 => {
            let name = format!("i-{}", a % 4);
            let lots = lots_of(&name, serial_of(&name).1);
            let projects = projects_of(&lots);
            Command::Import(Import { operation: id(&name), projects, lots })
        }
        57 => {
            let name = format!("u-{}", a % 2);
            let lots = lots_of(&name, serial_of(&name).1);
            let projects = projects_of(&lots);
            Command::RecordBuffer(RecordBuffer { operation: id(&name), projects, lots })
        }
        58 => {
            let name = format!("v-{}", a % 3);
            let (from, first, last) = span(b, wide(c, d), e);
            let lots = lots_of(&name, 1 + f % 3);
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
                let project = if scope.units == 4 { 90_001 + g % 4 } else { 90_003 };
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
            let known = state.lot_by_id(&id(from)).map(|(_, lot)| lot.lot().serial.clone());
            let part = known.and_then(|serial| serial.part(first, last).ok());
            let name = format!("t-{}", a % 3);
            let lots: Vec<_> =
                part.iter().map(|part| crate::world::lot(&name, part.units().printed())).collect();
            let operation = id(&name);
            Command::TransferIn(TransferIn { operation, from: id("north"), projects: vec![], lots })
        }
    };
    Act::Give(command)
}
