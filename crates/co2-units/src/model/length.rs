//! A distance (base unit: meter).

quantity! {
    /// A distance (base unit: meter).
    quantity: Length; "length";
    /// P1, Z0, Z0, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<P1, Z0, Z0, Z0, Z0>;
    units {
        @meter: 1.0; "m", "meter", "meters";
        @kilometer: 1.0e3; "km", "kilometer", "kilometers";
        @mile: 1.609_344e3; "mi", "mile", "miles";
        @nautical_mile: 1.852e3; "nmi", "nautical mile", "nautical miles";
        @swedish_mil: 1.0e4; "mil", "Swedish mil", "Swedish mil";
    }
}
