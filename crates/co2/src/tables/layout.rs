//! The tables and views: their names, their columns, and what these mean. One description for both databases,
//! from which the SQL and the documentation are made.

/// The version of the tables. A database with another one is refused, and made again from the journal.
pub(super) const VERSION: i64 = 2;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
}

/// A column: its name, what it holds, whether it can be empty, and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) optional: bool,
    pub(super) about: &'static str,
}

const fn text(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Text, optional: false, about }
}

const fn maybe(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Text, optional: true, about }
}

const fn number(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Integer, optional: false, about }
}

/// A table. Its rows are replaced by groups: all rows with the same first column at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// How many of the columns, from the first on, tell its rows apart.
    pub(super) key: usize,
    pub(super) columns: &'static [Column],
}

/// The tables, by their place in [`TABLES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Projects,
    Lots,
    Orders,
    OrderLines,
    OrderSlices,
    Coverages,
    CoverageSlices,
    Retirements,
    Certificates,
    Totals,
    Events,
}

impl Of {
    pub(super) const ALL: [Self; 11] = [
        Self::Projects,
        Self::Lots,
        Self::Orders,
        Self::OrderLines,
        Self::OrderSlices,
        Self::Coverages,
        Self::CoverageSlices,
        Self::Retirements,
        Self::Certificates,
        Self::Totals,
        Self::Events,
    ];

    pub(super) const fn table(self) -> Table {
        match self {
            Self::Projects => PROJECTS,
            Self::Lots => LOTS,
            Self::Orders => ORDERS,
            Self::OrderLines => ORDER_LINES,
            Self::OrderSlices => ORDER_SLICES,
            Self::Coverages => COVERAGES,
            Self::CoverageSlices => COVERAGE_SLICES,
            Self::Retirements => RETIREMENTS,
            Self::Certificates => CERTIFICATES,
            Self::Totals => TOTALS,
            Self::Events => EVENTS,
        }
    }
}

const PROJECTS: Table = Table {
    name: "projects",
    about: "Projects that credits were imported of.",
    key: 1,
    columns: &[
        text("project", "the registry's id of the project"),
        text("registry", "the registry, such as `verra`"),
        text("name", "its name"),
        text("country", "the host country, ISO 3166"),
        text("technology", "what it does, such as `wind`"),
    ],
};

const LOTS: Table = Table {
    name: "lots",
    about: "Blocks of credits, with their grams by claim and by registry state.",
    key: 1,
    columns: &[
        text("lot", "the host's id of the lot"),
        text("project", "the project"),
        text("serial", "the serial of its units, as the registry prints it"),
        text("vintage_from", "the first day of the reductions"),
        text("vintage_to", "the last day"),
        number("unit_g", "the size of a unit"),
        number("size_g", "all its units together"),
        number("free_g", "claimed by nothing"),
        number("reserved_g", "held for orders that are not paid"),
        number("committed_g", "kept for orders that are paid"),
        number("assigned_g", "covering products"),
        number("certified_g", "named in certificates"),
        number("spent_g", "named in certificates, and covering nothing any more"),
        number("held_g", "in units that are held"),
        number("requested_g", "in units whose retirement is requested"),
        number("retired_g", "in units that are retired"),
        number("converted_g", "in units that have become other units"),
        number("cancelled_g", "in units that were given up"),
        number("transferred_g", "in units that another stream has"),
        number("invalidated_g", "in units that have lost their worth"),
        number("buffer_g", "in units that the registry holds back"),
    ],
};

const ORDERS: Table = Table {
    name: "orders",
    about: "Orders, as they are now.",
    key: 1,
    columns: &[
        text("order_id", "the shop's id of the order"),
        text("status", "`reserved`, `confirmed`, `expired` or `cancelled`"),
        number("attempt", "the number of the reservation, from 1"),
        text("held_until", "until when the reservation holds or held"),
        number("amount_g", "what it was reserved for"),
        number("covered_g", "what it holds or has covered"),
        maybe("price", "the price before tax, as a decimal number"),
        maybe("currency", "its currency, ISO 4217"),
        maybe("country", "where the products are used, ISO 3166"),
        maybe("audience", "`business` or `consumer`"),
        maybe("about", "the SHA-256 of the document that says more"),
    ],
};

const ORDER_LINES: Table = Table {
    name: "order_lines",
    about: "Lines of orders.",
    key: 2,
    columns: &[
        text("order_id", "the order"),
        number("line", "the shop's number of the line"),
        number("quantity", "how many products were ordered"),
        number("with_credits", "for how many of them there are credits"),
        number("assigned", "how many have a serial number"),
        number("cancelled", "how many were given up"),
        number("each_g", "how much covers one of them"),
        maybe("product_line", "the product line"),
    ],
};

