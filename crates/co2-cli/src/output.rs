//! What every command writes: its output, and why it could not do its work.
//!
//! All text leaves through [`Output`]. Certificates, ledgers and badges come from strangers, and a terminal
//! obeys what it prints: an escape sequence in a name could clear the screen and print VERIFIED.

use schemars::JsonSchema;
use serde::Serialize;
use std::error::Error;
use std::fmt;
use std::io::{self, IsTerminal, StdoutLock, Write};
use std::path::Path;
use unicode_general_category::{GeneralCategory, get_general_category};

/// How many characters of a foreign text an error quotes.
const QUOTED_CHARS: usize = 80;
/// The most characters of an error with all its causes.
const ERROR_CHARS: usize = 2_000;

/// What a command prints for programs when it refuses a whole file and has no answer of its own for that.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Refused {
    /// That it is refused.
    #[schemars(extend("const" = true))]
    pub(crate) refused: bool,
    /// Why.
    pub(crate) error: String,
}

/// Why a command could not do its work.
pub(crate) enum Failure {
    /// What was to be looked at could not be read.
    Input(String),
    /// What was looked at is not what it must be.
    Refused(String),
    /// The output could not be written.
    Output(io::Error),
}

impl Failure {
    /// A file that could not be read.
    pub(crate) fn file(path: &Path, error: &dyn Error) -> Self {
        Self::Input(format!("{}: {}", path.display(), chain(error)))
    }

    /// An error that says itself what it is about.
    pub(crate) fn input(error: &dyn Error) -> Self {
        Self::Input(chain(error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(message) => f.write_str(message),
            Self::Refused(message) => write!(f, "REFUSED {message}"),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

/// An error with its causes, on one line of bounded length: what it quotes of a file is cut.
pub(crate) fn chain(error: &dyn Error) -> String {
    shorten(&co2::units::error::chain(error))
}

/// A message in which no quote is longer than some 80 characters, nor a word without a break longer than
/// twice that; and that is not too long as a whole. What is left out is counted.
pub(crate) fn shorten(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some(start) = rest.find(['"', '`', '\'']) {
        let (before, quoted) = rest.split_at(start);
        let mark = quoted.chars().next().unwrap_or('"');
        let Some(end) = quoted.char_indices().skip(1).find(|(_, c)| *c == mark).map(|(at, _)| at)
        else {
            break;
        };
        let (quoted, after) = quoted.split_at(end);
        out.push_str(before);
        out.push_str(&cut(quoted, QUOTED_CHARS));
        // The closing mark.
        out.push(mark);
        rest = after.strip_prefix(mark).unwrap_or(after);
    }
    out.push_str(rest);
    cut(&out, ERROR_CHARS)
}

/// The first characters of a text, and how many more there are.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            let (start, rest) = text.split_at(end);
            format!("{start}… ({} more characters)", rest.chars().count())
        }
    }
}

/// Standard output or standard error, behind one door: what a terminal would obey, or what would change
/// the order or the look of other text, is written as an escape such as `\u001b`.
///
/// That is also how JSON writes it, so what is JSON stays the same value.
pub(crate) struct Output<W: Write> {
    inner: W,
    /// The first bytes of a character whose end is not there yet.
    begun: Vec<u8>,
    /// Whether people look at it.
    terminal: bool,
}

impl Output<StdoutLock<'static>> {
    /// Standard output.
    pub(crate) fn stdout() -> Self {
        let inner = io::stdout().lock();
        Self { terminal: inner.is_terminal(), inner, begun: Vec::new() }
    }
}

impl Output<io::StderrLock<'static>> {
    /// Standard error.
    pub(crate) fn stderr() -> Self {
        let inner = io::stderr().lock();
        Self { terminal: inner.is_terminal(), inner, begun: Vec::new() }
    }
}

impl<W: Write> Output<W> {
    /// A text for a file, which is written as it would be shown.
    pub(crate) const fn to(inner: W) -> Self {
        Self { inner, begun: Vec::new(), terminal: false }
    }

