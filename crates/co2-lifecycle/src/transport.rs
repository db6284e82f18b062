//! Transport: legs of a route, with factors of the UK government (DESNZ) for 2025.
//!
//! Contains public sector information licensed under the Open Government Licence v3.0.

use co2_units::model::{Carbon, FreightIntensity, Length, Mass, freight_intensity, length};
use co2_units::{Factor, Source, Status};
use rust_decimal::Decimal;

/// Which part of a fuel's life is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum FuelScope {
    /// Well to tank: making the fuel.
    WellToTank,
    /// Tank to wheel: burning it.
    TankToWheel,
    /// Well to wheel: both.
    WellToWheel,
}

/// Whether the effects of aviation high in the air beside its CO2 are counted. Never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum RadiativeForcing {
    /// They are counted.
    With,
    /// They are not counted.
    Without,
}

/// A means of transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Mode {
    /// By aeroplane between continents.
    AirLongHaul(RadiativeForcing),
    /// By aeroplane within a continent.
    AirShortHaul(RadiativeForcing),
    /// By aeroplane within a country.
    AirDomestic(RadiativeForcing),
    /// By container ship, average size.
    ContainerShip,
    /// By container ship of 8,000 TEU and more.
    LargeContainerShip,
    /// By train.
    Rail,
    /// By lorry, all sizes, average load.
    Lorry,
    /// By articulated lorry above 33 t, average load.
    ArticulatedLorry,
    /// By rigid lorry of 3.5 to 7.5 t, average load.
    SmallLorry,
    /// By van, diesel, average size: the best published stand-in for the last mile.
    VanDiesel,
    /// By van, battery-electric, average size.
    VanElectric,
}

/// Kilograms of CO2e per tonne kilometre, in units of 10⁻⁵, tank to wheel and well to tank, with their rows.
struct Row {
    mode: Mode,
    tank_to_wheel: i64,
    well_to_tank: i64,
    rows: &'static str,
}

const TABLE: &[Row] = &[
    Row {
        mode: Mode::AirLongHaul(RadiativeForcing::With),
        tank_to_wheel: 89_939,
        well_to_tank: 13_516,
        rows: "rows 27_317_3156_14_1 (TTW), 28_913_3156_14_1 (WTT)",
    },
    Row {
        mode: Mode::AirLongHaul(RadiativeForcing::Without),
        tank_to_wheel: 53_130,
        well_to_tank: 13_516,
        rows: "rows 27_317_3157_14_1 (TTW), 28_913_3157_14_1 (WTT)",
    },
    Row {
        mode: Mode::AirShortHaul(RadiativeForcing::With),
        tank_to_wheel: 127_835,
        well_to_tank: 20_515,
        rows: "rows 27_317_3154_14_1 (TTW), 28_913_3154_14_1 (WTT)",
    },
    Row {
        mode: Mode::AirShortHaul(RadiativeForcing::Without),
        tank_to_wheel: 75_539,
        well_to_tank: 20_515,
        rows: "rows 27_317_3155_14_1 (TTW), 28_913_3155_14_1 (WTT)",
    },
    Row {
        mode: Mode::AirDomestic(RadiativeForcing::With),
        tank_to_wheel: 460_397,
        well_to_tank: 57_429,
        rows: "rows 27_317_3152_14_1 (TTW), 28_913_3152_14_1 (WTT)",
    },
    Row {
        mode: Mode::AirDomestic(RadiativeForcing::Without),
        tank_to_wheel: 271_931,
        well_to_tank: 57_429,
        rows: "rows 27_317_3153_14_1 (TTW), 28_913_3153_14_1 (WTT)",
    },
    Row {
        mode: Mode::ContainerShip,
        tank_to_wheel: 1_612,
        well_to_tank: 365,
        rows: "rows 27_320_3235_14_1 (TTW), 28_916_3235_14_1 (WTT)",
    },
    Row {
        mode: Mode::LargeContainerShip,
        tank_to_wheel: 1_266,
        well_to_tank: 287,
        rows: "rows 27_320_3229_14_1 (TTW), 28_916_3229_14_1 (WTT)",
    },
    Row {
        mode: Mode::Rail,
        tank_to_wheel: 2_779,
        well_to_tank: 691,
        rows: "rows 27_315_3151_14_1 (TTW), 28_911_3151_14_1 (WTT)",
    },
    Row {
        mode: Mode::Lorry,
        tank_to_wheel: 10_163,
        well_to_tank: 2_359,
        rows: "rows 27_304_3140_14_1 (TTW), 28_907_3140_14_1 (WTT)",
    },
    Row {
        mode: Mode::ArticulatedLorry,
        tank_to_wheel: 7_703,
        well_to_tank: 1_799,
        rows: "rows 27_304_3132_14_1 (TTW), 28_907_3132_14_1 (WTT)",
    },
    Row {
        mode: Mode::SmallLorry,
        tank_to_wheel: 52_761,
        well_to_tank: 12_296,
        rows: "rows 27_304_3112_14_1 (TTW), 28_907_3112_14_1 (WTT)",
    },
    Row {
        mode: Mode::VanDiesel,
        tank_to_wheel: 63_130,
        well_to_tank: 15_095,
        rows: "rows 27_303_3102_14_1 (TTW), 28_906_3102_14_1 (WTT)",
    },
    Row {
        mode: Mode::VanElectric,
        tank_to_wheel: 21_992,
        well_to_tank: 5_633,
        rows: "rows 27_303_3108_14_1 (TTW), 28_906_3108_14_1 (WTT)",
    },
];

