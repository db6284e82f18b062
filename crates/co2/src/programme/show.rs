//! What people see of certificates, beside the certificates.

use super::publish::{VERIFY, lock, put, sync};
use super::{Issued, Programme, PublishError};
use crate::projection::End;
use crate::store::{Folder, PublicStore};
use co2_cert::{Certificate, HttpsUrl};
#[cfg(feature = "l10n")]
use co2_render::WordingError;
use co2_render::{
    BadgeStyle, Locale, Look, Wording, certificate_page, record_badge, record_badge_png,
    spent_page, suspended_page,
};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// How a certificate stands, which its page says.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub(super) end: Option<End>,
    pub(super) suspended: bool,
}

impl Programme {
    /// Writes certificates below the public folder, each at its own address, with its page
    /// (`.html`) and record badges (`.svg`, `.png`) beside it; see [`publish`](Programme::publish). The page
    /// links to the page on which a browser verifies the certificate, which `publish` writes, unless
    /// [`Look::verify`] names another.
    ///
    /// The QR codes of pages and badges lead to the certificate's address, which does not tell the
    /// serial number. Let the web server answer browsers there with the page. Each file is replaced
    /// as a whole; the same certificates, words and look give the same bytes. A product that was returned or
    /// replaced by now gets no page and no badges, except that the certificate of a returned product which is marked
    /// as spent gets a page that says so; a [suspended](Self::suspend) one gets such a page and no badges, too.
    ///
    /// The language of the words must be one of [`Config::locales`](crate::Config::locales). The files of the first one
    /// are named as above, the others' page and badge also have the tag of the language (`.sv.html`, `.sv.svg`); call it
    /// for each of [`wordings`](Self::wordings).
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// use co2::render::{Look, Wording};
    /// let public = tempfile::tempdir()?;
    /// let issued = programme.certificates("#1042")?;
    /// let words = Wording::english();
    /// let files = programme.publish_certificates(public.path(), &issued, &words, &Look::default())?;
    /// // A certificate, its page and two badges each.
    /// assert_eq!(files.len(), 8);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the ledger cannot be read, a file cannot be written, the wording is in a language that the configuration
    /// does not have ([`PublishError::Locale`]), or the logo is at an address of another host.
    pub fn publish_certificates(
        &self,
        folder: &Path,
        issued: &[Issued],
        wording: &Wording,
        look: &Look,
    ) -> Result<Vec<PathBuf>, PublishError> {
        let store = Folder::new(folder);
        let _alone = lock(&store)?;
        // Before the log, which says what is revoked, as for the status lists.
        let suspended = self.suspended()?;
        let mut projection = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        projection.catch_up(&self.ledger)?;
        let mut written = Vec::new();
        for issued in issued {
            let (end, suspended) =
                (projection.end_of(issued.digest), suspended.contains_key(&issued.digest));
            let standing = Standing { end, suspended };
            written.extend(self.write_certificate(&store, issued, standing, wording, look)?);
        }
        sync(&store)?;
        Ok(written.iter().map(|name| store.place(name)).collect())
    }

    /// The words of the configuration's languages, in their order
    /// ([`Config::locales`](crate::Config::locales)).
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// use co2::render::Look;
    /// let (public, issued) = (tempfile::tempdir()?, programme.certificates("#1042")?);
    /// for wording in programme.wordings()? {
    ///     programme.publish_certificates(public.path(), &issued, &wording, &Look::default())?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When ICU4X was built without data for a language.
    #[cfg(feature = "l10n")]
    pub fn wordings(&self) -> Result<Vec<Wording>, WordingError> {
        self.config.locales().into_iter().map(Wording::new).collect()
    }

    /// What the names of files in a language have before their endings: nothing for the first language.
    pub(super) fn ending(&self, locale: Locale) -> Result<String, PublishError> {
        let locales = self.config.locales();
        match locales.iter().position(|known| *known == locale) {
            Some(0) => Ok(String::new()),
            Some(_) => Ok(format!(".{locale}")),
            None => Err(PublishError::Locale { locale, locales }),
        }
    }

    /// Writes a certificate, and the page and the badges that it has, and gives their names.
    pub(super) fn write_certificate(
        &self,
        store: &dyn PublicStore,
        issued: &Issued,
        Standing { end, suspended }: Standing,
        wording: &Wording,
        look: &Look,
    ) -> Result<Vec<String>, PublishError> {
        let (certificate, tag) = (&issued.certificate, self.ending(wording.locale())?);
        let [html, svg] = [".html", ".svg"].map(|ending| format!("{tag}{ending}"));
        // Everything is there before anything is written.
        let look = with_verify(look, certificate)?;
        let mut files = vec![(String::new(), issued.json.clone())];
        match end {
            None if suspended => {
                files.push((html, suspended_page(certificate, wording, &look)?.into_bytes()));
            }
            None | Some(End::Superseded) => {
                let page = certificate_page(certificate, wording, &look)?;
                let badge = record_badge(certificate, BadgeStyle::default(), wording);
                files.push((html, page.into_bytes()));
                files.push((svg, badge.into_bytes()));
                // It has no words.
                files.push((".png".to_owned(), record_badge_png(certificate)));
            }
            Some(End::Returned) if certificate.spent().is_some() => {
                files.push((html, spent_page(certificate, wording, &look)?.into_bytes()));
            }
            // Whoever has it sees that it is revoked; there is no page of it to be shown.
            Some(End::Replaced | End::Returned | End::Revoked) => {}
        }
        let mut written = Vec::new();
        for (ending, bytes) in files {
            let url: HttpsUrl = format!("{}{ending}", certificate.id()).parse()?;
            written.push(put(store, &url, &bytes)?);
        }
        Ok(written)
    }
}

/// A look whose page leads to where the certificate is verified.
fn with_verify<'a>(
    look: &'a Look,
    certificate: &Certificate,
) -> Result<Cow<'a, Look>, PublishError> {
    if look.verify.is_some() {
        return Ok(Cow::Borrowed(look));
    }
    let verify = certificate.issuer().host().url(&format!("/{VERIFY}/"))?;
    Ok(Cow::Owned(Look { verify: Some(verify), ..look.clone() }))
}
