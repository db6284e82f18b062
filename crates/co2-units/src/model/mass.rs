//! A mass of goods, never of CO2e (base unit: kilogram).

quantity! {
    /// A mass of goods, never of CO2e (base unit: kilogram).
    quantity: Mass; "mass";
    /// Z0, P1, Z0, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<Z0, P1, Z0, Z0, Z0>;
    units {
        @gram: 1.0e-3; "g", "gram", "grams";
        @kilogram: 1.0; "kg", "kilogram", "kilograms";
        @tonne: 1.0e3; "t", "tonne", "tonnes";
        @pound: 0.453_592_37; "lb", "pound", "pounds";
        @short_ton: 907.184_74; "short tn", "short ton", "short tons";
    }
}