/// The factor of a means of transport.
///
/// ```
/// use co2_lifecycle::transport::{FuelScope, Mode, factor};
/// let ship = factor(Mode::ContainerShip, FuelScope::WellToWheel).unwrap();
/// assert_eq!(ship.published().to_string(), "0.01977");
/// ```
pub fn factor(mode: Mode, scope: FuelScope) -> Option<Factor<FreightIntensity>> {
    let row = TABLE.iter().find(|row| row.mode == mode)?;
    Some(factor_of(row, scope))
}

/// All factors, of all scopes.
pub fn factors() -> impl Iterator<Item = Factor<FreightIntensity>> {
    let scopes = [FuelScope::WellToTank, FuelScope::TankToWheel, FuelScope::WellToWheel];
    TABLE.iter().flat_map(move |row| scopes.map(|scope| factor_of(row, scope)))
}

fn factor_of(row: &Row, scope: FuelScope) -> Factor<FreightIntensity> {
    let (units, boundary, status) = match scope {
        FuelScope::WellToTank => (row.well_to_tank, "CO2e, well to tank", Status::Transcribed),
        FuelScope::TankToWheel => (row.tank_to_wheel, "CO2e, tank to wheel", Status::Transcribed),
        FuelScope::WellToWheel => (
            row.tank_to_wheel.saturating_add(row.well_to_tank),
            "CO2e, well to wheel",
            Status::Derived,
        ),
    };
    let published = Decimal::new(units, 5);
    let kg = rust_decimal::prelude::ToPrimitive::to_f64(&published).unwrap_or(f64::NAN);
    Factor::new(
        FreightIntensity::new::<freight_intensity::kilogram_per_tonne_kilometer>(kg),
        published.normalize(),
        "kgCO2e/tkm",
        Source {
            publisher: "UK Department for Energy Security and Net Zero".into(),
            edition: "Greenhouse gas reporting: conversion factors 2025".into(),
            year: 2025,
            region: "UK".into(),
            boundary: boundary.into(),
            licence:
                "Contains public sector information licensed under the Open Government Licence v3.0"
                    .into(),
            locator: row.rows.into(),
            status,
        },
    )
}

/// One leg of a route.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Leg {
    /// The means of transport.
    pub mode: Mode,
    /// How far; in JSON in kilometres.
    #[cfg_attr(feature = "serde", serde(rename = "distance_km", with = "co2_units::serde::km"))]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "co2_units::serde::km::json_schema"))]
    pub distance: Length,
}

