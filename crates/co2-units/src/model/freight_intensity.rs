//! CO2e per mass and distance (base unit: kilogram of CO2e per kilogram and meter).

quantity! {
    /// CO2e per mass and distance (base unit: kilogram of CO2e per kilogram and meter).
    quantity: FreightIntensity; "freight intensity";
    /// N1, N1, Z0, P1, Z0, in length, mass, time, CO2e, items.
    dimension: Q<N1, N1, Z0, P1, Z0>;
    units {
        @kilogram_per_kilogram_meter: 1.0; "kgCO2e/(kg m)", "kilogram of CO2e per kilogram meter", "kilograms of CO2e per kilogram meter";
        @kilogram_per_tonne_kilometer: 1.0e-6; "kgCO2e/tkm", "kilogram of CO2e per tonne kilometer", "kilograms of CO2e per tonne kilometer";
        @gram_per_tonne_kilometer: 1.0e-9; "gCO2e/tkm", "gram of CO2e per tonne kilometer", "grams of CO2e per tonne kilometer";
        @kilogram_per_short_ton_mile: 1.0 / (907.184_74 * 1.609_344e3); "kgCO2e/(short tn mi)", "kilogram of CO2e per short ton mile", "kilograms of CO2e per short ton mile";
    }
}
