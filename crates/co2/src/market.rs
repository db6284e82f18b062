//! What differs from market to market, beside the price: language, audience and statistic.

use crate::cart::{Audience, Buyer};
use co2_render::Locale;
use co2_units::{Country, Statistic};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeSet;

/// Countries that have something in common. Prices by country are in `rules.price.markets`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MarketConfig {
    /// The countries of the buyers; each is in one market at most.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub countries: BTreeSet<Country>,
    /// The language of sentences for people there, such as `sv`; English when it is left out.
    #[serde(default, deserialize_with = "language")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<String>", extend("enum" = or_none()))
    )]
    pub language: Option<Locale>,
    /// Who buys there when the shop does not know; consumers when it is left out, for whom the law is stricter.
    #[serde(default)]
    pub audience: Option<Audience>,
    /// Which number of a footprint is covered there, in place of the one in `rules.coverage`.
    #[serde(default)]
    pub statistic: Option<Statistic>,
}

#[cfg(feature = "schemars")]
fn or_none() -> Vec<Option<&'static str>> {
    Locale::ALL.iter().map(|locale| Some(locale.as_str())).chain([None]).collect()
}

/// The schema of [`languages`].
#[cfg(feature = "schemars")]
pub(crate) fn languages_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": ["array", "null"],
        "items": { "type": "string", "enum": Locale::ALL.map(Locale::as_str) },
        "minItems": 1,
        "uniqueItems": true,
    })
}

fn language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Locale>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(|text| read(&text)).transpose()
}

/// Reads languages.
pub(crate) fn languages<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<Locale>>, D::Error> {
    let texts = Option::<Vec<String>>::deserialize(deserializer)?;
    texts.map(|texts| texts.iter().map(|text| read(text)).collect()).transpose()
}

fn read<E: de::Error>(text: &str) -> Result<Locale, E> {
    let known = Locale::ALL.iter().find(|locale| locale.as_str() == text);
    known.copied().ok_or_else(|| E::custom("unknown language"))
}

/// Whether markets are sets of countries, each country in one at most.
pub(crate) fn are_apart(markets: &[MarketConfig]) -> bool {
    let mut seen = BTreeSet::new();
    markets.iter().all(|market| {
        !market.countries.is_empty() && market.countries.iter().all(|country| seen.insert(country))
    })
}

/// The market of a country.
pub(crate) fn of(markets: &[MarketConfig], country: Country) -> Option<&MarketConfig> {
    markets.iter().find(|market| market.countries.contains(&country))
}

impl crate::Config {
    /// The market of a country, if it has one.
    pub fn market(&self, country: Country) -> Option<&MarketConfig> {
        of(&self.markets, country)
    }

    /// A buyer in a country of whom nothing else is known: of the market's audience, or else a consumer, for whom
    /// the law is stricter.
    pub fn buyer(&self, country: Country) -> Buyer {
        match self.market(country).and_then(|market| market.audience) {
            Some(Audience::Business) => Buyer::business(country),
            _ => Buyer::consumer(country),
        }
    }

    /// The languages of pages and badges: those of `certificate.locales`, or else English and those of the markets.
    /// The first one's page is the one at a certificate's address.
    pub fn locales(&self) -> Vec<Locale> {
        if let Some(locales) = &self.certificate.locales {
            return locales.clone();
        }
        let mut locales = vec![Locale::En];
        for locale in self.markets.iter().filter_map(|market| market.language) {
            if !locales.contains(&locale) {
                locales.push(locale);
            }
        }
        locales
    }

    /// The language of sentences for people in a country.
    pub fn language(&self, country: Country) -> Locale {
        self.market(country).and_then(|market| market.language).unwrap_or(Locale::En)
    }
}
