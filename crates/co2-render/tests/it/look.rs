//! Logos of hosts.

use co2_render::{Logo, LogoError};
use co2_units::text::Text;

#[test]
fn only_pictures_without_scripts_are_embedded() {
    let embed = |bytes: &[u8]| Logo::embedded(bytes, Text::new("Logo").unwrap());
    for good in [&b"\x89PNG\r\n\x1a\n..."[..], b"\xff\xd8\xff\xe0", b"RIFF....WEBPVP8 "] {
        assert!(embed(good).is_ok());
    }
    for bad in [&b""[..], b"<svg/>", b"GIF89a", b"RIFF....WAVE", b"<html>"] {
        assert_eq!(embed(bad), Err(LogoError::Format));
    }
    let mut large = b"\x89PNG\r\n\x1a\n".to_vec();
    large.resize(128 * 1_024, 0);
    assert!(embed(&large).is_ok());
    large.push(0);
    assert_eq!(embed(&large), Err(LogoError::TooLarge { max: 128 * 1_024 }));
}
