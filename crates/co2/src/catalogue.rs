//! A catalogue of products in a file.

use crate::files::{FileError, read_at_most};
use co2_lifecycle::product::{Catalogue, CatalogueError, Product, read_table};
use co2_units::table::TableError;
use std::path::Path;

/// The largest file that is read: 256 MiB, some two million products.
const MAX_BYTES: u64 = 256 << 20;

/// Why a file is no catalogue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueFileError {
    /// The file cannot be read, or is too large.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is no JSON array of products.
    #[error("the catalogue is no JSON array of products")]
    Json(#[from] serde_json::Error),
    /// It is no table of products, or a row of it is no product.
    #[error("the catalogue is no table of products")]
    Table(#[from] TableError),
    /// Two products have the same number.
    #[error(transparent)]
    Twice(#[from] CatalogueError),
}

/// Reads a catalogue: a JSON array of products when the file's name ends in `.json`, else a CSV table.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("catalogue.csv");
/// std::fs::write(&path, "id,gtin,manufacturer,model,category,screen_in\nnb-1,9506000134352,Example,Laptop 14,laptop,14\n")?;
/// let catalogue = co2::catalogue::read(&path)?;
/// assert!(catalogue.find("Example Laptop 14").is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the file cannot be read, is of another form, or has two products with the same number.
pub fn read(path: &Path) -> Result<Catalogue, CatalogueFileError> {
    let bytes = read_at_most(path, MAX_BYTES)?;
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let products: Vec<Product> = if is_json {
        crate::json::from_slice(&bytes)?
    } else {
        let rows = read_table(&bytes)?;
        rows.into_iter().map(|(_, product)| product).collect::<Result<_, _>>()?
    };
    Ok(Catalogue::new(products)?)
}
