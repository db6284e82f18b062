//! Products by their numbers and names.

use super::{Product, shop};
use crate::maker;
use crate::spelling::folded;
use co2_units::product::Gtin;
use std::collections::{BTreeMap, BTreeSet};

/// Products that are found by GTIN, by the manufacturer's part number, or by model name.
///
/// Names are compared without case, spaces, punctuation and legal form, so `HP Inc. EliteBook-840 G11` finds
/// `hp elitebook 840 g11`.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    products: Vec<Product>,
    by_id: BTreeMap<String, Vec<usize>>,
    by_gtin: BTreeMap<Gtin, usize>,
    by_part: Names,
    by_model: Names,
    /// The makers, as [`maker::folded`] has them.
    makers: BTreeSet<String>,
}

/// The reason why products are not a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// Two products have the same number, or a name and nothing else.
    #[error("products {first} and {second} have the same {key}: {value}")]
    Twice {
        /// Which number, such as `GTIN`.
        key: &'static str,
        /// Its value.
        value: String,
        /// The place of the one, counted from 1.
        first: usize,
        /// The place of the other.
        second: usize,
    },
}

/// The reason why a text finds no product.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// No product has this number or name.
    #[error("no product is called {text:?}{}", listed("; similar are ", similar))]
    Unknown {
        /// The text, shortened to 80 characters.
        text: String,
        /// Up to ten products whose names begin with the text, or have all its words.
        similar: Vec<String>,
    },
    /// Several products have this number or name.
    #[error("several products are called {text:?}: {}", candidates.join(", "))]
    Ambiguous {
        /// The text, shortened to 80 characters.
        text: String,
        /// The first ten of the products, each with its numbers.
        candidates: Vec<String>,
    },
}

/// How many products an error lists.
const LISTED: usize = 10;

fn listed(before: &str, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("{before}{}", names.join(", ")) }
}

/// The places of products by a folded name, each with its folded maker.
#[derive(Clone, Debug, Default)]
struct Names(BTreeMap<String, Vec<(String, usize)>>);

impl Names {
    fn insert(&mut self, name: String, maker: &str, at: usize) {
        self.0.entry(name).or_default().push((maker.to_owned(), at));
    }

    /// Those with the name, of one maker or of any.
    fn all<'n>(&'n self, name: &str, maker: Option<&'n str>) -> impl Iterator<Item = usize> + 'n {
        let named = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        named
            .iter()
            .filter(move |(own, _)| maker.is_none_or(|maker| maker == own))
            .map(|(_, at)| *at)
    }
}

/// The words of a name.
fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '&')
        .filter(|word| !word.is_empty())
        .collect()
}

/// The longest name of a maker has so many words.
const MAKER_WORDS: usize = 5;

/// A maker whose name stands in front of a text, and the folded rest: `HP Inc. EliteBook 840` is `hp` and
/// `elitebook840`. A word of a name is never split: `HPE ProLiant` is not of `hp`.
fn split_maker(text: &str, is_maker: impl Fn(&str) -> bool) -> Option<(String, String)> {
    let words = words(text);
    // There is a name of the model after that of the maker.
    (1..words.len().min(MAKER_WORDS + 1)).rev().find_map(|count| {
        let (front, rest) = words.split_at_checked(count)?;
        let maker = maker::folded(&front.join(" "));
        is_maker(&maker).then(|| (maker, folded(&rest.concat())))
    })
}

impl Catalogue {
    /// A catalogue of these products. Several may have one model name, as configurations of one model have.
    ///
    /// # Errors
    /// Returns an error if two have the same GTIN, or the same part number of one maker, or one model name and nothing
    /// else by which both could be found.
    pub fn new(products: Vec<Product>) -> Result<Self, CatalogueError> {
        let mut own = Self::default();
        for (at, product) in products.iter().enumerate() {
            let twice = |key, value: &str, first: Option<usize>| match first {
                Some(first) => Err(CatalogueError::Twice {
                    key,
                    value: value.to_owned(),
                    first: first + 1,
                    second: at + 1,
                }),
                None => Ok(()),
            };
            if let Some(gtin) = product.gtin {
                twice("GTIN", &gtin.to_string(), own.by_gtin.insert(gtin, at))?;
            }
            let maker = maker::folded(product.manufacturer.as_deref().unwrap_or_default());
            if let Some(part) = &product.part_number {
                let name = folded(part);
                twice("part number", part, own.by_part.all(&name, Some(&maker)).next())?;
                own.by_part.insert(name, &maker, at);
            }
            if let Some(model) = &product.model {
                let split = split_maker(model, |front| front == maker);
                let name = split.map_or_else(|| folded(model), |(_, rest)| rest);
                let is_numbered = |at: &usize| products.get(*at).is_some_and(is_numbered);
                let is_alone = |before: &usize| !(is_numbered(before) && is_numbered(&at));
                let first = own.by_model.all(&name, Some(&maker)).find(is_alone);
                twice("model", model, first)?;
                own.by_model.insert(name, &maker, at);
            }
            own.by_id.entry(product.id.clone()).or_default().push(at);
            own.makers.insert(maker);
        }
        own.makers.remove("");
        own.by_id.remove("");
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
        let maker = maker::folded(manufacturer);
        self.products.get(self.by_part.all(&folded(part), Some(&maker)).next()?)
    }

