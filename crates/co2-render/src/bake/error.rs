//! Why a credential is not put into a picture, or not found in one.

/// Why a certificate is not baked into a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BakeError {
    /// The certificate is not signed: a badge would say nothing that can be checked.
    #[error("the certificate is not signed")]
    NotSigned,
    /// The picture has a credential already.
    #[error("the picture has a credential already")]
    Baked,
    /// The picture is no good PNG.
    #[error("not a PNG picture")]
    Png(#[from] PngError),
    /// The credential is longer than a chunk can be.
    #[error("the credential is too long for a picture")]
    TooLong,
}

/// Why there is no credential in a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnbakeError {
    /// The picture is no good PNG.
    #[error("not a PNG picture")]
    Png(#[from] PngError),
    /// The picture is no good XML.
    #[error("not an SVG picture: {reason}")]
    Svg {
        /// What the reader said, with line and column.
        reason: String,
    },
    /// The root of the document is no SVG.
    #[error("not an SVG picture: its root is {root:?}")]
    Root {
        /// The name of the root.
        root: String,
    },
    /// The picture has none.
    #[error("the picture has no credential")]
    None,
    /// The picture has several, so it is not known which counts.
    #[error("the picture has {count} credentials")]
    Several {
        /// How many.
        count: usize,
    },
    /// The chunk is not written as the standard says: uncompressed UTF-8.
    #[error("the chunk with the credential is malformed: {reason}")]
    Chunk {
        /// What is wrong.
        reason: &'static str,
    },
    /// The picture is larger than is read.
    #[error("the picture has more than {max} bytes")]
    TooLarge {
        /// The most that is read.
        max: usize,
    },
}

/// What is wrong with the bytes of a PNG picture (PNG, third edition, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PngError {
    /// The first eight bytes are not those of PNG.
    #[error("its first eight bytes are not those of PNG")]
    Signature,
    /// It ends within a chunk, or without `IEND`.
    #[error("it ends within the chunk at byte {at}")]
    Truncated {
        /// Where the chunk begins, counted from 0.
        at: usize,
    },
    /// A type of a chunk is not four letters.
    #[error("the chunk at byte {at} has no type of four letters")]
    Type {
        /// Where the chunk begins.
        at: usize,
    },
    /// A chunk is longer than 2³¹ - 1 bytes.
    #[error("the chunk at byte {at} is too long")]
    Length {
        /// Where the chunk begins.
        at: usize,
    },
    /// The checksum of a chunk is another one.
    #[error("the chunk at byte {at} is damaged: its checksum is {found:08x}, it says {stated:08x}")]
    Checksum {
        /// Where the chunk begins.
        at: usize,
        /// What it says.
        stated: u32,
        /// What its bytes have.
        found: u32,
    },
    /// The first chunk is no header of a picture, or there is a second one.
    #[error("the chunk at byte {at} is not the one header that begins a picture")]
    Header {
        /// Where the chunk begins.
        at: usize,
    },
    /// There are no chunks `IDAT`.
    #[error("it has no picture")]
    NoPicture,
    /// There are bytes after the end.
    #[error("there are bytes after its end, at byte {at}")]
    AfterEnd {
        /// Where.
        at: usize,
    },
}
