//! Credentials baked into pictures.

use crate::ATTACKS;
use crate::common::{certificate, hostile, now, signed};
use co2_cert::{Certificate, VerifyOptions, verify};
use co2_render::{
    BakeError, PngError, UnbakeError, bake_png, certificate_page_html, record_badge_png,
    record_badge_svg, unbake_png, unbake_svg,
};
use proptest::prelude::{any, prop_assert_eq, proptest};

fn crc(bytes: &[u8]) -> [u8; 4] {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    };
    (!bytes.iter().fold(u32::MAX, step)).to_be_bytes()
}

fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let typed = [&kind[..], content].concat();
    [&u32::try_from(content.len()).unwrap().to_be_bytes(), &*typed, &crc(&typed)].concat()
}

/// A picture of one white pixel, with additional chunks before its end.
fn picture(chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0];
    // Zlib with one stored block: the filter type 0 and a white pixel.
    let pixels = [0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81];
    let start = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &header), chunk(*b"IDAT", &pixels)];
    [start.concat(), chunks.concat(), chunk(*b"IEND", &[])].concat()
}

const CHUNK: &[u8] = b"openbadgecredential\0\0\0\0\0{}";

#[test]
fn what_is_in_a_picture_comes_out() {
    assert_eq!(unbake_png(&picture(&[chunk(*b"iTXt", CHUNK)])).as_deref(), Ok("{}"));
    // With a language and a translated keyword, among other texts.
    let long = b"openbadgecredential\0\0\0sv\0nyckel\0{\"a\":1}";
    let chunks = [chunk(*b"tEXt", b"Title\0openbadgecredential"), chunk(*b"iTXt", long)];
    assert_eq!(unbake_png(&picture(&chunks)).as_deref(), Ok("{\"a\":1}"));
}

#[test]
fn each_fault_of_a_picture_has_its_error() {
    let png = |bytes: &[u8]| match unbake_png(bytes) {
        Err(UnbakeError::Png(error)) => error,
        other => panic!("{other:?}"),
    };
    let good = picture(&[]);
    assert_eq!(unbake_png(&good), Err(UnbakeError::None));
    assert_eq!(png(b"GIF89a"), PngError::Signature);
    assert_eq!(png(&good[..good.len() - 1]), PngError::Truncated { at: good.len() - 12 });
    assert_eq!(png(&good[..8]), PngError::Truncated { at: 8 });
    assert_eq!(png(&[&good[..], b"x"].concat()), PngError::AfterEnd { at: good.len() });
    let at = good.len() - 12;
    assert_eq!(png(&picture(&[chunk(*b"iT t", b"")])), PngError::Type { at });
    let long = [&0x8000_0000_u32.to_be_bytes()[..], b"iTXt"].concat();
    assert_eq!(png(&picture(&[long])), PngError::Length { at });
    let mut damaged = chunk(*b"tEXt", b"a\0b");
    damaged[8] = b'c';
    assert!(
        matches!(png(&picture(&[damaged])), PngError::Checksum { at: place, .. } if place == at)
    );
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0];
    assert_eq!(png(&picture(&[chunk(*b"IHDR", &header)])), PngError::Header { at });
    let start = b"\x89PNG\r\n\x1a\n".to_vec();
    let end = chunk(*b"IEND", &[]);
    assert_eq!(png(&[&start[..], &end].concat()), PngError::Header { at: 8 });
    let no_pixels = [start.clone(), chunk(*b"IHDR", &header), end.clone()].concat();
    assert_eq!(png(&no_pixels), PngError::NoPicture);
    let mut flat = header;
    flat[3] = 0;
    assert_eq!(png(&[start, chunk(*b"IHDR", &flat), end].concat()), PngError::Header { at: 8 });

    let twice = picture(&[chunk(*b"iTXt", CHUNK), chunk(*b"tEXt", b"openbadgecredential\0{}")]);
    assert_eq!(unbake_png(&twice), Err(UnbakeError::Several { count: 2 }));
    for (content, reason) in [
        (&b"openbadgecredential\0"[..], "it ends too early"),
        (b"openbadgecredential\0\0\0\0", "it ends too early"),
        (b"openbadgecredential\0\x01\0\0\0{}", "it is compressed"),
        (b"openbadgecredential\0\0\0\0\0\xff", "it is not UTF-8"),
    ] {
        let one = picture(&[chunk(*b"iTXt", content)]);
        assert_eq!(unbake_png(&one), Err(UnbakeError::Chunk { reason }));
    }
}

#[test]
fn only_a_signed_certificate_is_baked() {
    assert_eq!(bake_png(&picture(&[]), &certificate()), Err(BakeError::NotSigned));
}

const OPEN: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:ob=\"https://purl.imsglobal.org/ob/v3p0\">";

