//! The public API: every type by its path, with the traits that callers rely on.
//!
//! A type that is renamed, removed, or loses one of these traits does not compile here.

use co2_units::credit::{
    GramSlice, GramSliceError, ProjectId, RegistryId, UnitRange, UnitRangeError, Vintage,
    VintageError,
};
use co2_units::doorway::{DoorwayError, Rounding};
use co2_units::model::{
    Area, AreaIntensity, Carbon, Count, Energy, Freight, FreightIntensity, GridIntensity, Gwp,
    ItemIntensity, Length, Mass, MaterialIntensity, Power, Ratio, Time, Volume, VolumeIntensity,
};
use co2_units::product::{Gtin, GtinError, MakerId, Model, PartNumber, SerialNumber};
use co2_units::{
    Bloc, Case, Co2e, Co2eUnit, Country, Currency, Date, DecimalError, Difference, DisplayCo2e,
    DisplaySignedCo2e, Estimate, EstimateError, Factor, Id, IdError, IdErrorKind, IdKind, Money,
    MoneyError, NegativeCo2eError, ParseCo2eError, ParseCo2eErrorKind, PlaceError, ProductId,
    RateError, RateTable, Region, SignedCo2e, Source, SourceError, SplitError, Stage, StageSet,
    Statistic, Status, Subdivision, Timestamp, TimestampError, credit, product,
};
use core::error::Error;
use core::fmt::{Debug, Display};
use core::hash::Hash;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::str::FromStr;
use rust_decimal::Decimal;

/// Calls a generic function, which only checks bounds, for each type.
macro_rules! each {
    ($check:ident: $($type:ty),* $(,)?) => { $($check::<$type>();)* };
}

/// A kind of ids defined outside the crate, without any traits.
enum Foreign {}

impl IdKind for Foreign {
    const NAME: &'static str = "foreign id";
}

type ForeignId = Id<Foreign>;

#[test]
fn every_type_can_be_shared_cloned_and_shown() {
    fn common<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Clone + Debug + 'static>() {}
    each!(common: Co2e, Co2eUnit, DisplayCo2e, Rounding, Estimate, Statistic, Source, Status, Money);
    each!(common: Factor<GridIntensity>, Country, Bloc, Region, PlaceError, Date, Timestamp);
    each!(common: Currency, Stage, StageSet, ProductId, Model, Gtin, SerialNumber, MakerId);
    each!(common: PartNumber, RegistryId, ProjectId, ForeignId, Vintage, UnitRange, GramSlice);
    each!(common: Carbon, Energy, Freight, FreightIntensity, GridIntensity, Length, Mass);
    each!(common: MaterialIntensity, Power, Ratio, Time, Area, AreaIntensity, Volume);
    each!(common: VolumeIntensity, Count, ItemIntensity, Gwp);
    each!(common: SignedCo2e, DisplaySignedCo2e, Difference, RateTable, Subdivision, Case);
    each!(common: credit::kind::Registry, credit::kind::Project);
    each!(common: product::kind::Maker, product::kind::PartNumber);
}

#[test]
fn small_values_are_copied() {
    fn copies<T: Copy>() {}
    each!(copies: Co2e, Co2eUnit, DisplayCo2e, Rounding, Estimate, Statistic, Status, Money);
    each!(copies: Country, Bloc, Region, Date, Timestamp, Currency, Stage, StageSet, Gtin);
    each!(copies: Vintage, GramSlice, Carbon, Energy, Freight, FreightIntensity, GridIntensity);
    each!(copies: Length, Mass, MaterialIntensity, Power, Ratio, Time, Area, AreaIntensity);
    each!(copies: Volume, VolumeIntensity, Count, ItemIntensity, Gwp);
    each!(copies: SignedCo2e, DisplaySignedCo2e, Difference, Subdivision, Case);
}

