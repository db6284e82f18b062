//! How a programme is run: issuer, footprints, offer, rules, certificates. Data, from TOML or JSON.

pub use crate::market::MarketConfig;
pub use crate::place::Place;

use crate::figures::FiscalStart;
use crate::{market, place};
use co2_cert::record::{Assurance, DocumentDigest, MAX_ASSURANCES};
use co2_cert::{Host, HttpsUrl, LongText, Text};
use co2_lifecycle::{GridChoice, Years};
use co2_offsets::{Day, Rules};
use co2_render::Locale;
use co2_units::Co2e;
use co2_units::serde::Strict;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The longest base address of products: any product's path fits behind it.
const MAX_BASE: usize = 1_024;

/// How a programme is run.
///
/// The values are checked wherever one comes from: by [`Config::from_toml`], `Deserialize`, and, since hosts may change the
/// fields, [`Programme::open`](crate::Programme::open).
///
/// ```
/// let config = co2::Config::from_toml(r#"
///     [issuer]
///     host = "offsets.example"
///     name = "Example Computers"
///     key = "key-2026"
///
///     [footprint]
///     years = 5
///     grid = "as_published"          # or { current = { year = 2024 } }
///
///     [offer]
///     quote_seconds = 3600
///     hold_seconds = 900
///
///     [rules]
///     spill_over = "any_eligible"
///
///     [rules.coverage]
///     statistic = "p95"              # what is offset: mean, p5, p50 or p95; never a default
///     rule = "exact"                 # or { steps = { step_kg = "500" } }, { factor = { percent = "110" } }
///
///     [rules.price.tariff.per_tonne]
///     price = { amount = "24.00", currency = "EUR" }
///
///     [certificate]
///     subject_base = "https://id.example"
///     allocation_due_days = 90
///     terms = "Credits are retired for one product and cannot be transferred."
///     demonstration = "demonstration: no credits were retired"
/// "#)?;
/// assert_eq!(config.footprint.years.get(), 5.0);
/// # Ok::<(), co2::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields, description = "How a programme is run.")
)]
#[non_exhaustive]
pub struct Config {
    /// Who issues certificates.
    pub issuer: IssuerConfig,
    /// How footprints are taken.
    pub footprint: FootprintConfig,
    /// How long offers and reservations hold.
    pub offer: OfferConfig,
    /// By which rules credits are chosen and priced, and which number of a footprint is covered. They
    /// must have `coverage` and `price`: both are said here and nowhere else.
    #[cfg_attr(feature = "schemars", schemars(extend(
        "required" = ["coverage", "price"],
        "properties" = { "coverage": { "not": { "type": "null" } }, "price": { "not": { "type": "null" } } },
    )))]
    pub rules: Rules,
    /// What differs from market to market, beside the price.
    #[cfg_attr(feature = "schemars", schemars(default))]
    pub markets: Vec<MarketConfig>,
    /// When units are sent to their registries.
    #[cfg_attr(feature = "schemars", schemars(default))]
    pub retirement: RetirementConfig,
    /// What certificates say.
    pub certificate: CertificateConfig,
    /// How figures are made.
    #[cfg_attr(feature = "schemars", schemars(default))]
    pub figures: FiguresConfig,
    /// Where the programme's files are, if it is opened by its configuration alone.
    ///
    /// See [`Programme::open_file`](crate::Programme::open_file).
    #[cfg_attr(feature = "schemars", schemars(default))]
    pub files: Option<FilesConfig>,
}

/// A configuration as it is read, not yet checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    issuer: IssuerConfig,
    footprint: FootprintConfig,
    offer: OfferConfig,
    rules: Rules,
    #[serde(default)]
    markets: Vec<MarketConfig>,
    #[serde(default)]
    retirement: RetirementConfig,
    certificate: CertificateConfig,
    #[serde(default)]
    figures: FiguresConfig,
    #[serde(default)]
    files: Option<FilesConfig>,
}

/// Who issues certificates.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IssuerConfig {
    /// The host that serves the issuer's public files; its identifier is `did:web:HOST`.
    pub host: Host,
    /// The issuer's name.
    pub name: Text,
    /// The name of the key in use within the issuer's DID document.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[A-Za-z0-9._-]{1,64}$")))]
    pub key: String,
}

