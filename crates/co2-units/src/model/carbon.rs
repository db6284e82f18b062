//! An amount of CO2e in a model (base unit: kilogram of CO2e); exact amounts are [`crate::Co2e`].

quantity! {
    /// An amount of CO2e in a model (base unit: kilogram of CO2e); exact amounts are [`crate::Co2e`].
    quantity: Carbon; "carbon dioxide equivalent";
    /// Z0, Z0, Z0, P1, Z0, in length, mass, time, CO2e, items.
    dimension: Q<Z0, Z0, Z0, P1, Z0>;
    units {
        @gram: 1.0e-3; "gCO2e", "gram of CO2e", "grams of CO2e";
        @kilogram: 1.0; "kgCO2e", "kilogram of CO2e", "kilograms of CO2e";
        @pound: 0.453_592_37; "lbCO2e", "pound of CO2e", "pounds of CO2e";
        @tonne: 1.0e3; "tCO2e", "tonne of CO2e", "tonnes of CO2e";
        @kilotonne: 1.0e6; "ktCO2e", "kilotonne of CO2e", "kilotonnes of CO2e";
        @megatonne: 1.0e9; "MtCO2e", "megatonne of CO2e", "megatonnes of CO2e";
    }
}
