//! A pure number.

quantity! {
    /// A pure number.
    quantity: Ratio; "ratio";
    /// Z0, Z0, Z0, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<Z0, Z0, Z0, Z0, Z0>;
    units {
        @ratio: 1.0; "", "", "";
        @percent: 1.0e-2; "%", "percent", "percent";
    }
}
