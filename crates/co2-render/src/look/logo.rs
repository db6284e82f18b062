//! A logo: a small picture inside the page, or one served by the issuer's host.

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
    /// A `data:` URL.
    Embedded { media_type: &'static str, base64: Box<str> },
    /// An address at the issuer's host, which is checked when the page is written.
    Hosted(HttpsUrl),
}

/// An error from embedding a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogoError {
    /// The first bytes are not those of PNG, JPEG or WebP.
    #[error("a logo is a PNG, JPEG or WebP picture")]
    Format,
    /// The picture is too large to be repeated in the page of every product.
    #[error("a logo has at most {max} bytes")]
    TooLarge {
        /// The greatest size allowed, in bytes.
        max: usize,
    },
}

/// The greatest size of an embedded picture, in bytes.
const MAX_EMBEDDED: usize = 128 * 1_024;

impl Logo {
    /// Embeds a PNG, JPEG or WebP picture of at most 128 KiB, with its alternative text for screen
    /// readers. Vector pictures can contain scripts and addresses; serve one with
    /// [`Logo::hosted`] instead.
    ///
    /// # Errors
    /// Returns an error if the picture is too large or another kind of file.
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

    /// Uses a picture at an address of the issuer's own host, with its alternative text. The page fetches it;
    /// an address at another host is refused when the page is written.
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
