//! A duration (base unit: second; a year is 365.25 days).

quantity! {
    /// A duration (base unit: second; a year is 365.25 days).
    quantity: Time; "time";
    /// Z0, Z0, P1, Z0, in length, mass, time, CO2e.
    dimension: Q<Z0, Z0, P1, Z0>;
    units {
        @second: 1.0; "s", "second", "seconds";
        @hour: 3.6e3; "h", "hour", "hours";
        @day: 8.64e4; "d", "day", "days";
        @year: 3.155_76e7; "a", "year", "years";
    }
}