const ORDER_SLICES: Table = Table {
    name: "order_slices",
    about: "Grams of orders whose products have no serial number yet.",
    key: 4,
    columns: &[
        text("order_id", "the order"),
        number("line", "the line"),
        text("lot", "the lot"),
        number("first_g", "the first gram, counted from 0 in the lot"),
        number("grams", "how many grams"),
    ],
};

const COVERAGES: Table = Table {
    name: "coverages",
    about: "Products with a serial number, and what covers them.",
    key: 1,
    columns: &[
        number("coverage", "the number of the coverage"),
        text("order_id", "the order"),
        number("line", "the line"),
        text("model", "the model: `gtin:…`, or `part:` with maker and part number"),
        text("serial", "the serial number of the product"),
        text("status", "`live`, `returned`, `spent` or `replaced`"),
        number("amount_g", "how much"),
        maybe("price", "the price before tax, as a decimal number"),
        maybe("currency", "its currency"),
        text("assigned_at", "when it was assigned"),
        number("edition", "how often it got other grams"),
        maybe("certificate", "the SHA-256 of its newest certificate"),
        maybe("suspended_at", "since when that certificate is suspended, if it is"),
    ],
};

const COVERAGE_SLICES: Table = Table {
    name: "coverage_slices",
    about: "Grams that cover products.",
    key: 3,
    columns: &[
        number("coverage", "the coverage"),
        text("lot", "the lot"),
        number("first_g", "the first gram, counted from 0 in the lot"),
        number("grams", "how many grams"),
        number("lost", "1 if they were lost in the registry and made good, else 0"),
    ],
};

const RETIREMENTS: Table = Table {
    name: "retirements",
    about: "Retirements of whole units.",
    key: 1,
    columns: &[
        text("operation", "the shop's name of the retirement"),
        text("lot", "the lot"),
        text("status", "`requested` or `recorded`"),
        number("first_unit", "the first unit that was asked for"),
        number("last_unit", "the last one"),
        text("serial", "the serial of these units"),
        maybe("retired_serials", "what the registry retired, separated by semicolons"),
        maybe("reference", "the registry's reference"),
        maybe("retired_on", "the registry's day"),
    ],
};

const CERTIFICATES: Table = Table {
    name: "certificates",
    about: "Certificates, in the order in which they were recorded.",
    key: 1,
    columns: &[
        text("certificate", "the SHA-256 of its bytes"),
        number("coverage", "the coverage"),
        text("order_id", "the order"),
        number("edition", "which grams of the coverage it names"),
        text("recorded_at", "when it was recorded"),
        maybe("replaces", "the certificate that it supersedes"),
    ],
};

const TOTALS: Table = Table {
    name: "totals",
    about: "Sums of each day, the same as the programme's figures.",
    key: 1,
    columns: &[
        text("cell", "all labels in one text"),
        text("day", "the day, in UTC"),
        text("project", "the project"),
        text("technology", "what the project does"),
        text("project_country", "the host country"),
        maybe("buyer_country", "the country of the buyer"),
        maybe("product_line", "the product line"),
        maybe("audience", "`business` or `consumer`"),
        number("covered_g", "what paid orders got"),
        number("released_g", "what paid orders gave up"),
        number("certified_g", "what certificates named first"),
        number("retired_g", "whole units that registries reported as retired"),
    ],
};

const EVENTS: Table = Table {
    name: "events",
    about: "What happened and when, by the types and ids of the events for other systems.",
    key: 1,
    columns: &[
        text("event", "the id, such as `42-0`"),
        number("batch", "the position of its batch in the journal"),
        text("at", "when it took effect"),
        text("type", "such as `co2.order.confirmed.v1`"),
        text("subject", "the order or operation it is about"),
    ],
};

/// How far the tables have come. It has one row.
pub(super) const POSITION: &str = "journal_position";

/// Indexes beside the keys: table and columns.
pub(super) const INDEXES: &[(&str, &str)] = &[
    ("coverages", "serial"),
    ("coverages", "order_id"),
    ("certificates", "coverage"),
    ("events", "subject"),
    ("totals", "day"),
];

