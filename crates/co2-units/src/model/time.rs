//! A duration (base unit: second; a year is 365.25 days).

quantity! {
    /// A duration (base unit: second; a year is 365.25 days).
    quantity: Time; "time";
    /// Z0, Z0, P1, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<Z0, Z0, P1, Z0, Z0>;
    units {
        @second: 1.0; "s", "second", "seconds";
        @minute: 60.0; "min", "minute", "minutes";
        @hour: 3.6e3; "h", "hour", "hours";
        @day: 8.64e4; "d", "day", "days";
        @week: 6.048e5; "wk", "week", "weeks";
        @year: 3.155_76e7; "a", "year", "years";
    }
}