    /// The product of a maker with this model name; the maker's name may stand in front of it.
    ///
    /// # Errors
    /// Returns an error if no product of the maker has the name, or several have it.
    pub fn by_model(&self, manufacturer: &str, model: &str) -> Result<&Product, FindError> {
        let maker = maker::folded(manufacturer);
        let split = split_maker(model, |front| front == maker);
        let name = split.map_or_else(|| folded(model), |(_, rest)| rest);
        let found: Vec<usize> = self.by_model.all(&name, Some(&maker)).collect();
        self.only(model, &found)
    }

    /// The product that a shop means by a text: its own identifier, a GTIN, a part number or a model name, with or without
    /// its maker. The first of these that any product has decides.
    ///
    /// ```
    /// use co2_lifecycle::product::{Catalogue, FindError, read_table};
    ///
    /// let table = b"SKU,Brand,Model,Type\na,HP,EliteBook 840 G11,laptop\nb,HP,EliteBook 840 G11,laptop\nc,Dell,XPS 15,laptop\n";
    /// let products = read_table(table)?.into_iter().map(|(_, product)| product);
    /// let catalogue = Catalogue::new(products.collect::<Result<_, _>>()?)?;
    /// assert_eq!(catalogue.find("dell XPS-15")?.id, "c");
    /// assert!(matches!(catalogue.find("EliteBook 840 G11"), Err(FindError::Ambiguous { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if no product is called so, with those that are called nearly so, or if several are.
    pub fn find(&self, text: &str) -> Result<&Product, FindError> {
        let text = text.trim();
        if let Some(same) = self.by_id.get(text) {
            return self.only(text, same);
        }
        if let Some(found) = shop::gtin(text).ok().and_then(|gtin| self.by_gtin(gtin)) {
            return Ok(found);
        }
        let whole = folded(text);
        let split = split_maker(text, |front| self.makers.contains(front));
        let mut named = Vec::new();
        for names in [&self.by_part, &self.by_model] {
            named.extend(names.all(&whole, None));
            if let Some((maker, rest)) = &split {
                named.extend(names.all(rest, Some(maker)));
            }
            if !named.is_empty() {
                break;
            }
        }
        self.only(text, &named)
    }

    /// The one product of these places.
    fn only(&self, text: &str, found: &[usize]) -> Result<&Product, FindError> {
        let short = || text.chars().take(80).collect();
        let products = found.iter().filter_map(|at| self.products.get(*at));
        match found {
            [] => Err(FindError::Unknown { text: short(), similar: self.similar(text) }),
            [at] => self
                .products
                .get(*at)
                .ok_or_else(|| FindError::Unknown { text: short(), similar: Vec::new() }),
            _ => Err(FindError::Ambiguous {
                text: short(),
                candidates: products.take(LISTED).map(called).collect(),
            }),
        }
    }

    /// Products whose names have all words of a text.
    fn similar(&self, text: &str) -> Vec<String> {
        let wanted: Vec<String> = words(text).into_iter().map(folded).collect();
        let is = |product: &&Product| {
            let whole = folded(&called(product));
            !wanted.is_empty() && wanted.iter().all(|word| whole.contains(word.as_str()))
        };
        self.products.iter().filter(is).take(LISTED).map(called).collect()
    }
}

/// Whether a product can be found by something else than its name.
const fn is_numbered(product: &Product) -> bool {
    !product.id.is_empty() || product.gtin.is_some() || product.part_number.is_some()
}

