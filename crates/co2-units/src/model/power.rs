//! A power (base unit: watt).

quantity! {
    /// A power (base unit: watt).
    quantity: Power; "power";
    /// P2, P1, N3, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<P2, P1, N3, Z0, Z0>;
    units {
        @watt: 1.0; "W", "watt", "watts";
        @kilowatt: 1.0e3; "kW", "kilowatt", "kilowatts";
        @megawatt: 1.0e6; "MW", "megawatt", "megawatts";
        @kilowatt_hour_per_day: 3.6e6 / 8.64e4; "kWh/d", "kilowatt hour per day", "kilowatt hours per day";
        @kilowatt_hour_per_year: 3.6e6 / 3.155_76e7; "kWh/a", "kilowatt hour per year", "kilowatt hours per year";
    }
}
