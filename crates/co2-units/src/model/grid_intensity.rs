//! CO2e per energy (base unit: kilogram of CO2e per joule).

quantity! {
    /// CO2e per energy (base unit: kilogram of CO2e per joule).
    quantity: GridIntensity; "grid intensity";
    /// N2, N1, P2, P1, in length, mass, time, CO2e.
    dimension: Q<N2, N1, P2, P1>;
    units {
        @kilogram_per_joule: 1.0; "kgCO2e/J", "kilogram of CO2e per joule", "kilograms of CO2e per joule";
        @kilogram_per_kilowatt_hour: 1.0 / 3.6e6; "kgCO2e/kWh", "kilogram of CO2e per kilowatt hour", "kilograms of CO2e per kilowatt hour";
        @gram_per_kilowatt_hour: 1.0e-3 / 3.6e6; "gCO2e/kWh", "gram of CO2e per kilowatt hour", "grams of CO2e per kilowatt hour";
    }
}
