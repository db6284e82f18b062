// What examples in the documentation begin with: an invented shop with 500 t in stock, and an order of three laptops
// as far as an example needs it. It is included there.

type Done<T> = Result<T, Box<dyn std::error::Error>>;

const CONFIG: &str = r#"
    [issuer]
    host = "offsets.example"
    name = "Example Computers (invented)"
    key = "key-2026"
    [footprint]
    years = 4
    grid = "as_published"
    [offer]
    quote_seconds = 3600
    hold_seconds = 900
    [rules]
    shortfall = "backorder"
    retroactive_days = 1095
    coverage = { statistic = "mean", rule = "exact" }
    price = { tariff = { per_tonne = { price = { amount = "24.00", currency = "EUR" } } } }
    [certificate]
    subject_base = "https://id.example"
    allocation_due_days = 90
    terms = "The units named here serve this product only."
    demonstration = "demonstration: no credits were retired"
"#;

const CREDITS: &str = "\
lot,serial,vintage,unit_size,project_name,country,technology
gs-1,GS1-1-UG-GS990001-16-2024-990001-1-500,2024-01-01/2024-12-31,1 t,Invented stoves,UG,cookstoves
";

fn now() -> co2::units::Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn later(seconds: u32) -> co2::units::Timestamp {
    now().checked_add_seconds(seconds).unwrap()
}

fn config() -> co2::Config {
    co2::Config::from_toml(CONFIG).unwrap()
}

fn keys() -> co2::Keys {
    co2::Keys::from_seed(&config().issuer, &[7; 32], [9; 32]).unwrap()
}

fn cart() -> co2::Cart {
    let cart = r#"{ "lines": [{
        "id": 1, "quantity": 3, "name": "Example Laptop 14", "model": { "gtin": "09506000134352" },
        "facts": { "category": "laptop", "screen_in": 14 }
    }] }"#;
    serde_json::from_str(cart).unwrap()
}

fn buyer() -> co2::Buyer {
    co2::Buyer::business("SE".parse().unwrap()).with_reference("customer-77".parse().unwrap())
}

/// Without stock.
fn empty() -> Done<co2::Programme> {
    let ledger = co2::journal::Ledger::open(co2::journal::Memory::new(), None)?;
    Ok(co2::Programme::on_ledger(ledger, config(), keys())?)
}

fn shop() -> Done<co2::Programme> {
    let programme = empty()?;
    programme.import_credits(CREDITS.as_bytes(), now())?;
    Ok(programme)
}

fn reserved() -> Done<co2::Programme> {
    let programme = shop()?;
    let quote = programme.quote(&cart(), &buyer(), now())?;
    programme.reserve("#1042", &quote, co2::Choice::Any, now())?;
    Ok(programme)
}

fn paid() -> Done<co2::Programme> {
    let programme = reserved()?;
    programme.confirm("#1042", now())?;
    Ok(programme)
}

/// Two of the three have shipped.
fn shipped() -> Done<co2::Programme> {
    let programme = paid()?;
    let parcel = [co2::Shipped::line(1, "PF0AAA01")?, co2::Shipped::line(1, "PF0AAA02")?];
    programme.fulfil("#1042", &parcel, now())?;
    Ok(programme)
}