/// How footprints are taken.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FootprintConfig {
    /// For how many years of use.
    pub years: Years,
    /// With which electricity.
    pub grid: GridChoice,
}

/// How long offers and reservations hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OfferConfig {
    /// For how many seconds a quote is valid, at least 1.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub quote_seconds: u32,
    /// For how many seconds a reservation holds, at least 1.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub hold_seconds: u32,
    /// How many products a line of a cart may have at most, at least 1; 10,000 when it is left out. A slip of
    /// the pen must not take the whole stock.
    #[serde(default = "quantity_max")]
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub quantity_max: u32,
}

const fn quantity_max() -> u32 {
    10_000
}

/// What certificates say.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CertificateConfig {
    /// Under which address products are named; GS1 Digital Link paths are added. At most 1,024
    /// characters, without query and fragment.
    #[cfg_attr(
        feature = "schemars",
        schemars(extend("maxLength" = MAX_BASE, "not" = { "pattern": "[?#]" }))
    )]
    pub subject_base: HttpsUrl,
    /// Within how many days units that are not retired when a product ships will be.
    pub allocation_due_days: u16,
    /// For how many days a status list is valid after it was published, at least 1. An older copy could hide
    /// a revocation, and verifiers refuse it: publish more often than that. Without it a list has no end.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub status_valid_days: Option<u16>,
    /// What becomes of a product's certificate when the product is returned: `"revoked"`, which is the default, or
    /// `"spent"`. A certificate states the rule under which it was issued, so a changed rule affects only later ones.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(default))]
    pub after_return: AfterReturn,
    /// Whether certificates can be suspended for a time ([`suspend`](crate::Programme::suspend)); not when it is left
    /// out. A certificate then names an entry in a suspension list, which everybody who verifies it reads as well. One
    /// that was issued without can only be revoked.
    #[serde(default)]
    pub can_be_suspended: bool,
    /// The languages of pages and badges, each once, such as `["en", "sv"]`. The first one's page has the
    /// certificate's address and `.html`, another's also its tag: `.sv.html`. Every language of a market must be
    /// among them. When it is left out, they are English and the languages of the markets.
    #[serde(default, deserialize_with = "market::languages")]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "market::languages_schema"))]
    pub locales: Option<Vec<Locale>>,
    /// The terms.
    pub terms: LongText,
    /// Statements of third parties that certificates repeat, on the days on which they are valid.
    #[serde(default)]
    pub assurances: Vec<AssuranceConfig>,
    /// The notice of a demonstration or test, printed on every artefact. The ledger is then one of a test for ever,
    /// and no live programme opens it ([`Mode`](crate::programme::Mode)). An issuer whose host is a name for
    /// examples, such as `offsets.example`, must have one.
    #[serde(default)]
    pub demonstration: Option<Text>,
}

/// A statement of a third party, such as a validation of the method by an accredited body.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AssuranceConfig {
    /// The body that made the statement.
    pub body: Text,
    /// The standard against which it was made, such as `ISO 14064-3:2019`.
    pub standard: Text,
    /// What it covers, and at which level of assurance.
    pub scope: Text,
    /// The body's own identifier of it.
    pub statement_id: Text,
    /// The first day on which it is valid.
    pub first_day: Day,
    /// The last day on which it is valid.
    pub last_day: Day,
    /// The address of the statement.
    pub link: HttpsUrl,
    /// SHA-256 of the statement's bytes.
    pub sha256: DocumentDigest,
}

impl From<&AssuranceConfig> for Assurance {
    fn from(config: &AssuranceConfig) -> Self {
        let AssuranceConfig { body, standard, scope, statement_id, .. } = config.clone();
        Self {
            body,
            standard,
            scope,
            statement_id,
            first: config.first_day.date(),
            last: config.last_day.date(),
            link: config.link.clone(),
            digest: config.sha256,
        }
    }
}

/// When units are sent to their registries, for
/// [`retirements_due`](crate::Programme::retirements_due).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(default))]
#[non_exhaustive]
pub struct RetirementConfig {
    /// How much of each project is retired ahead of its sale, in kilograms: a certificate is then final when it is
    /// issued. Nothing when it is left out.
    pub ahead_kg: Co2e,
    /// How much of a project must be needed before its units are sent, in kilograms; every unit is sent at once
    /// when it is left out.
    pub at_least_kg: Co2e,
    /// Within how many days of the day that a certificate names units are sent in any case.
    pub within_days: u16,
}

