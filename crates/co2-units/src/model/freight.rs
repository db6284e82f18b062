//! Goods moved over a distance (base unit: kilogram meter).

quantity! {
    /// Goods moved over a distance (base unit: kilogram meter).
    quantity: Freight; "freight";
    /// P1, P1, Z0, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<P1, P1, Z0, Z0, Z0>;
    units {
        @kilogram_meter: 1.0; "kg m", "kilogram meter", "kilogram meters";
        @kilogram_kilometer: 1.0e3; "kg km", "kilogram kilometer", "kilogram kilometers";
        @tonne_kilometer: 1.0e6; "tkm", "tonne kilometer", "tonne kilometers";
        @short_ton_mile: 907.184_74 * 1.609_344e3; "short tn mi", "short ton mile", "short ton miles";
    }
}
