//! Products in a file: a table, lines of text, JSON or TOML.

use crate::io::{STDIN, read_at_most};
use crate::output::Failure;
use co2::lifecycle::PublishedSheet;
use co2::lifecycle::pact::ProductFootprint;
use co2::lifecycle::product::{Product, ProductRow, is_in_lines, read_lines, read_table};
use co2::units::serde::Strict;
use serde::Deserialize as _;
use serde::de::IgnoredAny;
use std::collections::BTreeSet;
use std::path::Path;

/// The largest file that is read: 256 MiB, some two million products.
const MAX_BYTES: u64 = 256 << 20;

/// A product with the place in the file where it stands, or what is wrong there.
pub(crate) type Read = (String, Result<Product, String>);

/// What a file of products is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Lines,
    Json,
    Toml,
}

impl Form {
    /// By the file's name or, of standard input, by its first character; lines by their first field.
    fn of(path: &Path, bytes: &[u8]) -> Self {
        let is =
            |ending: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
        let input = path.as_os_str() == STDIN;
        let text = bytes.trim_ascii_start();
        if is("toml") || input && text.starts_with(b"[[") {
            Self::Toml
        } else if is("json") || input && text.starts_with(b"[") || input && text.starts_with(b"{") {
            Self::Json
        } else if str::from_utf8(text).is_ok_and(is_in_lines) {
            Self::Lines
        } else {
            Self::Csv
        }
    }
}

/// A file in TOML.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    product: Vec<toml::Value>,
}

/// Reads every product of a file, and what is wrong with those that cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<Read>, Failure> {
    let bytes = read_at_most(path, MAX_BYTES)?;
    let input = |what: String| Failure::Input(format!("{}: {what}", path.display()));
    match Form::of(path, &bytes) {
        Form::Json if bytes.trim_ascii_start().starts_with(b"{") => {
            let document =
                serde_json::from_slice(&bytes).map_err(|error| input(error.to_string()))?;
            let place = |number, _: &serde_json::Value| format!("product {number}");
            Ok(entries(documents(document), place, |value| {
                let bytes = value.to_string();
                Piece { bytes: bytes.as_bytes(), line: 1, column: 1 }.product()
            }))
        }
        Form::Json => {
            // As a whole first, so that what is found below is an array.
            let _: Vec<IgnoredAny> =
                serde_json::from_slice(&bytes).map_err(|error| input(error.to_string()))?;
            let pieces = Pieces::new(&bytes);
            let place =
                |number, piece: &Piece<'_>| format!("line {}: product {number}", piece.line);
            Ok(entries(pieces, place, |piece| piece.product()))
        }
        Form::Toml => {
            let text = String::from_utf8(bytes).map_err(|error| input(error.to_string()))?;
            let products: File = toml::from_str(&text).map_err(|error| input(error.to_string()))?;
            let place = |number, _: &toml::Value| format!("product {number}");
            Ok(entries(products.product, place, |value| {
                Product::deserialize(Strict(value)).map_err(|error| error.to_string())
            }))
        }
        Form::Csv => {
            let products = read_table(&bytes).map_err(|error| input(error.to_string()))?;
            Ok(products.into_iter().map(of_row).collect())
        }
        Form::Lines => {
            let text = String::from_utf8_lossy(&bytes);
            Ok(read_lines(&text).into_iter().map(of_row).collect())
        }
    }
}

fn of_row((line, product): ProductRow) -> Read {
    match product {
        Ok(product) => (format!("line {line}"), Ok(product)),
        Err(error) => {
            let column = error.name.map(|name| format!(" ({name})")).unwrap_or_default();
            (format!("{}{column}", error.place), Err(error.kind.to_string()))
        }
    }
}

/// One value of a JSON array, and where it begins.
struct Piece<'a> {
    bytes: &'a [u8],
    line: usize,
    column: usize,
}

/// The values of a JSON array that is known to be one.
struct Pieces<'a> {
    rest: &'a [u8],
    line: usize,
    column: usize,
}

