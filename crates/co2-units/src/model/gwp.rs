//! A global warming potential: CO2e per mass of a gas (base unit: kilogram of CO2e per kilogram).

quantity! {
    /// A global warming potential: CO2e per mass of a gas (base unit: kilogram of CO2e per kilogram).
    quantity: Gwp; "global warming potential";
    /// Z0, N1, Z0, P1, Z0, in length, mass, time, CO2e, items.
    dimension: Q<Z0, N1, Z0, P1, Z0>;
    kind: dyn crate::model::GwpKind;
    units {
        @kilogram_per_kilogram: 1.0; "kgCO2e/kg gas", "kilogram of CO2e per kilogram of gas", "kilograms of CO2e per kilogram of gas";
        @tonne_per_kilogram: 1.0e3; "tCO2e/kg gas", "tonne of CO2e per kilogram of gas", "tonnes of CO2e per kilogram of gas";
    }
}
