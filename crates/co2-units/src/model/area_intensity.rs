//! CO2e per area (base unit: kilogram of CO2e per square meter).

quantity! {
    /// CO2e per area (base unit: kilogram of CO2e per square meter).
    quantity: AreaIntensity; "area intensity";
    /// N2, Z0, Z0, P1, Z0, in length, mass, time, CO2e, items.
    dimension: Q<N2, Z0, Z0, P1, Z0>;
    units {
        @kilogram_per_square_meter: 1.0; "kgCO2e/m²", "kilogram of CO2e per square meter", "kilograms of CO2e per square meter";
        @kilogram_per_square_centimeter: 1.0e4; "kgCO2e/cm²", "kilogram of CO2e per square centimeter", "kilograms of CO2e per square centimeter";
        @gram_per_square_millimeter: 1.0e-3 / 1.0e-6; "gCO2e/mm²", "gram of CO2e per square millimeter", "grams of CO2e per square millimeter";
        @tonne_per_hectare: 1.0e3 / 1.0e4; "tCO2e/ha", "tonne of CO2e per hectare", "tonnes of CO2e per hectare";
    }
}
