//! Errors from baking credentials into pictures and reading them from pictures.

/// An error from baking a certificate into a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BakeError {
    /// The certificate is not signed, so nothing in the badge could be verified.
    #[error("the certificate is not signed")]
    NotSigned,
    /// The picture already has a credential.
    #[error("the picture already has a credential")]
    Baked,
    /// The picture is not a valid PNG.
    #[error("not a PNG picture")]
    Png(#[from] PngError),
    /// The credential is longer than a chunk may be.
    #[error("the credential is too long for a picture")]
    TooLong,
}

/// An error from reading a credential from a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnbakeError {
    /// The picture is not a valid PNG.
    #[error("not a PNG picture")]
    Png(#[from] PngError),
    /// The picture is not well-formed XML.
    #[error("not an SVG picture: {reason}")]
    Svg {
        /// The parser's message, with line and column.
        reason: String,
    },
    /// The root element is not that of an SVG.
    #[error("not an SVG picture: its root is {root:?}")]
    Root {
        /// The name of the root element.
        root: String,
    },
    /// The picture has no credential.
    #[error("the picture has no credential")]
    None,
    /// The picture has several credentials, so it is not known which one is meant.
    #[error("the picture has {count} credentials")]
    Several {
        /// The number of credentials.
        count: usize,
    },
    /// The chunk is not in the form that the standard requires: uncompressed UTF-8.
    #[error("the chunk with the credential is malformed: {reason}")]
    Chunk {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The picture is larger than the limit.
    #[error("the picture has more than {max} bytes")]
    TooLarge {
        /// The limit, in bytes.
        max: usize,
    },
}

/// What is wrong with the bytes of a PNG picture (PNG, third edition, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PngError {
    /// The first eight bytes are not the PNG signature.
    #[error("its first eight bytes are not those of PNG")]
    Signature,
    /// It ends within a chunk, or without `IEND`.
    #[error("it ends within the chunk at byte {at}")]
    Truncated {
        /// The position at which the chunk begins, in bytes from 0.
        at: usize,
    },
    /// The type of a chunk is not four letters.
    #[error("the chunk at byte {at} has no type of four letters")]
    Type {
        /// The position at which the chunk begins.
        at: usize,
    },
    /// A chunk is longer than 2³¹ - 1 bytes.
    #[error("the chunk at byte {at} is too long")]
    Length {
        /// The position at which the chunk begins.
        at: usize,
    },
    /// The checksum of a chunk does not match its bytes.
    #[error(
        "the chunk at byte {at} is damaged: its checksum is {found:08x}, but it states {stated:08x}"
    )]
    Checksum {
        /// The position at which the chunk begins.
        at: usize,
        /// The checksum stated in the chunk.
        stated: u32,
        /// The checksum of the chunk's bytes.
        found: u32,
    },
    /// The first chunk is not a valid picture header, or there is a second header.
    #[error("the chunk at byte {at} is not the one header that begins a picture")]
    Header {
        /// The position at which the chunk begins.
        at: usize,
    },
    /// There are no `IDAT` chunks.
    #[error("it has no picture")]
    NoPicture,
    /// There are bytes after the end of the picture.
    #[error("there are bytes after its end, at byte {at}")]
    AfterEnd {
        /// The position of the first of them.
        at: usize,
    },
}
