//! The page on which a browser verifies certificates.

/// Returns the files of a page that verifies certificates in the reader's browser, each with its name.
///
/// Serve them in one folder of the issuer's host, below the folder with the public files, as `/verify/`. The page reads the
/// issuer's DID document, status lists and log from the files beside it, or from the host of another issuer. It makes the
/// checks of `co2_cert::verify`, and looks the certificate up in the public log. It fetches nothing else, and needs no
/// server but one for files. A certificate's address after `#` is verified at once; see
/// [`Look::verify`](crate::Look::verify).
///
/// ```
/// let names: Vec<&str> = co2_render::verify_page().map(|(name, _)| name).collect();
/// assert!(names.contains(&"index.html"));
/// ```
pub fn verify_page() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().copied()
}

macro_rules! files {
    ($($name:literal),*) => {
        &[$(($name, include_bytes!(concat!("../assets/verify/", $name)))),*]
    };
}

const FILES: &[(&str, &[u8])] = files![
    "index.html",
    "style.css",
    "page.js",
    "verify.js",
    "form.js",
    "arithmetic.js",
    "keys.js",
    "status.js",
    "log.js",
    "badge.js",
    "json.js",
    "values.js",
    "bytes.js"
];

#[cfg(test)]
mod tests {
    use super::FILES;

    /// A file that is missing would be noticed only by readers.
    #[test]
    fn every_file_that_the_page_loads_is_there() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/verify");
        let mut stored: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        stored.sort();
        let mut named: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        named.sort_unstable();
        assert_eq!(named, stored);
        for (name, bytes) in FILES {
            let text = std::str::from_utf8(bytes).unwrap();
            for from in text.split("from './").skip(1) {
                let module = from.split('\'').next().unwrap();
                assert!(named.contains(&module), "{name} loads {module}");
            }
            assert!(!text.contains("http://"), "{name} fetches nothing without encryption");
        }
    }
}