/// What becomes of the certificate of a product that was returned. Under either rule its grams are spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum AfterReturn {
    /// It is revoked: nobody verifies it any more.
    #[default]
    Revoked,
    /// It is marked as spent: it remains a genuine record of what was retired, and whoever verifies it reads that the
    /// product was returned.
    Spent,
}

/// How figures are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FiguresConfig {
    /// The month in which the fiscal year begins, from 1 to 12; January when it is left out.
    pub fiscal_year_starts: FiscalStart,
    /// For how many days the stock of a project must last at the rate at which it is sold; 30 when it is left
    /// out. A project with less is listed among the duties.
    pub stock_days: u32,
    /// Of how many whole days before today that rate is taken, at least 1; 28 when it is left out.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub rate_days: u32,
}

impl Default for FiguresConfig {
    fn default() -> Self {
        Self { fiscal_year_starts: FiscalStart::default(), stock_days: 30, rate_days: 28 }
    }
}

/// Where a programme's files are. A path that is not absolute begins at the folder of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FilesConfig {
    /// The ledger, which is created when missing.
    pub ledger: PathBuf,
    /// The secret of the signing key: 64 hexadecimal digits in a file that only its owner may read.
    pub seed: PathBuf,
    /// The secret by which places in the status lists are spread, in a file of the same form. It must never
    /// change.
    pub status_key: PathBuf,
    /// The issuer's DID document, when it has more keys than the one in use: after a rotation.
    #[serde(default)]
    pub did: Option<PathBuf>,
    /// The catalogue of products: a CSV table, or a JSON array of products.
    #[serde(default)]
    pub catalogue: Option<PathBuf>,
    /// The folder of the issuer's public files, which a web server serves
    /// ([`public_folder`](crate::Programme::public_folder)).
    #[serde(default)]
    pub public: Option<PathBuf>,
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not TOML or JSON, or not of the form of a configuration. The line itself is not quoted: it may hold a
    /// secret that was put into the wrong file.
    #[error("line {line}, column {column}: {message}")]
    Form {
        /// The line, from 1; 0 when the place is not known.
        line: usize,
        /// The column, counted in characters from 1; 0 when the place is not known.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The rules cannot be.
    #[error(transparent)]
    Rules(#[from] co2_offsets::rules::RulesError),
    /// A value that cannot be.
    #[error("{}{field} must be {expected}", place.map_or_else(String::new, |place| format!("{place}: ")))]
    Value {
        /// The field.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
        /// Where it stands, or the table that lacks it, when the configuration was read from a text.
        place: Option<Place>,
    },
}

impl Config {
    /// Reads a configuration in TOML.
    ///
    /// # Errors
    /// When it is no TOML, a field is unknown, missing or not what it must be; with line and column.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let read = toml::Deserializer::parse(text).and_then(|toml| Read::deserialize(Strict(toml)));
        let read = read.map_err(|error| toml_error(text, &error))?;
        read.checked().map_err(|error| placed(error, |field| place::in_toml(text, field)))
    }

    /// Reads a configuration in JSON.
    ///
    /// # Errors
    /// When it is no JSON, a field is unknown, missing or not what it must be; with line and column.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        let read = crate::json::from_str::<Read>(text).map_err(|error| json_error(&error))?;
        read.checked().map_err(|error| placed(error, |field| place::in_json(text, field)))
    }

    /// Whether all values are what they must be.
    ///
    /// # Errors
    /// With the first field that is not.
    pub fn check(&self) -> Result<(), ConfigError> {
        let fail = |field, expected| Err(ConfigError::Value { field, expected, place: None });
        let (offer, certificate) = (&self.offer, &self.certificate);
        if offer.quote_seconds == 0 {
            return fail("offer.quote_seconds", "at least 1");
        }
        if offer.hold_seconds == 0 {
            return fail("offer.hold_seconds", "at least 1");
        }
        if offer.quantity_max == 0 {
            return fail("offer.quantity_max", "at least 1");
        }
        if self.figures.rate_days == 0 {
            return fail("figures.rate_days", "at least 1");
        }
        self.rules.check()?;
        if self.rules.coverage.is_none() {
            return fail("rules.coverage", "given: which number of a footprint is covered");
        }
        if self.rules.price.is_none() {
            return fail("rules.price", "given: what is charged");
        }
        if !market::are_apart(&self.markets) {
            return fail("markets", "sets of countries, each country in one at most");
        }
        if let Some(locales) = &certificate.locales {
            let once: BTreeSet<_> = locales.iter().collect();
            if locales.is_empty() || once.len() < locales.len() {
                return fail("certificate.locales", "at least one language, each once");
            }
            if self.markets.iter().filter_map(|market| market.language).any(|l| !once.contains(&l))
            {
                return fail("certificate.locales", "all languages of the markets, at least");
            }
        }
        let key = &self.issuer.key;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if key.is_empty() || key.len() > 64 || !key.chars().all(plain) {
            return fail("issuer.key", "1 to 64 letters, digits, points, lines or dashes");
        }
        if certificate.status_valid_days == Some(0) {
            return fail("certificate.status_valid_days", "at least 1");
        }
        // What follows would show only when goods ship, and no certificate can be made.
        let base = certificate.subject_base.as_str();
        if base.len() > MAX_BASE || base.contains(['?', '#']) {
            let expected = "an address of at most 1024 characters without query and fragment";
            return fail("certificate.subject_base", expected);
        }
        let assurances = &certificate.assurances;
        if assurances.iter().any(|one| one.last_day < one.first_day) {
            return fail("certificate.assurances", "statements that do not end before they begin");
        }
        // More statements are valid on a day on which one begins than on the day before.
        for day in assurances.iter().map(|one| one.first_day) {
            let valid =
                assurances.iter().filter(|one| (one.first_day..=one.last_day).contains(&day));
            let mut names = BTreeSet::new();
            for one in valid {
                if !names.insert((one.body.as_str(), one.statement_id.as_str())) {
                    return fail("certificate.assurances", "one of a name at a time");
                }
            }
            if names.len() > MAX_ASSURANCES {
                return fail("certificate.assurances", "at most 16 at a time");
            }
        }
        if self.issuer.host.is_reserved() && certificate.demonstration.is_none() {
            return fail("certificate.demonstration", "given, as the host is a name for examples");
        }
        Ok(())
    }
}