#[test]
fn exact_values_are_keys() {
    fn keys<T: Eq + Ord + Hash>() {}
    fn hashes<T: Eq + Hash>() {}
    each!(keys: Co2e, Statistic, Status, Country, Bloc, Region, Date, Timestamp, Stage, StageSet);
    each!(keys: ProductId, Model, Gtin, SerialNumber, MakerId, PartNumber, RegistryId, ProjectId);
    each!(keys: ForeignId, Vintage, UnitRange, GramSlice, SignedCo2e, Subdivision);

    each!(hashes: Co2eUnit, Rounding, Source, Money, Currency, Case);
}

#[test]
fn names_and_amounts_are_texts() {
    fn texts<T: Display + FromStr<Err: Error + Send + Sync + 'static>>() {}
    fn shown<T: Display>() {}
    each!(texts: Co2e, Country, Region, Timestamp, Gtin, SerialNumber, MakerId, PartNumber);
    each!(texts: RegistryId, ProjectId, ForeignId, Vintage, SignedCo2e, Subdivision, Bloc);

    each!(shown: DisplayCo2e, Statistic, Source, Factor<Energy>, Money, Stage, ProductId, Model);
    each!(shown: UnitRange, GramSlice, DisplaySignedCo2e);
}

#[test]
fn errors_can_be_boxed_sent_and_compared() {
    fn errors<T: Error + Send + Sync + Clone + PartialEq + 'static>() {}
    each!(errors: DecimalError, ParseCo2eError, ParseCo2eErrorKind, SplitError, DoorwayError);
    each!(errors: EstimateError, IdError, IdErrorKind, MoneyError, PlaceError, TimestampError);
    each!(errors: GtinError, VintageError, UnitRangeError, GramSliceError);
    each!(errors: NegativeCo2eError, RateError, SourceError);
    #[cfg(feature = "serde")]
    each!(errors: co2_units::serde::QuantityError);
}

#[test]
#[cfg(feature = "serde")]
fn values_have_a_wire_form() {
    fn wires<T: serde::Serialize + serde::de::DeserializeOwned>() {}
    each!(wires: Co2e, Rounding, Estimate, Statistic, Source, Status, Money, Country, Region);
    each!(wires: Timestamp, Stage, StageSet, ProductId, Model, Gtin, SerialNumber, MakerId);
    each!(wires: PartNumber, RegistryId, ProjectId, ForeignId, Vintage, UnitRange, GramSlice);
    each!(wires: SignedCo2e, Difference, RateTable, Subdivision);
}

#[test]
#[cfg(feature = "schemars")]
fn wire_forms_have_a_schema() {
    fn schemas<T: schemars::JsonSchema>() {}
    each!(schemas: Co2e, Rounding, Estimate, Statistic, Source, Status, Money, Country, Region);
    each!(schemas: Timestamp, Stage, StageSet, ProductId, Model, Gtin, SerialNumber, MakerId);
    each!(schemas: PartNumber, RegistryId, ProjectId, ForeignId, Vintage, UnitRange, GramSlice);
    each!(schemas: SignedCo2e, Difference, RateTable, Subdivision);
}

#[test]
#[cfg(feature = "proptest")]
fn validated_types_can_be_generated() {
    fn generated<T: proptest::arbitrary::Arbitrary>() {}
    each!(generated: Co2e, SignedCo2e, Co2eUnit, Rounding, Estimate, Difference, Statistic, Source);
    each!(generated: Status, Money, RateTable, Country, Subdivision, Bloc, Region, Timestamp);
    each!(generated: Stage, StageSet, ProductId, Model, Gtin, SerialNumber, MakerId, PartNumber);
    each!(generated: RegistryId, ProjectId, ForeignId, Vintage, UnitRange, GramSlice);
}

/// Both ways, for the quantities that both systems have.
#[test]
#[cfg(feature = "si")]
fn quantities_convert_with_the_isq() {
    use co2_units::uom::si::f64 as isq;
    fn converts<A: From<B>, B: From<A>>() {}
    converts::<Length, isq::Length>();
    converts::<Mass, isq::Mass>();
    converts::<Time, isq::Time>();
    converts::<Area, isq::Area>();
    converts::<Volume, isq::Volume>();
    converts::<Energy, isq::Energy>();
    converts::<Power, isq::Power>();
    converts::<Ratio, isq::Ratio>();
}

