//! CO2e per mass and distance (base unit: kilogram of CO2e per kilogram and meter).

quantity! {
    /// CO2e per mass and distance (base unit: kilogram of CO2e per kilogram and meter).
    quantity: FreightIntensity; "freight intensity";
    /// N1, N1, Z0, P1, in length, mass, time, CO2e.
    dimension: Q<N1, N1, Z0, P1>;
    units {
        @kilogram_per_kilogram_meter: 1.0; "kgCO2e/(kg m)", "kilogram of CO2e per kilogram meter", "kilograms of CO2e per kilogram meter";
        @kilogram_per_tonne_kilometer: 1.0e-6; "kgCO2e/tkm", "kilogram of CO2e per tonne kilometer", "kilograms of CO2e per tonne kilometer";
    }
}