/// Views: name, meaning, and query.
pub(super) const VIEWS: &[(&str, &str, &str)] = &[
    (
        "products",
        "Each product with its order, buyer and certificate.",
        "SELECT c.serial, c.model, c.status, c.amount_g, c.assigned_at, c.certificate, c.coverage,
    c.order_id, l.product_line, o.country, o.audience
FROM coverages c
JOIN orders o ON o.order_id = c.order_id
LEFT JOIN order_lines l ON l.order_id = c.order_id AND l.line = c.line",
    ),
    (
        "product_credits",
        "The grams of registry units that cover each product.",
        "SELECT c.serial, c.model, c.coverage, s.lot, l.project, p.registry, p.name AS project_name,
    l.serial AS units, s.first_g, s.grams, s.first_g / l.unit_g AS first_unit_offset
FROM coverage_slices s
JOIN coverages c ON c.coverage = s.coverage
JOIN lots l ON l.lot = s.lot
JOIN projects p ON p.project = l.project
WHERE s.lost = 0",
    ),
    (
        "totals_by_day",
        "The four sums of each day.",
        "SELECT day, CAST(SUM(covered_g) AS BIGINT) AS covered_g, CAST(SUM(released_g) AS BIGINT) AS released_g,
    CAST(SUM(certified_g) AS BIGINT) AS certified_g, CAST(SUM(retired_g) AS BIGINT) AS retired_g
FROM totals GROUP BY day",
    ),
    (
        "totals_by_month",
        "The four sums of each month, such as `2026-11`.",
        "SELECT substr(day, 1, 7) AS month, CAST(SUM(covered_g) AS BIGINT) AS covered_g,
    CAST(SUM(released_g) AS BIGINT) AS released_g, CAST(SUM(certified_g) AS BIGINT) AS certified_g,
    CAST(SUM(retired_g) AS BIGINT) AS retired_g
FROM totals GROUP BY substr(day, 1, 7)",
    ),
    (
        "stock",
        "What can still be sold of each project.",
        "SELECT p.project, p.registry, p.name, p.country, p.technology, CAST(SUM(l.free_g) AS BIGINT) AS free_g,
    CAST(SUM(l.size_g) AS BIGINT) AS size_g
FROM lots l JOIN projects p ON p.project = l.project
GROUP BY p.project, p.registry, p.name, p.country, p.technology",
    ),
];

/// The statements that make everything.
pub(super) fn create() -> String {
    use std::fmt::Write as _;
    let mut sql = String::new();
    let name = POSITION;
    // Writing into memory does not fail.
    let _ = write!(
        sql,
        "CREATE TABLE {name} (batch BIGINT NOT NULL, hash TEXT NOT NULL, events BIGINT NOT NULL, \
         latest_event TEXT NOT NULL, version BIGINT NOT NULL);\n\
         INSERT INTO {name} VALUES (0, '', 0, '', {VERSION});\n"
    );
    for table in Of::ALL.map(Of::table) {
        let column = |column: &Column| {
            let kind = match column.kind {
                Kind::Text => "TEXT",
                Kind::Integer => "BIGINT",
            };
            let empty = if column.optional { "" } else { " NOT NULL" };
            format!("{} {kind}{empty}", column.name)
        };
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        let key: Vec<&str> =
            table.columns.iter().take(table.key).map(|column| column.name).collect();
        let _ = writeln!(
            sql,
            "CREATE TABLE {} ({}, PRIMARY KEY ({}));",
            table.name,
            columns.join(", "),
            key.join(", ")
        );
    }
    for (table, column) in INDEXES {
        let _ = writeln!(sql, "CREATE INDEX {table}_{column}_index ON {table} ({column});");
    }
    for (name, _, query) in VIEWS {
        let _ = writeln!(sql, "CREATE VIEW {name} AS {query};");
    }
    sql
}

/// The statements that remove everything.
pub(super) fn drop_all() -> String {
    let views = VIEWS.iter().map(|(name, ..)| format!("DROP VIEW IF EXISTS {name};\n"));
    let tables = Of::ALL.map(|of| format!("DROP TABLE IF EXISTS {};\n", of.table().name));
    views.chain(tables).chain([format!("DROP TABLE IF EXISTS {POSITION};\n")]).collect()
}

/// The page of the documentation that lists tables and views.
pub(super) fn page() -> String {
    use std::fmt::Write as _;
    let mut page = String::new();
    for table in Of::ALL.map(Of::table) {
        let _ = writeln!(
            page,
            "### `{}`\n\n{}\n\n| column | holds | meaning |\n| --- | --- | --- |",
            table.name, table.about
        );
        for (place, column) in table.columns.iter().enumerate() {
            let kind = match (column.kind, column.optional) {
                (Kind::Text, false) => "text",
                (Kind::Text, true) => "text, or null",
                (Kind::Integer, _) => "integer",
            };
            let key = if place < table.key { " (key)" } else { "" };
            let _ = writeln!(page, "| `{}`{key} | {kind} | {} |", column.name, column.about);
        }
        page.push('\n');
    }
    page.push_str("## Views\n\n| view | what it shows |\n| --- | --- |\n");
    for (name, about, _) in VIEWS {
        let _ = writeln!(page, "| `{name}` | {about} |");
    }
    page
}