    /// For a file's own bytes, which a program reads: as they are, unless people look at them.
    pub(crate) fn bytes(&mut self) -> &mut dyn Write {
        if self.terminal { self } else { &mut self.inner }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        let (mut text, mut left) = (String::new(), self.begun.as_slice());
        loop {
            match std::str::from_utf8(left) {
                Ok(whole) => {
                    escape(whole, &mut text);
                    left = &[];
                    break;
                }
                Err(error) => {
                    let (valid, rest) = left.split_at(error.valid_up_to());
                    escape(&String::from_utf8_lossy(valid), &mut text);
                    let Some(bad) = error.error_len() else {
                        // Its end may come with the next bytes.
                        left = rest;
                        break;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    left = rest.get(bad..).unwrap_or_default();
                }
            }
        }
        let left = left.to_vec();
        self.inner.write_all(text.as_bytes())?;
        self.begun = left;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.begun).is_empty() {
            self.inner.write_all("\u{fffd}".as_bytes())?;
        }
        self.inner.flush()
    }
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        if is_plain(character) {
            out.push(character);
        } else {
            // As in JSON: two of them beyond the first plane.
            for unit in character.encode_utf16(&mut [0; 2]) {
                // A string takes all that is written to it.
                let _ = fmt::Write::write_fmt(out, format_args!("\\u{unit:04x}"));
            }
        }
    }
}

/// Whether a character may reach a terminal as it is.
fn is_plain(character: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, PrivateUse};
    match character {
        // The joiners shape letters of many scripts, and emoji.
        '\n' | '\t' | ' '..='~' | '\u{200c}' | '\u{200d}' => true,
        _ => !matches!(
            get_general_category(character),
            Control | Format | LineSeparator | ParagraphSeparator | PrivateUse
        ),
    }
}

/// Writes a value as JSON for programs, on lines of its own.
pub(crate) fn write_json(value: &impl Serialize, out: &mut dyn Write) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[&[u8]]) -> String {
        let mut out = Output::to(Vec::new());
        for part in parts {
            out.write_all(part).unwrap();
        }
        out.flush().unwrap();
        String::from_utf8(out.inner).unwrap()
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        let hostile = "\u{1b}[2J\u{7}\r\u{9b}2Ja\u{202e}b\u{2066}c\u{200f}d\u{2028}e\u{feff}f\u{ad}g\u{e0041}";
        let escaped = written(&[hostile.as_bytes()]);
        assert_eq!(
            escaped,
            "\\u001b[2J\\u0007\\u000d\\u009b2Ja\\u202eb\\u2066c\\u200fd\\u2028e\\ufefff\\u00adg\\udb40\\udc41"
        );
        let json = format!("\"{escaped}\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
        let plain = "a\tb\nÅngström 日本語 नमस्ते می‌خواهم 👩‍💻 €\n";
        assert_eq!(written(&[plain.as_bytes()]), plain);
    }

    #[test]
    fn a_character_may_come_in_parts() {
        let bytes = "a€\u{1b}ü".as_bytes();
        let parts: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(written(&parts), "a€\\u001bü");
        assert_eq!(written(&[b"a\xff\xe2\x82", b"b"]), "a\u{fffd}\u{fffd}b");
        assert_eq!(written(&[b"a\xe2\x82"]), "a\u{fffd}");
    }

    #[test]
    fn an_error_quotes_little() {
        let long = "x".repeat(1 << 20);
        for quote in ["\"", "`", "'"] {
            let short =
                shorten(&format!("unknown field {quote}{long}{quote}, expected {quote}a{quote}"));
            assert!(short.chars().count() < 200, "{}", short.len());
            assert!(short.ends_with(&format!(", expected {quote}a{quote}")), "{short}");
        }
        assert!(shorten(&long).chars().count() < 2_100);
        assert_eq!(shorten("it's \"a\" `b` 'c"), "it's \"a\" `b` 'c");
    }
}
