//! A volume (base unit: cubic meter).

quantity! {
    /// A volume (base unit: cubic meter).
    quantity: Volume; "volume";
    /// P3, Z0, Z0, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<P3, Z0, Z0, Z0, Z0>;
    units {
        @milliliter: 1.0e-6; "mL", "milliliter", "milliliters";
        @liter: 1.0e-3; "L", "liter", "liters";
        @us_gallon: 3.785_411_784e-3; "gal (US)", "US gallon", "US gallons";
        @imperial_gallon: 4.546_09e-3; "gal (UK)", "imperial gallon", "imperial gallons";
        @cubic_foot: 2.831_684_659_2e-2; "ft³", "cubic foot", "cubic feet";
        @oil_barrel: 0.158_987_294_928; "bbl", "oil barrel", "oil barrels";
        @cubic_meter: 1.0; "m³", "cubic meter", "cubic meters";
    }
}
