//! The model layer: the sizes of the units, and products of quantities that give CO2e.

use co2_units::model::{
    Area, AreaIntensity, Carbon, Count, Energy, Freight, FreightIntensity, GridIntensity, Gwp,
    ItemIntensity, Length, Mass, MaterialIntensity, Power, Ratio, Time, Volume, VolumeIntensity,
};
use co2_units::model::{
    area, area_intensity, carbon, count, energy, freight, freight_intensity, grid_intensity, gwp,
    item_intensity, length, mass, material_intensity, power, ratio, time, volume, volume_intensity,
};
#[cfg(feature = "si")]
use co2_units::uom;

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
    same(Carbon::new::<carbon::pound>(1.0).get::<carbon::gram>(), 453.592_37);
    same(Energy::new::<energy::kilowatt_hour>(1.0).get::<energy::megajoule>(), 3.6);
    same(Energy::new::<energy::gigajoule>(3.6).get::<energy::megawatt_hour>(), 1.0);
    same(Power::new::<power::megawatt>(1.0).get::<power::kilowatt>(), 1e3);
    same(Power::new::<power::kilowatt_hour_per_day>(24.0).get::<power::kilowatt>(), 1.0);
    same(Time::new::<time::week>(1.0).get::<time::day>(), 7.0);
    same(Time::new::<time::hour>(1.0).get::<time::minute>(), 60.0);
    same(Count::new::<count::dozen>(1.0).get::<count::item>(), 12.0);
    same(Count::new::<count::million_items>(1.0).get::<count::thousand_items>(), 1e3);
}

/// International foot, acre of 4,840 square yards, US gallon of 231 cubic inches, imperial gallon,
/// oil barrel of 42 US gallons: NIST Special Publication 811 (2008), appendix B.8.
#[test]
fn areas_and_volumes_have_their_defined_size() {
    let area = |value: Area| value.get::<area::square_meter>();
    same(area(Area::new::<area::square_foot>(1.0)), 0.304_8 * 0.304_8);
    same(area(Area::new::<area::square_inch>(144.0)), 0.304_8 * 0.304_8);
    same(area(Area::new::<area::acre>(1.0)), 4_840.0 * 0.914_4 * 0.914_4);
    same(area(Area::new::<area::hectare>(1.0)), 1e4);
    same(area(Area::new::<area::square_kilometer>(1.0)), 1e6);
    same(area(Area::new::<area::square_centimeter>(1.0)), 1e-4);
    same(area(Area::new::<area::square_millimeter>(1.0)), 1e-6);

    let liters = |value: Volume| value.get::<volume::liter>();
    same(liters(Volume::new::<volume::us_gallon>(1.0)), 231.0 * 2.54 * 2.54 * 2.54 / 1e3);
    same(liters(Volume::new::<volume::imperial_gallon>(1.0)), 4.546_09);
    same(liters(Volume::new::<volume::oil_barrel>(1.0)), 42.0 * 3.785_411_784);
    same(liters(Volume::new::<volume::cubic_foot>(1.0)), 3.048 * 3.048 * 3.048);
    same(liters(Volume::new::<volume::cubic_meter>(1.0)), 1e3);
    same(liters(Volume::new::<volume::milliliter>(1.0)), 1e-3);
}

