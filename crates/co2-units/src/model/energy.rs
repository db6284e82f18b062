//! An energy (base unit: joule).

quantity! {
    /// An energy (base unit: joule).
    quantity: Energy; "energy";
    /// P2, P1, N2, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<P2, P1, N2, Z0, Z0>;
    units {
        @joule: 1.0; "J", "joule", "joules";
        @megajoule: 1.0e6; "MJ", "megajoule", "megajoules";
        @gigajoule: 1.0e9; "GJ", "gigajoule", "gigajoules";
        @watt_hour: 3.6e3; "Wh", "watt hour", "watt hours";
        @kilowatt_hour: 3.6e6; "kWh", "kilowatt hour", "kilowatt hours";
        @megawatt_hour: 3.6e9; "MWh", "megawatt hour", "megawatt hours";
        @gigawatt_hour: 3.6e12; "GWh", "gigawatt hour", "gigawatt hours";
    }
}