#[test]
fn an_element_is_found_by_its_namespace() {
    let svg = |inside: &str| unbake_svg(&format!("{OPEN}{inside}</svg>"));
    // A different prefix, two sections and an entity give one text.
    let text = svg("<ob:credential><![CDATA[{\"a\":]]>&quot;<![CDATA[b\"}]]></ob:credential>");
    assert_eq!(text.as_deref(), Ok("{\"a\":\"b\"}"));
    assert_eq!(svg("<ob:credential verify=\"e.y.J\"/>").as_deref(), Ok("e.y.J"));
    let comment = "<!-- <ob:credential>{}</ob:credential> --><credential>{}</credential>";
    assert_eq!(svg(comment), Err(UnbakeError::None));
    assert_eq!(svg("<ob:credential> </ob:credential>"), Err(UnbakeError::None));
    let twice = "<ob:credential>{}</ob:credential><g><ob:credential>{}</ob:credential></g>";
    assert_eq!(svg(twice), Err(UnbakeError::Several { count: 2 }));
    let both = "<ob:credential verify=\"e.y.J\">{}</ob:credential>";
    assert_eq!(svg(both), Err(UnbakeError::Several { count: 2 }), "a token and a document");
    assert!(matches!(svg("<g>"), Err(UnbakeError::Svg { .. })));
    let root = unbake_svg("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>");
    assert_eq!(root, Err(UnbakeError::Root { root: "html".to_owned() }));
    let bomb = format!(
        "<!DOCTYPE svg [<!ENTITY a \"{{}}\">]>{OPEN}<ob:credential>&a;</ob:credential></svg>"
    );
    assert!(matches!(unbake_svg(&bomb), Err(UnbakeError::Svg { .. })));
}

#[test]
fn what_is_too_large_is_not_read() {
    let max = 16 << 20;
    assert_eq!(unbake_svg(&" ".repeat(max + 1)), Err(UnbakeError::TooLarge { max }));
    let max = 64 << 20;
    assert_eq!(unbake_png(&vec![0; max + 1]), Err(UnbakeError::TooLarge { max }));
}

proptest! {
    /// No bytes from a stranger make a reader panic, and a changed byte is noticed.
    #[test]
    fn a_changed_byte_of_a_picture_is_noticed(place in any::<proptest::sample::Index>(), change in 1_u8..) {
        let good = picture(&[chunk(*b"iTXt", CHUNK)]);
        let mut changed = good.clone();
        changed[place.index(good.len())] ^= change;
        assert!(unbake_png(&changed).is_err());
        let cut = &good[..place.index(good.len())];
        assert!(unbake_png(cut).is_err());
    }

    #[test]
    fn any_text_is_read_or_refused(inside in ".*") {
        let svg = format!("{OPEN}<ob:credential><![CDATA[{inside}]]></ob:credential></svg>");
        if let Ok(text) = unbake_svg(&svg) {
            // XML normalises line ends to one kind.
            let lines = inside.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(text, lines.trim());
        }
        drop(unbake_svg(&inside));
    }
}

#[test]
fn a_signed_certificate_comes_out_of_its_badges() {
    let certificate = signed::certificate();
    let documents = signed::documents();
    let host = bake_png(&picture(&[]), &certificate).unwrap();
    for json in [
        unbake_svg(&record_badge_svg(&certificate)),
        unbake_png(&record_badge_png(&certificate)),
        unbake_png(&host),
    ] {
        let json = json.unwrap();
        assert_eq!(json.as_bytes(), certificate.to_json());
        assert!(verify(json.as_bytes(), &VerifyOptions::new(now(), &documents)).is_ok());
    }
    assert_eq!(bake_png(&host, &certificate), Err(BakeError::Baked));
    let damaged = &host[..host.len() - 2];
    assert!(matches!(bake_png(damaged, &certificate), Err(BakeError::Png(_))));
}

#[test]
fn the_rest_of_a_picture_stays_as_it_is() {
    let certificate = signed::certificate();
    let plain = picture(&[]);
    let baked = bake_png(&plain, &certificate).unwrap();
    let (before, end) = plain.split_at(plain.len() - 12);
    assert!(baked.starts_with(before) && baked.ends_with(end));
}

#[test]
fn texts_cannot_end_the_section_and_still_verify() {
    let documents = signed::documents();
    for attack in ATTACKS {
        let certificate = hostile(attack).sign(&signed::signer(), now()).unwrap();
        let svg = record_badge_svg(&certificate);
        assert_eq!(svg.matches("]]>").count(), 1, "{attack}");
        let json = unbake_svg(&svg).unwrap();
        assert_eq!(Certificate::from_json(json.as_bytes()).unwrap(), certificate);
        assert!(verify(json.as_bytes(), &VerifyOptions::new(now(), &documents)).is_ok());
    }
}

#[test]
fn rendering_needs_only_the_stored_bytes() {
    let certificate = signed::certificate();
    let read = Certificate::from_json(&certificate.to_json()).unwrap();
    assert_eq!(record_badge_svg(&read), record_badge_svg(&certificate));
    assert_eq!(record_badge_png(&read), record_badge_png(&certificate));
    let page = certificate_page_html(&read);
    assert_eq!(page, certificate_page_html(&certificate));
    assert!(page.contains("eddsa-jcs-2022"));
}