/// Each unit of an intensity is the ratio of the units it is made of.
#[test]
fn units_of_intensities_are_ratios() {
    let kg = |value: Carbon| value.get::<carbon::kilogram>();
    macro_rules! ratio {
        ($($intensity:ident, $module:ident::$unit:ident, $grams:expr, $per:ident, $per_module:ident::$per_unit:ident;)*) => {$(
            let one = $intensity::new::<$module::$unit>(1.0) * $per::new::<$per_module::$per_unit>(1.0);
            same(kg(one) * 1e3, $grams);
        )*};
    }
    ratio! {
        GridIntensity, grid_intensity::kilogram_per_joule, 1e3, Energy, energy::joule;
        GridIntensity, grid_intensity::kilogram_per_megajoule, 1e3, Energy, energy::megajoule;
        GridIntensity, grid_intensity::kilogram_per_kilowatt_hour, 1e3, Energy, energy::kilowatt_hour;
        GridIntensity, grid_intensity::gram_per_kilowatt_hour, 1.0, Energy, energy::kilowatt_hour;
        GridIntensity, grid_intensity::pound_per_megawatt_hour, 453.592_37, Energy, energy::megawatt_hour;
        GridIntensity, grid_intensity::tonne_per_megawatt_hour, 1e6, Energy, energy::megawatt_hour;
        FreightIntensity, freight_intensity::kilogram_per_kilogram_meter, 1e3, Freight, freight::kilogram_meter;
        FreightIntensity, freight_intensity::kilogram_per_tonne_kilometer, 1e3, Freight, freight::tonne_kilometer;
        FreightIntensity, freight_intensity::gram_per_tonne_kilometer, 1.0, Freight, freight::tonne_kilometer;
        FreightIntensity, freight_intensity::kilogram_per_short_ton_mile, 1e3, Freight, freight::short_ton_mile;
        MaterialIntensity, material_intensity::kilogram_per_kilogram, 1e3, Mass, mass::kilogram;
        MaterialIntensity, material_intensity::kilogram_per_tonne, 1e3, Mass, mass::tonne;
        MaterialIntensity, material_intensity::tonne_per_short_ton, 1e6, Mass, mass::short_ton;
        AreaIntensity, area_intensity::kilogram_per_square_meter, 1e3, Area, area::square_meter;
        AreaIntensity, area_intensity::kilogram_per_square_centimeter, 1e3, Area, area::square_centimeter;
        AreaIntensity, area_intensity::gram_per_square_millimeter, 1.0, Area, area::square_millimeter;
        AreaIntensity, area_intensity::tonne_per_hectare, 1e6, Area, area::hectare;
        VolumeIntensity, volume_intensity::kilogram_per_cubic_meter, 1e3, Volume, volume::cubic_meter;
        VolumeIntensity, volume_intensity::kilogram_per_liter, 1e3, Volume, volume::liter;
        VolumeIntensity, volume_intensity::kilogram_per_us_gallon, 1e3, Volume, volume::us_gallon;
        ItemIntensity, item_intensity::kilogram_per_item, 1e3, Count, count::item;
        ItemIntensity, item_intensity::gram_per_item, 1.0, Count, count::item;
        ItemIntensity, item_intensity::tonne_per_item, 1e6, Count, count::item;
        Gwp, gwp::kilogram_per_kilogram, 1e3, Mass, mass::kilogram;
        Gwp, gwp::tonne_per_kilogram, 1e6, Mass, mass::kilogram;
    }
    let moved: Freight = Mass::new::<mass::short_ton>(1.0) * Length::new::<length::mile>(1.0);
    same(moved.get::<freight::short_ton_mile>(), 1.0);
    same(Freight::new::<freight::kilogram_kilometer>(1e3).get::<freight::tonne_kilometer>(), 1.0);
}

#[test]
#[cfg(feature = "si")]
fn quantities_go_to_the_isq_and_back() {
    use uom::si;
    let used = Energy::new::<energy::kilowatt_hour>(2.5);
    let isq: si::f64::Energy = used.into();
    same(isq.get::<si::energy::megajoule>(), 9.0);
    assert_eq!(Energy::from(isq), used);

    let engine = si::f64::Power::new::<si::power::megawatt>(0.5);
    same(Power::from(engine).get::<power::kilowatt>(), 500.0);
    let stone = si::f64::Mass::new::<si::mass::carat>(1.0);
    same(Mass::from(stone).get::<mass::gram>(), 0.2);
    let foot = si::f64::Length::new::<si::length::foot>(1.0);
    same(Length::from(foot).get::<length::meter>(), 0.304_8);
    let day = si::f64::Time::new::<si::time::day>(1.0);
    same(Time::from(day).get::<time::hour>(), 24.0);
    let field = si::f64::Area::new::<si::area::hectare>(1.0);
    same(Area::from(field).get::<area::square_meter>(), 1e4);
    let tank = si::f64::Volume::new::<si::volume::liter>(50.0);
    same(Volume::from(tank).get::<volume::cubic_meter>(), 0.05);
    let half = si::f64::Ratio::new::<si::ratio::percent>(50.0);
    same(Ratio::from(half).get::<ratio::ratio>(), 0.5);
    let back = si::f64::Volume::from(Volume::new::<volume::us_gallon>(1.0));
    same(back.get::<si::volume::cubic_meter>(), 3.785_411_784e-3);
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
