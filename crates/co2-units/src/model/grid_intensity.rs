//! CO2e per energy (base unit: kilogram of CO2e per joule).

quantity! {
    /// CO2e per energy (base unit: kilogram of CO2e per joule).
    quantity: GridIntensity; "grid intensity";
    /// N2, N1, P2, P1, Z0, in length, mass, time, CO2e, items.
    dimension: Q<N2, N1, P2, P1, Z0>;
    units {
        @kilogram_per_joule: 1.0; "kgCO2e/J", "kilogram of CO2e per joule", "kilograms of CO2e per joule";
        @kilogram_per_megajoule: 1.0e-6; "kgCO2e/MJ", "kilogram of CO2e per megajoule", "kilograms of CO2e per megajoule";
        @kilogram_per_kilowatt_hour: 1.0 / 3.6e6; "kgCO2e/kWh", "kilogram of CO2e per kilowatt hour", "kilograms of CO2e per kilowatt hour";
        @gram_per_kilowatt_hour: 1.0e-3 / 3.6e6; "gCO2e/kWh", "gram of CO2e per kilowatt hour", "grams of CO2e per kilowatt hour";
        @pound_per_megawatt_hour: 0.453_592_37 / 3.6e9; "lbCO2e/MWh", "pound of CO2e per megawatt hour", "pounds of CO2e per megawatt hour";
        @tonne_per_megawatt_hour: 1.0e3 / 3.6e9; "tCO2e/MWh", "tonne of CO2e per megawatt hour", "tonnes of CO2e per megawatt hour";
    }
}
