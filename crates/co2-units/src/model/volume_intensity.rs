//! CO2e per volume (base unit: kilogram of CO2e per cubic meter).

quantity! {
    /// CO2e per volume (base unit: kilogram of CO2e per cubic meter).
    quantity: VolumeIntensity; "volume intensity";
    /// N3, Z0, Z0, P1, Z0, in length, mass, time, CO2e, items.
    dimension: Q<N3, Z0, Z0, P1, Z0>;
    units {
        @kilogram_per_cubic_meter: 1.0; "kgCO2e/m³", "kilogram of CO2e per cubic meter", "kilograms of CO2e per cubic meter";
        @kilogram_per_liter: 1.0e3; "kgCO2e/L", "kilogram of CO2e per liter", "kilograms of CO2e per liter";
        @kilogram_per_us_gallon: 1.0 / 3.785_411_784e-3; "kgCO2e/gal (US)", "kilogram of CO2e per US gallon", "kilograms of CO2e per US gallon";
    }
}
