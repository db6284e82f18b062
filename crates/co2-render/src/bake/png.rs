//! Credentials in PNG pictures: an `iTXt` chunk with the keyword `openbadgecredential`.

use super::error::{BakeError, PngError, UnbakeError};
use co2_cert::Certificate;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
const KEYWORD: &[u8] = b"openbadgecredential";
/// The greatest length of a chunk's content, in bytes.
const MAX_CHUNK: usize = 0x7fff_ffff;
/// The greatest size of a picture that is read, in bytes.
const MAX_PICTURE: usize = 64 << 20;

/// Bakes a signed certificate into the host's PNG picture, as Open Badges 3.0 specifies. Pixels and
/// all other chunks stay unchanged, byte for byte.
///
/// Every chunk is checked, but the pixels are not decoded. The host is responsible for what the picture
/// shows: a picture that praises makes a claim.
///
/// # Errors
/// Returns an error if the certificate is not signed, if the picture is not a valid PNG, or if it already has a
/// credential.
pub fn bake_png(picture: &[u8], certificate: &Certificate) -> Result<Vec<u8>, BakeError> {
    if !certificate.is_signed() {
        return Err(BakeError::NotSigned);
    }
    bake(picture, certificate)
}

/// Returns the credential of a PNG picture: JSON, or a token in compact form. It is not verified.
///
/// # Errors
/// Returns an error if the picture is not a valid PNG, if it does not have exactly one credential, or if the
/// credential is compressed or not UTF-8.
pub fn unbake_png(picture: &[u8]) -> Result<String, UnbakeError> {
    if picture.len() > MAX_PICTURE {
        return Err(UnbakeError::TooLarge { max: MAX_PICTURE });
    }
    let chunks = read(picture)?;
    let mut found = chunks.iter().filter_map(|chunk| credential(chunk));
    let one = found.next().ok_or(UnbakeError::None)?;
    let more = found.count();
    if more > 0 {
        return Err(UnbakeError::Several { count: more.saturating_add(1) });
    }
    let malformed = |reason| UnbakeError::Chunk { reason };
    // Compression flag and method, then language and translated keyword, each terminated by a zero byte.
    let [flag, _method, rest @ ..] = one else { return Err(malformed("it ends too early")) };
    if *flag != 0 {
        return Err(malformed("it is compressed"));
    }
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let text = parts.nth(2).ok_or_else(|| malformed("it ends too early"))?;
    let text = core::str::from_utf8(text).map_err(|_| malformed("it is not UTF-8"))?;
    Ok(text.to_owned())
}

/// Bakes a certificate, signed or not, into a picture.
pub(crate) fn bake(picture: &[u8], certificate: &Certificate) -> Result<Vec<u8>, BakeError> {
    let chunks = read(picture)?;
    if chunks.iter().any(|chunk| credential(chunk).is_some()) {
        return Err(BakeError::Baked);
    }
    let mut content = KEYWORD.to_vec();
    // The end of the keyword, no compression (two bytes), no language, no translated keyword.
    content.extend([0; 5]);
    content.extend(certificate.to_json());
    if content.len() > MAX_CHUNK {
        return Err(BakeError::TooLong);
    }
    let end = chunks.last().map_or(0, |chunk| chunk.at);
    let (before, after) = picture.split_at_checked(end).unwrap_or((picture, &[]));
    let mut out = before.to_vec();
    write_chunk(&mut out, *b"iTXt", &content);
    out.extend(after);
    Ok(out)
}

/// Writes a black and white picture from rows of bits, 1 for white.
pub(crate) fn write_bilevel(side: usize, rows: &[Vec<u8>]) -> Vec<u8> {
    let side = u32::try_from(side).unwrap_or_default().to_be_bytes();
    // Bit depth 1, greyscale, deflate, adaptive filters, not interlaced.
    let header = [side.as_slice(), &side, &[1, 0, 0, 0, 0]].concat();
    let in_memory = "writing to memory does not fail";
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::best());
    for row in rows {
        // Each row begins with its filter type, which is none.
        pixels.write_all(&[0]).and_then(|()| pixels.write_all(row)).expect(in_memory);
    }
    let mut out = SIGNATURE.to_vec();
    write_chunk(&mut out, *b"IHDR", &header);
    write_chunk(&mut out, *b"IDAT", &pixels.finish().expect(in_memory));
    write_chunk(&mut out, *b"IEND", &[]);
    out
}

/// A chunk of a picture.
struct Chunk<'a> {
    /// The position at which it begins.
    at: usize,
    kind: [u8; 4],
    content: &'a [u8],
}

/// Returns everything after the keyword of a text chunk with a credential. A reader may accept any of the
/// three kinds of text chunk, so each of them counts.
fn credential<'a>(chunk: &Chunk<'a>) -> Option<&'a [u8]> {
    let text = matches!(&chunk.kind, b"iTXt" | b"tEXt" | b"zTXt");
    let content = text.then_some(chunk.content)?;
    content.strip_prefix(KEYWORD)?.strip_prefix(&[0])
}

/// Returns all chunks of a picture after checking each of them.
fn read(picture: &[u8]) -> Result<Vec<Chunk<'_>>, PngError> {
    let mut rest = picture.strip_prefix(&SIGNATURE).ok_or(PngError::Signature)?;
    let mut chunks: Vec<Chunk<'_>> = Vec::new();
    let mut pixels = false;
    loop {
        let at = picture.len().saturating_sub(rest.len());
        let truncated = PngError::Truncated { at };
        let (length, after) = rest.split_first_chunk::<4>().ok_or(truncated)?;
        let (kind, after) = after.split_first_chunk::<4>().ok_or(truncated)?;
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(PngError::Type { at });
        }
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > MAX_CHUNK {
            return Err(PngError::Length { at });
        }
        let (content, after) = after.split_at_checked(length).ok_or(truncated)?;
        let (stated, after) = after.split_first_chunk::<4>().ok_or(truncated)?;
        let (stated, found) = (u32::from_be_bytes(*stated), checksum(*kind, content));
        if stated != found {
            return Err(PngError::Checksum { at, stated, found });
        }
        if chunks.is_empty() != (kind == b"IHDR") || (chunks.is_empty() && !is_header(content)) {
            return Err(PngError::Header { at });
        }
        pixels = pixels || kind == b"IDAT";
        chunks.push(Chunk { at, kind: *kind, content });
        rest = after;
        if kind == b"IEND" {
            break;
        }
    }
    if !pixels {
        return Err(PngError::NoPicture);
    }
    if !rest.is_empty() {
        return Err(PngError::AfterEnd { at: picture.len().saturating_sub(rest.len()) });
    }
    Ok(chunks)
}

/// Returns true if the content has thirteen bytes, the first eight of which are a width and a height above zero.
fn is_header(content: &[u8]) -> bool {
    let (sides, rest) = content.as_chunks::<4>();
    let [width, height, _] = sides else { return false };
    rest.len() == 1 && *width != [0; 4] && *height != [0; 4]
}

fn write_chunk(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    out.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(kind);
    out.extend(content);
    out.extend(checksum(kind, content).to_be_bytes());
}

fn checksum(kind: [u8; 4], content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&kind);
    hasher.update(content);
    hasher.finalize()
}
