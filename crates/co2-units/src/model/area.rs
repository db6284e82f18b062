//! An area (base unit: square meter).

quantity! {
    /// An area (base unit: square meter).
    quantity: Area; "area";
    /// P2, Z0, Z0, Z0, Z0, in length, mass, time, CO2e, items.
    dimension: Q<P2, Z0, Z0, Z0, Z0>;
    units {
        @square_millimeter: 1.0e-6; "mm²", "square millimeter", "square millimeters";
        @square_centimeter: 1.0e-4; "cm²", "square centimeter", "square centimeters";
        @square_inch: 6.451_6e-4; "in²", "square inch", "square inches";
        @square_foot: 9.290_304e-2; "ft²", "square foot", "square feet";
        @square_meter: 1.0; "m²", "square meter", "square meters";
        @acre: 4_046.856_422_4; "ac", "acre", "acres";
        @hectare: 1.0e4; "ha", "hectare", "hectares";
        @square_kilometer: 1.0e6; "km²", "square kilometer", "square kilometers";
    }
}
