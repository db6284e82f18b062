//! The model layer: the units' sizes, and products of quantities that meet in CO2e.

use co2_units::model::{
    Carbon, Energy, Freight, FreightIntensity, GridIntensity, Length, Mass, MaterialIntensity,
    Power, Ratio, Time, carbon, energy, freight, freight_intensity, grid_intensity, length, mass,
    material_intensity, power, ratio, time,
};

#[track_caller]
fn same(left: f64, right: f64) {
    assert!((left - right).abs() <= 1e-14 * right.abs(), "{left} is not {right}");
}

#[test]
fn units_have_their_defined_size() {
    same(Energy::new::<energy::kilowatt_hour>(1.0).get::<energy::joule>(), 3.6e6);
    same(Energy::new::<energy::gigawatt_hour>(1.0).get::<energy::megawatt_hour>(), 1e3);
    same(Energy::new::<energy::megawatt_hour>(1.0).get::<energy::watt_hour>(), 1e6);
    same(Length::new::<length::mile>(1.0).get::<length::meter>(), 1_609.344);
    same(Length::new::<length::nautical_mile>(1.0).get::<length::meter>(), 1_852.0);
    same(Length::new::<length::swedish_mil>(1.0).get::<length::kilometer>(), 10.0);
    same(Mass::new::<mass::pound>(1.0).get::<mass::gram>(), 453.592_37);
    same(Mass::new::<mass::short_ton>(1.0).get::<mass::pound>(), 2_000.0);
    same(Mass::new::<mass::tonne>(1.0).get::<mass::kilogram>(), 1e3);
    same(Time::new::<time::year>(1.0).get::<time::day>(), 365.25);
    same(Time::new::<time::day>(1.0).get::<time::hour>(), 24.0);
    same(Time::new::<time::hour>(1.0).get::<time::second>(), 3_600.0);
    same(Power::new::<power::kilowatt>(1.0).get::<power::watt>(), 1e3);
    same(Ratio::new::<ratio::percent>(25.0).get::<ratio::ratio>(), 0.25);
    same(Carbon::new::<carbon::megatonne>(1.0).get::<carbon::kilotonne>(), 1e3);
    same(Carbon::new::<carbon::kilotonne>(1.0).get::<carbon::tonne>(), 1e3);
    same(Carbon::new::<carbon::tonne>(1.0).get::<carbon::gram>(), 1e6);
}

#[test]
fn products_have_the_dimension_they_should() {
    let power = Power::new::<power::kilowatt_hour_per_year>(20.0);
    let energy: Energy = power * Time::new::<time::year>(5.0);
    same(energy.get::<energy::kilowatt_hour>(), 100.0);
    let always: Energy = Power::new::<power::watt>(1.0) * Time::new::<time::year>(1.0);
    same(always.get::<energy::kilowatt_hour>(), 8.766);

    let grid = GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(35.0);
    same(grid.get::<grid_intensity::kilogram_per_kilowatt_hour>(), 0.035);
    let used: Carbon = energy * grid;
    same(used.get::<carbon::kilogram>(), 3.5);

    let goods = Mass::new::<mass::kilogram>(2.5);
    let moved: Freight = goods * Length::new::<length::kilometer>(8_000.0);
    same(moved.get::<freight::tonne_kilometer>(), 20.0);
    let by_air = FreightIntensity::new::<freight_intensity::kilogram_per_tonne_kilometer>(0.6);
    let transport: Carbon = moved * by_air;
    same(transport.get::<carbon::kilogram>(), 12.0);

    let steel = MaterialIntensity::new::<material_intensity::kilogram_per_kilogram>(2.0);
    let made: Carbon = goods * steel;
    let total: Carbon = (used + transport + made) * Ratio::new::<ratio::percent>(50.0);
    same(total.get::<carbon::kilogram>(), 10.25);
}
