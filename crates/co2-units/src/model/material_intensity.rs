//! CO2e per mass of goods (base unit: kilogram of CO2e per kilogram).

quantity! {
    /// CO2e per mass of goods (base unit: kilogram of CO2e per kilogram).
    quantity: MaterialIntensity; "material intensity";
    /// Z0, N1, Z0, P1, in length, mass, time, CO2e.
    dimension: Q<Z0, N1, Z0, P1>;
    units {
        @kilogram_per_kilogram: 1.0; "kgCO2e/kg", "kilogram of CO2e per kilogram", "kilograms of CO2e per kilogram";
    }
}