/// A product with all its names: `HP EliteBook 840 G11 (9G0B5ET, id a)`.
fn called(product: &Product) -> String {
    let names = [product.manufacturer.as_deref(), product.model.as_deref()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let gtin = product.gtin.map(|gtin| gtin.to_string());
    let id = Some(&product.id).filter(|id| !id.is_empty()).map(|id| format!("id {id}"));
    let keys: Vec<String> = [product.part_number.clone(), gtin, id].into_iter().flatten().collect();
    match (name.as_str(), keys.as_slice()) {
        (name, []) => name.to_owned(),
        ("", keys) => keys.join(", "),
        (name, keys) => format!("{name} ({})", keys.join(", ")),
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
        let mut first = product("a", "HP Inc.", "HP EliteBook\u{ae} 840 G11");
        first.gtin = Some("4006381333931".parse().unwrap());
        first.part_number = Some("9G0B5ET#ABD".to_owned());
        let others = [product("b", "Dell", "XPS 15"), product("c", "HPE", "ProLiant DL380")];
        let catalogue = Catalogue::new([vec![first], others.to_vec()].concat()).unwrap();
        let id = |found: Option<&Product>| found.map(|own| own.id.clone()).unwrap_or_default();
        assert_eq!(id(catalogue.by_gtin("4006381333931".parse().unwrap())), "a");
        assert_eq!(id(catalogue.by_part_number("hp", "9g0b5et-abd")), "a");
        assert_eq!(catalogue.by_model("Hewlett-Packard", "elitebook-840 g11").unwrap().id, "a");
        for (text, id) in [
            ("4006381333931", "a"),
            ("4 006381 333931", "a"),
            ("a", "a"),
            ("9G0B5ETABD", "a"),
            ("HP 9G0B5ET#ABD", "a"),
            ("HP EliteBook 840 G11", "a"),
            ("Hewlett Packard Elite Book 840G11", "a"),
            ("elitebook 840 g11", "a"),
            (" dell   xps15 ", "b"),
            ("HPE ProLiant DL-380", "c"),
            ("proliant dl380", "c"),
        ] {
            assert_eq!(catalogue.find(text).map(|own| own.id.as_str()), Ok(id), "{text}");
        }
        for text in ["XPS 13", "", "Dell", "HP ProLiant DL380", "Lenovo XPS 15"] {
            assert!(matches!(catalogue.find(text), Err(FindError::Unknown { .. })), "{text}");
        }
        assert_eq!(catalogue.products().len(), 3);
    }

    /// Configurations of one model differ in their numbers, and several makers may have one name.
    #[test]
    fn a_name_of_several_products_is_an_error_that_lists_them() {
        let mut small = product("small", "HP", "EliteBook 840");
        small.part_number = Some("1A1".to_owned());
        let mut large = product("large", "Hewlett-Packard", "HP Elitebook-840");
        large.part_number = Some("2B2".to_owned());
        let other = product("other", "Demo", "EliteBook 840");
        let catalogue = Catalogue::new(vec![small, large, other]).unwrap();
        let error = catalogue.find("elitebook 840").unwrap_err();
        let FindError::Ambiguous { candidates, .. } = &error else { panic!("{error}") };
        assert_eq!(candidates.len(), 3);
        assert_eq!(candidates[1], "Hewlett-Packard HP Elitebook-840 (2B2, id large)");
        assert!(error.to_string().contains("1A1") && error.to_string().contains("id other"));
        let of_maker = catalogue.by_model("HP", "EliteBook 840").unwrap_err();
        assert!(
            matches!(of_maker, FindError::Ambiguous { candidates, .. } if candidates.len() == 2)
        );
        assert_eq!(catalogue.find("Demo EliteBook 840").unwrap().id, "other");
        assert_eq!(catalogue.find("hp 2b2").unwrap().id, "large");
        let FindError::Unknown { similar, .. } = catalogue.find("elitebook").unwrap_err() else {
            panic!("it is the name of no product");
        };
        assert_eq!(similar.len(), 3);
    }

    #[test]
    fn two_products_with_one_number_are_refused() {
        let with_part = |id, part: &str| {
            let mut own = product(id, "HP", id);
            own.part_number = Some(part.to_owned());
            own
        };
        let twice = Catalogue::new(vec![with_part("a", "1A-1"), with_part("b", "1a1")]);
        assert!(matches!(
            twice,
            Err(CatalogueError::Twice { key: "part number", first: 1, second: 2, .. })
        ));
        // Nothing finds the second alone.
        let same = Catalogue::new(vec![product("", "HP", "840"), product("", "HP Inc.", "hp 840")]);
        assert!(matches!(same, Err(CatalogueError::Twice { key: "model", .. })));
    }
}
