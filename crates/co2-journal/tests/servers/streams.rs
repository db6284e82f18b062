//! Several ledgers in one database.

use crate::timeless::Timeless;
use crate::world::{request, reserve, rules, stocked};
use co2_journal::{Ledger, Postgres};
use co2_ledger::command::{TransferIn, TransferOut, Units};
use co2_ledger::{Command, Import};
use co2_offsets::read_csv;

/// The last hundred units of the stock.
const GIVEN: &str = "\
lot,serial,vintage,unit_size,project_name,country,technology
from-south,GS1-1-UG-GS99999-16-2024-99999-901-1000,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
";

#[test]
fn stock_moves_from_one_stream_to_another() {
    let Some(cluster) = crate::server() else { return };
    let open = |stream: &str| Timeless(Postgres::open(&cluster.address(stream)).unwrap());
    let south = stocked(open("south"));
    let north = Ledger::open(open("north"), None).unwrap();
    north.submit(rules()).unwrap();
    let units = Units { lot: "gs-1".parse().unwrap(), first_unit: 901, last_unit: 1_000 };
    let (operation, to) = ("move-1".parse().unwrap(), "north".parse().unwrap());
    let out = request(Command::TransferOut(TransferOut { operation, units, to }));
    let given = Import::new("move-1".parse().unwrap(), read_csv(GIVEN).unwrap());
    let Import { operation, projects, lots } = given;
    let from = "south".parse().unwrap();
    let into = request(Command::TransferIn(TransferIn { operation, from, projects, lots }));
    // Whoever does not know how far it came repeats both steps.
    for _ in 0..2 {
        south.submit(out.clone()).unwrap();
        north.submit(into.clone()).unwrap();
    }
    north.submit(reserve("o-1", 100_000)).unwrap();
    let audit = |ledger: &Ledger| {
        let audit = ledger.read(co2_journal::Freshness::Latest, |state, _| state.audit()).unwrap();
        assert_eq!(audit.violations, []);
        audit.totals
    };
    let (south, north) = (audit(&south), audit(&north));
    assert_eq!((south.free, south.transferred), (900_000_000, 100_000_000));
    assert_eq!((north.issued, north.reserved, north.free), (100_000_000, 100_000_000, 0));
}
