//! Formatting errors for people.

use core::error::Error;

/// Returns an error and its causes on one line, each separated by a colon.
///
/// A cause whose message repeats the message of its error (as with a transparent error) is left
/// out.
///
/// ```
/// use co2_units::error::chain;
///
/// let error = "1e999".parse::<co2_units::Co2e>().unwrap_err();
/// assert_eq!(chain(&error), error.to_string());
/// ```
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut before = text.clone();
    let mut source = error.source();
    while let Some(cause) = source {
        let message = cause.to_string();
        if message != before {
            text.push_str(": ");
            text.push_str(&message);
        }
        before = message;
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::chain;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("inner")]
    struct Inner;

    #[derive(Debug, thiserror::Error)]
    #[error(transparent)]
    struct Transparent(#[from] Outer);

    #[test]
    fn each_cause_once() {
        assert_eq!(chain(&Outer(Inner)), "outer: inner");
        assert_eq!(chain(&Transparent(Outer(Inner))), "outer: inner");
    }
}