/// The signatures that the other crates depend on.
#[test]
fn functions_keep_their_signatures() {
    const TONNE: Co2e = Co2e::from_grams(1_000_000);
    const KILOGRAMS: Option<Co2e> = Co2e::from_kilograms(1_000);
    const TONNES: Option<Co2e> = Co2e::from_tonnes(1);
    const STEP: Option<Co2e> = Co2e::GRAM.round_up_to(Co2e::TONNE);
    const EPOCH: Result<Timestamp, TimestampError> = Timestamp::from_unix_seconds(0);
    assert_eq!([Some(TONNE); 3], [KILOGRAMS, TONNES, STEP]);
    assert_eq!(EPOCH, Ok(Timestamp::UNIX_EPOCH));

    let _: [fn(Co2e, Co2e) -> Option<Co2e>; 3] =
        [Co2e::checked_add, Co2e::checked_sub, Co2e::round_up_to];
    let _: fn(Co2e, u64) -> Option<Co2e> = Co2e::checked_mul;
    let _: fn(Co2e, Co2e) -> Co2e = Co2e::saturating_sub;
    let _: fn(Co2e) -> u64 = Co2e::as_grams;
    let _: fn(Co2e, &[u64]) -> Result<Vec<Co2e>, SplitError> = Co2e::split;
    let _: fn(Decimal) -> Result<Co2e, DecimalError> = Co2e::from_decimal_kilograms;
    let _: [fn(Co2e) -> Decimal; 2] = [Co2e::to_decimal_kilograms, Co2e::to_decimal_tonnes];
    let _: fn(Co2e, Co2eUnit) -> DisplayCo2e = Co2e::display;
    let _: fn(Carbon, Rounding) -> Result<Co2e, DoorwayError> = Co2e::from_model;
    let _: fn(Co2e) -> Carbon = Co2e::to_model;

    let _: fn(Carbon, Carbon) -> Result<Estimate, EstimateError> = Estimate::new;
    let _: fn(Estimate, Statistic) -> Carbon = Estimate::at;
    let _: fn(Vec<Estimate>, f64) -> Result<Estimate, EstimateError> = Estimate::sum;
    let _: fn(Estimate, f64) -> Result<Estimate, EstimateError> = Estimate::scale;

    let _: fn(Estimate, Estimate, f64) -> Result<Difference, EstimateError> = Estimate::difference;
    let _: fn(Difference, Statistic) -> Carbon = Difference::at;
    let _: fn(Co2e, Co2e) -> SignedCo2e = Co2e::difference;
    let _: fn(Co2e, SignedCo2e) -> Option<Co2e> = Co2e::checked_add_signed;
    let _: fn(i128) -> Option<SignedCo2e> = SignedCo2e::from_grams;
    let _: fn(&RateTable, Money, Currency) -> Result<Money, RateError> = RateTable::convert;
    let _: fn(&Source) -> Result<(), SourceError> = Source::check;
    let _: fn(Region, Region) -> bool = Region::contains;
    let _: fn(Subdivision) -> Country = Subdivision::country;

    let _: fn(Model, SerialNumber) -> ProductId = ProductId::new;
    let _: fn(Date, Date) -> Result<Vintage, VintageError> = Vintage::new;
    let _: fn(u64, u64) -> Result<GramSlice, GramSliceError> = GramSlice::new;
    let _: fn(String, u64, u64, String) -> Result<UnitRange, UnitRangeError> = UnitRange::new;
    let _: fn(Timestamp, u32) -> Option<Timestamp> = Timestamp::checked_add_seconds;
    let _: fn(Decimal, Currency) -> Money = Money::new;
    let _: fn(Money, Money) -> Result<Money, MoneyError> = Money::checked_add;
}