/// The reason why a route gives no amount.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RouteError {
    /// A route without a leg.
    #[error("a route has at least one leg")]
    Empty,
    /// A distance that is not above 0 or not finite.
    #[error("the distance of a leg is a finite number of kilometres above 0: {kilometers}")]
    Distance {
        /// The value given.
        kilometers: f64,
    },
    /// A mass that is not above 0 or not finite.
    #[error("the mass with packaging is a finite number of kilograms above 0: {kilograms}")]
    Mass {
        /// The value given.
        kilograms: f64,
    },
    /// The amount is too large to compute with.
    #[error("what the route emits is too large to compute with")]
    TooLarge,
    /// A means of transport without a factor.
    #[error("there is no factor for {mode:?}")]
    Mode {
        /// The means of transport.
        mode: Mode,
    },
    /// A latitude or longitude, or a detour factor below 1.
    #[error(
        "latitudes are from -90 to 90, longitudes from -180 to 180, detour factors from 1: {value}"
    )]
    Place {
        /// The value given.
        value: f64,
    },
}

/// What a route emits for goods of this mass, with packaging: Σ mass × distance × factor.
///
/// # Errors
/// Returns an error if there is no leg, or a number is out of range.
pub fn emissions(legs: &[Leg], mass: Mass, scope: FuelScope) -> Result<Carbon, RouteError> {
    if legs.is_empty() {
        return Err(RouteError::Empty);
    }
    if !(mass.value.is_finite() && mass.value > 0.0) {
        return Err(RouteError::Mass { kilograms: mass.value });
    }
    let mut sum = Carbon::default();
    for leg in legs {
        if !(leg.distance.value.is_finite() && leg.distance.value > 0.0) {
            let kilometers = leg.distance.get::<length::kilometer>();
            return Err(RouteError::Distance { kilometers });
        }
        let factor = factor(leg.mode, scope).ok_or(RouteError::Mode { mode: leg.mode })?;
        let own: Carbon = mass * leg.distance * factor.quantity();
        sum += own;
    }
    if !sum.value.is_finite() {
        return Err(RouteError::TooLarge);
    }
    Ok(sum)
}

/// A point on the Earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Point {
    /// North of the equator.
    #[cfg_attr(feature = "schemars", schemars(range(min = -90.0, max = 90.0)))]
    pub latitude: f64,
    /// East of Greenwich.
    #[cfg_attr(feature = "schemars", schemars(range(min = -180.0, max = 180.0)))]
    pub longitude: f64,
}

/// The mean radius of the Earth, in kilometres (IUGG 1980, R1, rounded).
pub const EARTH_RADIUS_KM: f64 = 6_371.0;

