//! CO2e per mass of goods (base unit: kilogram of CO2e per kilogram).

quantity! {
    /// CO2e per mass of goods (base unit: kilogram of CO2e per kilogram).
    quantity: MaterialIntensity; "material intensity";
    /// Z0, N1, Z0, P1, Z0, in length, mass, time, CO2e, items.
    dimension: Q<Z0, N1, Z0, P1, Z0>;
    units {
        @kilogram_per_kilogram: 1.0; "kgCO2e/kg", "kilogram of CO2e per kilogram", "kilograms of CO2e per kilogram";
        @kilogram_per_tonne: 1.0e-3; "kgCO2e/t", "kilogram of CO2e per tonne", "kilograms of CO2e per tonne";
        @tonne_per_short_ton: 1.0e3 / 907.184_74; "tCO2e/short tn", "tonne of CO2e per short ton", "tonnes of CO2e per short ton";
    }
}