impl<'a> Pieces<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut own = Self { rest: bytes, line: 1, column: 1 };
        // Up to and with the bracket that opens the array.
        own.pass(bytes.iter().position(|byte| *byte == b'[').map_or(bytes.len(), |at| at + 1));
        own
    }

    /// Goes on by so many bytes.
    fn pass(&mut self, count: usize) {
        let (gone, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        for byte in gone {
            (self.line, self.column) =
                if *byte == b'\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.rest = rest;
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let between = |byte: &&u8| byte.is_ascii_whitespace() || **byte == b',';
        self.pass(self.rest.iter().take_while(between).count());
        if self.rest.first() == Some(&b']') {
            return None;
        }
        let mut values = serde_json::Deserializer::from_slice(self.rest).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let (bytes, _) = self.rest.split_at_checked(values.byte_offset())?;
        let piece = Piece { bytes, line: self.line, column: self.column };
        self.pass(bytes.len());
        Some(piece)
    }
}

/// The products of a JSON object: those that PACT's answers hold in `data`, or itself.
fn documents(mut document: serde_json::Map<String, serde_json::Value>) -> Vec<serde_json::Value> {
    match document.remove("data") {
        Some(serde_json::Value::Array(values)) => values,
        Some(one) => vec![one],
        None => vec![document.into()],
    }
}

/// What an object is: a sheet states the mean of a whole life, a supplier's footprint the version of PACT's
/// specification.
#[derive(serde::Deserialize)]
struct Kind {
    #[serde(default, rename = "specVersion")]
    spec_version: Option<IgnoredAny>,
    #[serde(default)]
    mean_kg: Option<IgnoredAny>,
}

impl Piece<'_> {
    /// A product, or a maker's sheet or a supplier's footprint by itself.
    fn product(&self) -> Result<Product, String> {
        let kind: Result<Kind, _> = serde_json::from_slice(self.bytes);
        let is_pact = kind.as_ref().is_ok_and(|kind| kind.spec_version.is_some());
        if is_pact {
            let supplier: ProductFootprint =
                serde_json::from_slice(self.bytes).map_err(|error| self.explain(&error))?;
            let mut product = Product::new(supplier.id.clone());
            product.manufacturer = Some(supplier.company_name.clone());
            product.model = Some(supplier.product_name_company.clone());
            product.pact = Some(supplier);
            return Ok(product);
        }
        if kind.is_ok_and(|kind| kind.mean_kg.is_none()) {
            return co2::json::from_slice(self.bytes).map_err(|error| self.explain(&error));
        }
        let sheet: PublishedSheet =
            co2::json::from_slice(self.bytes).map_err(|error| self.explain(&error))?;
        let mut product = Product::new("");
        product.manufacturer = Some(sheet.manufacturer().to_owned());
        product.model = Some(sheet.product().to_owned());
        product.sheet = Some(sheet);
        Ok(product)
    }

    /// An error with its place in the whole file.
    fn explain(&self, error: &serde_json::Error) -> String {
        let (line, column) = (error.line(), error.column());
        let here = format!(" at line {line} column {column}");
        let whole = error.to_string();
        let what = whole.strip_suffix(&here).unwrap_or(&whole);
        let column = if line == 1 { column + self.column.saturating_sub(1) } else { column };
        format!("{what} at line {} column {column}", line + self.line.saturating_sub(1))
    }
}

/// Each value on its own, so that one that cannot be read does not stop the others.
fn entries<V>(
    values: impl IntoIterator<Item = V>,
    place: impl Fn(usize, &V) -> String,
    read: impl Fn(V) -> Result<Product, String>,
) -> Vec<Read> {
    let mut seen = BTreeSet::new();
    let one = |(number, value): (usize, V)| {
        let place = place(number, &value);
        let product = read(value).and_then(|product| {
            if !product.id.is_empty() && !seen.insert(product.id.clone()) {
                return Err(format!("the id {:?} is there twice", product.id));
            }
            Ok(product)
        });
        (place, product)
    };
    (1..).zip(values).map(one).collect()
}
