//! Products by their numbers and names.

use super::Product;
use crate::maker;
use co2_units::product::Gtin;
use std::collections::BTreeMap;

/// Products that are found by GTIN, by the manufacturer's part number, or by model name.
///
/// Names are compared without case, punctuation and legal form, so `HP Inc. EliteBook-840 G11` finds `hp elitebook
/// 840 g11`.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    products: Vec<Product>,
    by_gtin: BTreeMap<Gtin, usize>,
    by_part: BTreeMap<(String, String), usize>,
    by_model: BTreeMap<(String, String), usize>,
}

/// The reason why products are not a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// Two products have the same key.
    #[error("products {first} and {second} have the same {key}: {value}")]
    Twice {
        /// Which key, such as `GTIN`.
        key: &'static str,
        /// Its value.
        value: String,
        /// The place of the one, counted from 1.
        first: usize,
        /// The place of the other.
        second: usize,
    },
}

/// A text in lower case, letters and digits only.
fn folded(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A model without its maker's name in front.
fn model_key(manufacturer: &str, model: &str) -> (String, String) {
    let maker = maker::folded(manufacturer);
    let (plain, own) = (folded(model), folded(&maker));
    let rest = plain.strip_prefix(&own).filter(|rest| !rest.is_empty()).unwrap_or(&plain);
    (maker, rest.to_owned())
}

impl Catalogue {
    /// A catalogue of these products.
    ///
    /// # Errors
    /// Returns an error if two have the same GTIN, or the same part number or model name of one maker.
    pub fn new(products: Vec<Product>) -> Result<Self, CatalogueError> {
        let mut own = Self::default();
        for (at, product) in products.iter().enumerate() {
            let twice = |key, value: String, first: Option<usize>| match first {
                Some(first) => {
                    Err(CatalogueError::Twice { key, value, first: first + 1, second: at + 1 })
                }
                None => Ok(()),
            };
            if let Some(gtin) = product.gtin {
                twice("GTIN", gtin.to_string(), own.by_gtin.insert(gtin, at))?;
            }
            let maker = product.manufacturer.as_deref().unwrap_or_default();
            if let Some(part) = &product.part_number {
                let key = (maker::folded(maker), folded(part));
                twice("part number", part.clone(), own.by_part.insert(key, at))?;
            }
            if let Some(model) = &product.model {
                twice("model", model.clone(), own.by_model.insert(model_key(maker, model), at))?;
            }
        }
        own.products = products;
        Ok(own)
    }

    /// All products, in their order.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product with this GTIN.
    pub fn by_gtin(&self, gtin: Gtin) -> Option<&Product> {
        self.products.get(*self.by_gtin.get(&gtin)?)
    }

    /// The product of a maker with this part number.
    pub fn by_part_number(&self, manufacturer: &str, part: &str) -> Option<&Product> {
        let key = (maker::folded(manufacturer), folded(part));
        self.products.get(*self.by_part.get(&key)?)
    }

    /// The product of a maker with this model name; the maker's name may stand in front of it.
    pub fn by_model(&self, manufacturer: &str, model: &str) -> Option<&Product> {
        self.products.get(*self.by_model.get(&model_key(manufacturer, model))?)
    }

    /// The product that a shop means by a text: a GTIN, a part number, a model name, with or without its maker.
    pub fn find(&self, text: &str) -> Option<&Product> {
        if let Some(found) = text.trim().parse().ok().and_then(|gtin| self.by_gtin(gtin)) {
            return Some(found);
        }
        let wanted = folded(text);
        let is = |product: &&Product| {
            let maker = product.manufacturer.as_deref().unwrap_or_default();
            let part = product.part_number.as_deref().map(folded);
            let (maker, model) = product
                .model
                .as_deref()
                .map_or_else(Default::default, |model| model_key(maker, model));
            let whole = format!("{}{model}", folded(&maker));
            part.as_deref() == Some(&wanted)
                || !model.is_empty() && (model == wanted || whole == wanted)
        };
        // A name that several makers have is no name of one product.
        let mut found = self.products.iter().filter(is);
        found.next().filter(|_| found.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(id: &str, manufacturer: &str, model: &str) -> Product {
        let mut product = Product::new(id);
        product.manufacturer = Some(manufacturer.to_owned());
        product.model = Some(model.to_owned());
        product
    }

    #[test]
    fn a_product_is_found_by_each_of_its_keys() {
        let mut first = product("a", "HP Inc.", "HP EliteBook 840 G11");
        first.gtin = Some("4006381333931".parse().unwrap());
        first.part_number = Some("9G0B5ET#ABD".to_owned());
        let catalogue = Catalogue::new(vec![first, product("b", "Dell", "XPS 15")]).unwrap();
        let id = |found: Option<&Product>| found.map(|own| own.id.clone()).unwrap_or_default();
        assert_eq!(id(catalogue.by_gtin("4006381333931".parse().unwrap())), "a");
        assert_eq!(id(catalogue.by_part_number("hp", "9g0b5et-abd")), "a");
        assert_eq!(id(catalogue.by_model("Hewlett-Packard", "elitebook-840 g11")), "a");
        for text in ["4006381333931", "9G0B5ETABD", "HP EliteBook 840 G11", "EliteBook 840 G11"] {
            assert_eq!(id(catalogue.find(text)), "a", "{text}");
        }
        assert_eq!(id(catalogue.find("Dell XPS 15")), "b");
        assert!(catalogue.find("XPS 13").is_none() && catalogue.find("").is_none());
        assert_eq!(catalogue.products().len(), 2);
    }

    #[test]
    fn two_products_with_one_key_are_refused() {
        let twice = Catalogue::new(vec![
            product("a", "HP", "EliteBook 840"),
            product("b", "Hewlett-Packard", "HP Elitebook-840"),
        ]);
        assert!(matches!(
            twice,
            Err(CatalogueError::Twice { key: "model", first: 1, second: 2, .. })
        ));
    }
}
