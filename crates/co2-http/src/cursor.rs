//! Where a reader of the journal goes on, and of which journal it is one: a position means nothing in another.

use crate::app::App;
use crate::problem::{Kind, Problem};
use co2::journal::{Position, SubmitError};
use core::fmt;
use core::str::FromStr;

/// A position with what it belongs to, such as `42.8d969eef6ecad3c2`; or an event, as `42-0.8d969eef6ecad3c2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The batch.
    pub(crate) position: Position,
    /// The event in that batch, from 0, when it is not all of it that was read.
    pub(crate) event: Option<u64>,
    /// What it belongs to, as 16 hexadecimal digits: the ledger by the hash of its first batch.
    pub(crate) of: Option<String>,
}

/// A text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not such as 42.8d969eef6ecad3c2, or 0 for the start")]
pub(crate) struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u64>().ok().filter(|_| digits).ok_or(CursorError)
        };
        let (place, of) = match text.split_once('.') {
            Some((place, of)) => (place, Some(of)),
            None => (text, None),
        };
        let (position, event) = match place.split_once('-') {
            Some((position, event)) => (position, Some(number(event)?)),
            None => (place, None),
        };
        let is_name = |of: &str| {
            of.len() == 16 && of.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        if !of.is_none_or(is_name) {
            return Err(CursorError);
        }
        let position = Position::new(number(position)?);
        Ok(Self { position, event, of: of.map(str::to_owned) })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.position)?;
        if let Some(event) = self.event {
            write!(f, "-{event}")?;
        }
        if let Some(of) = &self.of {
            write!(f, ".{of}")?;
        }
        Ok(())
    }
}

impl Cursor {
    /// A position of a ledger; the start is one of every ledger.
    pub(crate) fn new(position: Position, of: Option<&str>) -> Self {
        let of = of.filter(|_| position != Position::START);
        Self { position, event: None, of: of.map(str::to_owned) }
    }

    /// Whether it may be one of a ledger. Without a name it is taken for one.
    pub(crate) fn fits(&self, ledger: Option<&str>) -> bool {
        self.of.as_deref().is_none_or(|of| ledger == Some(of))
    }

    /// Refuses a cursor of another ledger, and one beyond the end of this one.
    pub(crate) async fn check(&self, app: &App, field: &str) -> Result<(), Problem> {
        if !self.fits(app.ledger().await?) {
            let detail = "the position is one of another ledger";
            return Err(Problem::new(Kind::Position, detail).of(field));
        }
        let (asked, head) = (self.position, app.look().await?);
        if asked > head {
            let error = SubmitError::Behind { asked, head };
            return Err(Problem::new(Kind::Position, error.to_string()).of(field));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_written_as_it_is_read() {
        for text in ["0", "7", "42-0", "42.8d969eef6ecad3c2", "42-1.8d969eef6ecad3c2"] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
        for wrong in [
            "",
            "+7",
            "-1",
            "7.0",
            " 7",
            "18446744073709551616",
            "7-",
            "7-x",
            ".8d969eef6ecad3c2",
            "7.8D969EEF6ECAD3C2",
            "7.8d969eef6ecad3c",
            "7.8d969eef6ecad3c2.",
        ] {
            assert_eq!(wrong.parse::<Cursor>(), Err(CursorError), "{wrong}");
        }
    }

    #[test]
    fn a_position_belongs_to_one_ledger() {
        let (ours, theirs) = (Some("8d969eef6ecad3c2"), Some("0000000000000000"));
        let cursor = Cursor::new(Position::new(42), ours);
        assert!(cursor.fits(ours) && !cursor.fits(theirs) && !cursor.fits(None));
        assert!(Cursor::new(Position::START, ours).fits(theirs));
        assert!("42".parse::<Cursor>().unwrap().fits(theirs));
    }
}
