//! A logo: a small picture inside the page, or one that the issuer's host serves.

use co2_cert::HttpsUrl;
use co2_units::text::Text;

/// A logo of the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    source: Source,
    alternative: Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A `data:` address.
    Embedded { media_type: &'static str, base64: Box<str> },
    /// An address of the issuer's host, which is checked when the page is written.
    Hosted(HttpsUrl),
}

/// Why a picture cannot be embedded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogoError {
    /// Neither PNG, JPEG nor WebP by its first bytes.
    #[error("a logo is a PNG, JPEG or WebP picture")]
    Format,
    /// Too many bytes for every page of every product.
    #[error("a logo has at most {max} bytes")]
    TooLarge {
        /// The most allowed.
        max: usize,
    },
}

/// The largest picture inside a page, in bytes.
const MAX_EMBEDDED: usize = 128 * 1_024;

impl Logo {
    /// A picture inside the page, and what it says for those who do not see it: PNG, JPEG or WebP, at
    /// most 128 KiB. Vector pictures have scripts and addresses of their own; serve one with
    /// [`Logo::hosted`].
    ///
    /// # Errors
    /// When it is too large, or another kind of file.
    pub fn embedded(picture: &[u8], alternative: Text) -> Result<Self, LogoError> {
        if picture.len() > MAX_EMBEDDED {
            return Err(LogoError::TooLarge { max: MAX_EMBEDDED });
        }
        let media_type = match picture {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return Err(LogoError::Format),
        };
        let base64 = data_encoding::BASE64.encode(picture).into();
        Ok(Self { source: Source::Embedded { media_type, base64 }, alternative })
    }

    /// A picture at an address of the issuer's own host, and what it says. The page then fetches it;
    /// one of another host is refused when the page is written.
    pub const fn hosted(url: HttpsUrl, alternative: Text) -> Self {
        Self { source: Source::Hosted(url), alternative }
    }

    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }

    pub(crate) const fn alternative(&self) -> &Text {
        &self.alternative
    }
}
