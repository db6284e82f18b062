//! An invented shop: its programme, its credits, and a cart with one product.

/// The configuration of the programme, without its files.
pub const PROGRAMME: &str = r#"
    [issuer]
    host = "offsets.example"
    name = "Example Computers"
    key = "key-2026"
    [footprint]
    years = 4
    grid = "as_published"
    [offer]
    quote_seconds = 86400
    hold_seconds = 900
    [rules]
    coverage = { statistic = "mean", rule = "exact" }
    price = { tariff = { per_tonne = { price = { amount = "24.00", currency = "EUR" } } } }
    [certificate]
    subject_base = "https://id.example"
    allocation_due_days = 90
    terms = "The units named here serve this product only."
    demonstration = "demonstration: no credits were retired"
"#;

/// A table of credits, five million tonnes.
pub const CREDITS: &str = "\
lot,serial,vintage,unit_size,project_name,country,technology
gs-1,GS1-1-UG-GS990001-16-2024-990001-1-5000000,2024-01-01/2024-12-31,1 t,Invented stoves,UG,cookstoves
";

/// A cart, as JSON.
pub const CART: &str = r#"{ "lines": [{
    "id": 1, "quantity": 1, "name": "Example Laptop 14", "model": { "gtin": "09506000134352" },
    "sheet": {
        "manufacturer": "Example", "product": "Laptop 14", "category": "laptop",
        "mean_kg": 300.0, "headline": "mean", "report_year": 2025, "lifetime_years": 4,
        "shares": { "manufacture": 0.8, "distribution": 0.04, "use": 0.15, "end_of_life": 0.01 },
        "source": {
            "publisher": "Example (invented)", "edition": "Laptop 14", "year": 2025, "region": "EU",
            "boundary": "CO2e, life cycle", "licence": "invented", "status": "transcribed",
            "locator": "https://maker.example/laptop-14.pdf"
        }
    }
}] }"#;