/// Where a text is not a configuration, and why.
fn toml_error(text: &str, error: &toml::de::Error) -> ConfigError {
    let place = error.span().and_then(|span| Place::of(text, span.start));
    let (line, column) = place.map_or((0, 0), |place| (place.line, place.column));
    ConfigError::Form { line, column, message: without_strings(error.message()) }
}

/// The same of JSON, whose reader puts the place behind its message.
fn json_error(error: &serde_json::Error) -> ConfigError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&format!(" at line {line} column {column}"));
    let message = without_strings(message.unwrap_or("not a configuration"));
    ConfigError::Form { line, column, message }
}

/// An error about a field with the field's place.
fn placed(error: ConfigError, find: impl Fn(&str) -> Option<Place>) -> ConfigError {
    match error {
        ConfigError::Value { field, expected, .. } => {
            ConfigError::Value { field, expected, place: find(field) }
        }
        error => error,
    }
}

/// A message without the text of values: `invalid type: string "..."`.
fn without_strings(message: &str) -> String {
    // A mark that is expected, and not a value.
    if message.matches('"').count() % 2 == 1 {
        return message.to_owned();
    }
    let mut parts = message.split('"');
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let (Some(_), Some(after)) = (parts.next(), parts.next()) {
        out.push_str("\"...\"");
        out.push_str(after);
    }
    out
}

impl Read {
    fn checked(self) -> Result<Config, ConfigError> {
        let Self { issuer, footprint, offer, rules, markets, .. } = self;
        let Self { retirement, certificate, figures, files, .. } = self;
        let config = Config {
            issuer,
            footprint,
            offer,
            rules,
            markets,
            retirement,
            certificate,
            figures,
            files,
        };
        config.check()?;
        Ok(config)
    }
}

impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Read::deserialize(Strict(deserializer))?.checked().map_err(de::Error::custom)
    }
}
