//! CO2e per item (base unit: kilogram of CO2e per item).

quantity! {
    /// CO2e per item (base unit: kilogram of CO2e per item).
    quantity: ItemIntensity; "item intensity";
    /// Z0, Z0, Z0, P1, N1, in length, mass, time, CO2e, items.
    dimension: Q<Z0, Z0, Z0, P1, N1>;
    units {
        @kilogram_per_item: 1.0; "kgCO2e/item", "kilogram of CO2e per item", "kilograms of CO2e per item";
        @gram_per_item: 1.0e-3; "gCO2e/item", "gram of CO2e per item", "grams of CO2e per item";
        @tonne_per_item: 1.0e3; "tCO2e/item", "tonne of CO2e per item", "tonnes of CO2e per item";
    }
}
