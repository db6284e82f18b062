//! Goods moved over a distance (base unit: kilogram meter).

quantity! {
    /// Goods moved over a distance (base unit: kilogram meter).
    quantity: Freight; "freight";
    /// P1, P1, Z0, Z0, in length, mass, time, CO2e.
    dimension: Q<P1, P1, Z0, Z0>;
    units {
        @kilogram_meter: 1.0; "kg m", "kilogram meter", "kilogram meters";
        @tonne_kilometer: 1.0e6; "tkm", "tonne kilometer", "tonne kilometers";
    }
}
