//! A line of a cart: some equal products, where their footprint comes from, and how much of it is covered.

use co2_cert::Text;
use co2_ledger::LineId;
use co2_lifecycle::product::{Catalogue, FindError, Product, ProductFootprintError};
use co2_lifecycle::{Category, Facts, Footprint, GridChoice, PublishedSheet, Years};
use co2_offsets::Percent;
use co2_units::product::Model;
use co2_units::text::ShortText;
use co2_units::{Country, StageSet};
use serde::{Deserialize, Serialize};

/// Some equal products.
///
/// What a line leaves out is as the configuration says: years of use, and the whole footprint.
///
/// ```
/// use co2::CartLine;
/// let line: CartLine = serde_json::from_str(r#"{
///     "id": 1, "quantity": 2, "name": "Example Laptop 14", "model": { "gtin": "09506000134352" },
///     "facts": { "category": "laptop", "screen_in": 14 },
///     "years": 5, "stages": ["manufacture", "distribution"], "share": "50"
/// }"#)?;
/// assert_eq!(line.share, Some("50".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(with = "Wire"))]
pub struct CartLine {
    /// The host's number of the line.
    pub id: LineId,
    /// How many.
    pub quantity: u32,
    /// What people call the product.
    pub name: Text,
    /// What it is one of.
    pub model: Model,
    /// The product line under which figures count it; the product's category when this is not given.
    pub product_line: Option<ShortText>,
    /// Where its footprint comes from: in JSON the field `sheet`, `facts`, `category` or `catalogue`.
    pub footprint: FootprintSource,
    /// The years of use; those of the catalogue, the facts or the configuration when they are not given.
    pub years: Option<Years>,
    /// Which stages of each product's life are covered, each known by itself; all when they are not given.
    pub stages: Option<StageSet>,
    /// Which part of that is covered, in percent, above 0 and at most 100; all of it when it is not given.
    pub share: Option<Percent>,
}

/// Where the footprint of a product comes from, the best way first.
#[derive(Clone, Debug, PartialEq)]
pub enum FootprintSource {
    /// The maker's published sheet.
    Sheet(Box<PublishedSheet>),
    /// The programme's catalogue: a GTIN, a part number or a model name by which the product is found in it.
    Catalogue(ShortText),
    /// What is known of a product without a sheet.
    Facts(Box<Facts>),
    /// Its category, when nothing else is known.
    Category(Category),
}

/// Why a line has no footprint.
#[derive(Debug)]
pub(crate) enum NoFootprint {
    NotInCatalogue(FindError),
    Product(ProductFootprintError),
}

impl FootprintSource {
    /// The footprint of a product that is used in this country for so many years: those given, or else those that
    /// are known of it, or else the usual ones.
    pub(crate) fn footprint(
        &self,
        catalogue: &Catalogue,
        country: Country,
        given: Option<Years>,
        usual: Years,
        grid: GridChoice,
    ) -> Result<Footprint, NoFootprint> {
        let mut product = Product::new("");
        match self {
            Self::Sheet(sheet) => product.sheet = Some((**sheet).clone()),
            Self::Facts(facts) => product.facts = Some((**facts).clone()),
            Self::Category(category) => product.facts = Some(Facts::new(*category)),
            Self::Catalogue(text) => {
                let found = catalogue.find(text.as_str());
                product = found.map_err(NoFootprint::NotInCatalogue)?.clone();
            }
        }
        let of_facts = product.facts.as_ref().and_then(Facts::years_of_use);
        product.lifetime_years = given.or(product.lifetime_years).or(of_facts).or(Some(usual));
        product.use_location = Some(country.region());
        product.footprint(grid).map_err(NoFootprint::Product)
    }
}

/// A line as JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(
        rename = "CartLine",
        description = "Some equal products.",
        extend("oneOf" = [
            { "required": ["sheet"], "properties": { "sheet": { "type": "object" } } },
            { "required": ["catalogue"], "properties": { "catalogue": { "type": "string" } } },
            { "required": ["facts"], "properties": { "facts": { "type": "object" } } },
            { "required": ["category"], "properties": { "category": { "type": "string" } } },
        ])
    )
)]
struct Wire {
    /// The host's number of the line.
    id: LineId,
    /// How many.
    quantity: u32,
    /// What people call the product.
    name: Text,
    /// What it is one of.
    model: Model,
    /// The product line under which figures count it; the product's category when this is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    product_line: Option<ShortText>,
    /// The maker's published footprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sheet: Option<Box<PublishedSheet>>,
    /// A GTIN, a part number or a model name by which the programme's catalogue has the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    catalogue: Option<ShortText>,
    /// What is known of a product without a sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    facts: Option<Box<Facts>>,
    /// The category of a product of which nothing else is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
    /// The years of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    years: Option<Years>,
    /// Which stages of each product's life are covered; all when they are not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stages: Option<StageSet>,
    /// Which part of that is covered, in percent, above 0 and at most 100; all of it when it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    share: Option<Percent>,
}

/// A line that says nothing of its footprint, or too much.
#[derive(Debug, thiserror::Error)]
#[error(
    "a line has one of the fields sheet, catalogue, facts and category, and line {line} has {found}"
)]
struct SourceError {
    line: LineId,
    found: usize,
}

impl TryFrom<Wire> for CartLine {
    type Error = SourceError;

    fn try_from(wire: Wire) -> Result<Self, SourceError> {
        let Wire { id, quantity, name, model, product_line, years, stages, share, .. } = wire;
        let mut sources = [
            wire.sheet.map(FootprintSource::Sheet),
            wire.catalogue.map(FootprintSource::Catalogue),
            wire.facts.map(FootprintSource::Facts),
            wire.category.map(FootprintSource::Category),
        ]
        .into_iter()
        .flatten();
        match (sources.next(), sources.count()) {
            (Some(footprint), 0) => Ok(Self {
                id,
                quantity,
                name,
                model,
                product_line,
                footprint,
                years,
                stages,
                share,
            }),
            (None, found) => Err(SourceError { line: id, found }),
            (Some(_), more) => Err(SourceError { line: id, found: more.saturating_add(1) }),
        }
    }
}

impl From<CartLine> for Wire {
    fn from(line: CartLine) -> Self {
        let CartLine { id, quantity, name, model, product_line, footprint, years, stages, share } =
            line;
        let (mut sheet, mut catalogue, mut facts, mut category) = (None, None, None, None);
        match footprint {
            FootprintSource::Sheet(own) => sheet = Some(own),
            FootprintSource::Catalogue(own) => catalogue = Some(own),
            FootprintSource::Facts(own) => facts = Some(own),
            FootprintSource::Category(own) => category = Some(own),
        }
        Self {
            id,
            quantity,
            name,
            model,
            product_line,
            sheet,
            catalogue,
            facts,
            category,
            years,
            stages,
            share,
        }
    }
}