/// The distance along the great circle times a detour factor, which the caller names: no route is as short
/// as the great circle.
///
/// # Errors
/// Returns an error if a point is not on Earth, or the detour factor is below 1.
///
/// ```
/// use co2_lifecycle::transport::{Point, great_circle};
/// use co2_units::model::length::kilometer;
/// let shanghai = Point { latitude: 31.23, longitude: 121.47 };
/// let stockholm = Point { latitude: 59.33, longitude: 18.07 };
/// let direct = great_circle(shanghai, stockholm, 1.0)?.get::<kilometer>();
/// assert!((7_700.0..7_900.0).contains(&direct));
/// # Ok::<(), co2_lifecycle::transport::RouteError>(())
/// ```
pub fn great_circle(from: Point, to: Point, detour: f64) -> Result<Length, RouteError> {
    for (value, limit) in
        [(from.latitude, 90.0), (to.latitude, 90.0), (from.longitude, 180.0), (to.longitude, 180.0)]
    {
        if !(-limit..=limit).contains(&value) {
            return Err(RouteError::Place { value });
        }
    }
    if !(detour.is_finite() && detour >= 1.0) {
        return Err(RouteError::Place { value: detour });
    }
    // Haversine.
    let (a, b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let north = libm::sin((b - a) / 2.0);
    let east = libm::sin((to.longitude - from.longitude).to_radians() / 2.0);
    let square = (north * north + libm::cos(a) * libm::cos(b) * east * east).min(1.0);
    let kilometers = 2.0 * EARTH_RADIUS_KM * libm::asin(libm::sqrt(square));
    Ok(Length::new::<length::kilometer>(kilometers * detour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_to_wheel_is_the_published_sum() {
        let of = |mode| factor(mode, FuelScope::WellToWheel).unwrap().published().to_string();
        assert_eq!(of(Mode::AirLongHaul(RadiativeForcing::Without)), "0.66646");
        assert_eq!(of(Mode::AirLongHaul(RadiativeForcing::With)), "1.03455");
        assert_eq!(of(Mode::AirShortHaul(RadiativeForcing::With)), "1.4835");
        assert_eq!(of(Mode::AirDomestic(RadiativeForcing::Without)), "3.2936");
        assert_eq!(of(Mode::LargeContainerShip), "0.01553");
        assert_eq!(of(Mode::Rail), "0.0347");
        assert_eq!(of(Mode::Lorry), "0.12522");
        assert_eq!(of(Mode::ArticulatedLorry), "0.09502");
        assert_eq!(of(Mode::SmallLorry), "0.65057");
        assert_eq!(of(Mode::VanDiesel), "0.78225");
        assert_eq!(of(Mode::VanElectric), "0.27625");
    }

    #[test]
    fn legs_add_and_bad_numbers_are_refused() {
        use co2_units::model::{carbon, mass};
        let km = Length::new::<length::kilometer>;
        let kg = Mass::new::<mass::kilogram>;
        let leg = |mode, distance| Leg { mode, distance: km(distance) };
        let route = [leg(Mode::ContainerShip, 20_000.0), leg(Mode::VanDiesel, 100.0)];
        let sum = emissions(&route, kg(2.0), FuelScope::WellToWheel).unwrap();
        let expected = 0.002 * (20_000.0 * 0.01977 + 100.0 * 0.78225);
        assert!((sum.get::<carbon::kilogram>() - expected).abs() < 1e-12);
        let wtw = FuelScope::WellToWheel;
        assert_eq!(emissions(&[], kg(2.0), wtw), Err(RouteError::Empty));
        assert_eq!(emissions(&route, kg(0.0), wtw), Err(RouteError::Mass { kilograms: 0.0 }));
        let far = [leg(Mode::Rail, 1e300)];
        assert_eq!(emissions(&far, kg(1e300), wtw), Err(RouteError::TooLarge));
        assert!(matches!(
            emissions(&[leg(Mode::Rail, f64::NAN)], kg(1.0), wtw),
            Err(RouteError::Distance { .. })
        ));
    }

    #[test]
    fn a_great_circle_has_known_lengths_and_limits() {
        let at = |latitude, longitude| Point { latitude, longitude };
        let length = |a, b| great_circle(a, b, 1.0).unwrap().get::<length::kilometer>();
        let half = core::f64::consts::PI * EARTH_RADIUS_KM;
        assert!((length(at(0.0, 0.0), at(0.0, 180.0)) - half).abs() < 1e-6);
        assert!((length(at(90.0, 0.0), at(-90.0, 50.0)) - half).abs() < 1e-6);
        assert!(length(at(10.0, 20.0), at(10.0, 20.0)) < 1e-9);
        for (a, b, detour) in [
            (at(91.0, 0.0), at(0.0, 0.0), 1.0),
            (at(0.0, 0.0), at(0.0, 181.0), 1.0),
            (at(0.0, f64::NAN), at(0.0, 0.0), 1.0),
            (at(0.0, 0.0), at(0.0, 0.0), 0.9),
        ] {
            assert!(matches!(great_circle(a, b, detour), Err(RouteError::Place { .. })));
        }
    }
}
