//! A number of items: pieces, products, nights (base unit: item).

quantity! {
    /// A number of items: pieces, products, nights (base unit: item).
    quantity: Count; "count";
    /// Z0, Z0, Z0, Z0, P1, in length, mass, time, CO2e, items.
    dimension: Q<Z0, Z0, Z0, Z0, P1>;
    units {
        @item: 1.0; "item", "item", "items";
        @dozen: 12.0; "dz", "dozen", "dozens";
        @thousand_items: 1.0e3; "k item", "thousand items", "thousand items";
        @million_items: 1.0e6; "M item", "million items", "million items";
    }
}
