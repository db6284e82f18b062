//! The address of one product.

use super::BuildError;
use crate::url::{HttpsUrl, encode_segment};
use co2_units::ProductId;
use co2_units::product::Model;

/// Returns the address of a product under a base: `/01/GTIN/21/SERIAL` for a product with a GTIN (GS1 Digital
/// Link: URI Syntax; application identifiers 01 and 21), otherwise
/// `/maker/MAKER/part/NUMBER/serial/SERIAL`. The parts are percent-encoded.
///
/// # Errors
/// Returns an error if the base has a query or fragment, if the path would have a segment `.` or `..`, or if the
/// address would be too long.
///
/// ```
/// use co2_cert::certificate::subject_url;
/// use co2_units::ProductId;
/// use co2_units::product::Model;
///
/// let product = ProductId::new(Model::Gtin("09506000134352".parse()?), "PF/12".parse()?);
/// let url = subject_url(&"https://id.shop.example".parse()?, &product)?;
/// assert_eq!(url.as_str(), "https://id.shop.example/01/09506000134352/21/PF%2F12");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn subject_url(base: &HttpsUrl, product: &ProductId) -> Result<HttpsUrl, BuildError> {
    if base.as_str().contains(['?', '#']) {
        return Err(BuildError::SubjectBase);
    }
    base.join(&path(product)).map_err(BuildError::Subject)
}

/// Returns true if the address is that of the product under some base.
pub(super) fn is_subject(url: &HttpsUrl, product: &ProductId) -> bool {
    url.as_str()
        .strip_suffix(&path(product))
        .and_then(|base| base.parse().ok())
        .and_then(|base| subject_url(&base, product).ok())
        .is_some_and(|derived| derived == *url)
}

fn path(product: &ProductId) -> String {
    let serial = encode_segment(product.serial.as_str());
    match &product.model {
        Model::Part { maker, part_number } => {
            let maker = encode_segment(maker.as_str());
            let part = encode_segment(part_number.as_str());
            format!("/maker/{maker}/part/{part}/serial/{serial}")
        }
        Model::Gtin(gtin) => format!("/01/{gtin}/21/{serial}"),
        // A record cannot have any other kind of model.
        _ => format!("/serial/{serial}"),
    }
}
