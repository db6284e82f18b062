//! Messages in the format of Project Fluent.

use crate::Locale;
use core::fmt;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Pattern};
use std::collections::{BTreeMap, BTreeSet};

/// The messages of one locale.
///
/// A key is the name of a message, or of one of its attributes after a point: `act`,
/// `act.retirement`. Values are inserted as plain text and never interpreted as messages.
pub struct Catalogue {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
    /// The messages without variables, which never change.
    texts: BTreeMap<String, String>,
    /// Messages that the host replaced or added: the name in the bundle, by key.
    own: BTreeMap<String, String>,
}

/// The error for messages that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The text is not in Fluent's format.
    #[error("not a catalogue of messages: {reason}")]
    Syntax {
        /// The message of the Fluent parser.
        reason: String,
    },
    /// A message is defined twice.
    #[error("the message {key} is defined twice")]
    Twice {
        /// The key of the message.
        key: String,
    },
}

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words of the message.
    Words(&'a str),
    /// The position of a variable, with the variable's name.
    Variable(&'a str),
}

/// Private-use characters around the name of a variable; no message contains them.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

impl Catalogue {
    /// Parses the messages of a catalogue.
    ///
    /// # Errors
    /// Returns an error if the text is not in Fluent's format, or if a message is defined twice.
    pub fn new(locale: Locale, text: &str) -> Result<Self, CatalogueError> {
        let tag = locale.as_str().parse().map_err(|reason| syntax(&reason))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolating marks would be invisible characters around each value.
        bundle.set_use_isolating(false);
        let (keys, texts, own) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut catalogue = Self { locale, bundle, keys, texts, own };
        let resource = read(text.to_owned())?;
        for entry in resource.entries() {
            if let Entry::Message(message) = entry {
                let id = message.id.name;
                let attributes = message.attributes.iter();
                let names = attributes.map(|attribute| format!("{id}.{}", attribute.id.name));
                for key in message.value.iter().map(|_| id.to_owned()).chain(names) {
                    if !catalogue.keys.insert(key.clone()) {
                        return Err(CatalogueError::Twice { key });
                    }
                }
            }
        }
        catalogue.bundle.add_resource(resource).map_err(|errors| syntax(&first(&errors)))?;
        for key in &catalogue.keys {
            let (text, variables) = catalogue.resolve(key, &[]).unwrap_or_default();
            if variables.is_empty() {
                catalogue.texts.insert(key.clone(), text);
            }
        }
        Ok(catalogue)
    }

    /// Returns the locale.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// Returns the keys in the order of the catalogue, without those that the host added.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Returns true if there is a message with this key.
    pub fn has(&self, key: &str) -> bool {
        self.own.contains_key(key) || self.keys.contains(key)
    }

    /// Returns a message without variables, or `None` if there is no such message.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Fills the variables of a message. A variable without a value is left out. Returns `None` if
    /// there is no such message.
    pub fn format(&self, key: &str, values: &[(&str, &str)]) -> Option<String> {
        self.resolve(key, values).map(|(text, _)| text)
    }

    /// Returns the names of a message's variables, except those that only select one of its forms.
    pub fn variables(&self, key: &str) -> Option<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        self.pieces(key, &[], |piece| {
            if let Piece::Variable(name) = piece {
                names.insert(name.to_owned());
            }
        })?;
        Some(names)
    }

    /// Returns the pieces of a message, so that each value can be marked up where it stands.
    /// `selecting` holds the values of the variables that select a form.
    pub fn pieces(
        &self,
        key: &str,
        selecting: &[(&str, &str)],
        mut each: impl FnMut(Piece<'_>),
    ) -> Option<()> {
        let (_, names) = self.resolve(key, selecting)?;
        let marks: Vec<(&str, String)> =
            names.iter().map(|name| (name.as_str(), format!("{OPEN}{name}{CLOSE}"))).collect();
        // Variables that select keep their values; a mark in their place would always select the
        // default form.
        let marked = marks.iter().map(|(name, mark)| (*name, mark.as_str()));
        let values: Vec<(&str, &str)> = selecting.iter().copied().chain(marked).collect();
        let (text, _) = self.resolve(key, &values)?;
        let mut rest = text.as_str();
        while let Some((words, after)) = rest.split_once(OPEN) {
            let Some((name, after)) = after.split_once(CLOSE) else { break };
            if !words.is_empty() {
                each(Piece::Words(words));
            }
            each(Piece::Variable(name));
            rest = after;
        }
        if !rest.is_empty() {
            each(Piece::Words(rest));
        }
        Some(())
    }

    /// Replaces or adds a message of the host. The text is one line in which a variable is written
    /// `{ $name }`.
    ///
    /// # Errors
    /// Returns an error if the text is not a message of one line.
    pub fn with_message(mut self, key: &str, text: &str) -> Result<Self, CatalogueError> {
        let id = format!("own-{}", self.own.len());
        let resource = read(format!("{id} = {text}\n"))?;
        let is_one = matches!(
            resource.entries().collect::<Vec<_>>().as_slice(),
            [Entry::Message(message)] if message.attributes.is_empty() && is_plain(message.value.as_ref())
        );
        if text.contains(['\n', '\r']) || !is_one {
            return Err(CatalogueError::Syntax { reason: "not a message of one line".to_owned() });
        }
        self.bundle.add_resource(resource).map_err(|errors| syntax(&first(&errors)))?;
        self.own.insert(key.to_owned(), id);
        let (text, variables) = self.resolve(key, &[]).unwrap_or_default();
        if variables.is_empty() {
            self.texts.insert(key.to_owned(), text);
        } else {
            self.texts.remove(key);
        }
        Ok(self)
    }

    /// Returns the message of a key with some values filled in, and the variables that have no
    /// value.
    fn resolve(&self, key: &str, values: &[(&str, &str)]) -> Option<(String, BTreeSet<String>)> {
        let name = self.own.get(key).map_or(key, String::as_str);
        let (id, attribute) = name.split_once('.').map_or((name, None), |(id, at)| (id, Some(at)));
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(attribute) => message.get_attribute(attribute)?.value(),
        };
        let arguments: FluentArgs<'_> =
            values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        let missing = errors.into_iter().filter_map(|error| match error {
            FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable {
                id,
            })) => Some(id),
            _ => None,
        });
        Some((text, missing.collect()))
    }
}

/// Returns true if a host's message contains only words and variables, with no references to other
/// messages and no functions.
fn is_plain(pattern: Option<&Pattern<&str>>) -> bool {
    use fluent_syntax::ast::{Expression, InlineExpression, PatternElement};
    pattern.is_some_and(|pattern| {
        pattern.elements.iter().all(|element| match element {
            PatternElement::TextElement { .. } => true,
            PatternElement::Placeable { expression } => {
                matches!(expression, Expression::Inline(InlineExpression::VariableReference { .. }))
            }
        })
    })
}

fn read(text: String) -> Result<FluentResource, CatalogueError> {
    FluentResource::try_new(text).map_err(|(_, errors)| {
        let reason = errors.first().map_or_else(String::new, ToString::to_string);
        CatalogueError::Syntax { reason }
    })
}

fn first(errors: &[FluentError]) -> String {
    errors.first().map_or_else(String::new, ToString::to_string)
}

fn syntax(reason: &dyn fmt::Display) -> CatalogueError {
    CatalogueError::Syntax { reason: reason.to_string() }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalogue").field("locale", &self.locale).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "title = Words\nheading = { $amount } of { $what }\nact = Act\n    .done = done on { $date }\n\
        things =\n    { $plural ->\n        [one] { $n } thing\n       *[other] { $n } things\n    }\n";

    fn catalogue() -> Catalogue {
        Catalogue::new(Locale::En, TEXT).unwrap()
    }

    #[test]
    fn messages_are_found_and_filled() {
        let catalogue = catalogue();
        assert_eq!(
            catalogue.keys().collect::<Vec<_>>(),
            ["act", "act.done", "heading", "things", "title"]
        );
        assert_eq!(catalogue.text("title"), Some("Words"));
        assert_eq!(catalogue.text("heading"), None);
        assert_eq!(catalogue.format("act.done", &[("date", "today")]).unwrap(), "done on today");
        // Inserted values are not interpreted again.
        let values = [("amount", "{ $what }"), ("what", "{ $amount }")];
        assert_eq!(catalogue.format("heading", &values).unwrap(), "{ $what } of { $amount }");
        let values = |plural| [("plural", plural), ("n", "1")];
        assert_eq!(catalogue.format("things", &values("one")).unwrap(), "1 thing");
        assert_eq!(catalogue.format("things", &values("many")).unwrap(), "1 things");
        assert_eq!(catalogue.format("none", &[]), None);
        assert_eq!(catalogue.format("act.none", &[]), None);
    }

    #[test]
    fn pieces_are_in_their_order() {
        let mut pieces = Vec::new();
        let each = |piece: Piece<'_>| pieces.push(format!("{piece:?}"));
        catalogue().pieces("heading", &[], each).unwrap();
        assert_eq!(pieces, ["Variable(\"amount\")", "Words(\" of \")", "Variable(\"what\")"]);
        assert_eq!(catalogue().variables("act.done").unwrap(), ["date".to_owned()].into());
    }

    #[test]
    fn a_host_has_messages_of_its_own() {
        let own = catalogue().with_message("heading", "{ $what }: { $amount }").unwrap();
        let values = [("amount", "1 kg"), ("what", "tea")];
        assert_eq!(own.format("heading", &values).unwrap(), "tea: 1 kg");
        let own = own.with_message("act.done", "over").unwrap();
        assert_eq!((own.text("act.done"), own.text("act")), (Some("over"), Some("Act")));
        for text in ["a\nb = c", "{ title }", "{ $n", "}", "{ NUMBER($n) }", "", "a\n    .b = c"] {
            assert!(catalogue().with_message("title", text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_refusal_is_reached() {
        let refused = |text| Catalogue::new(Locale::En, text).unwrap_err();
        assert!(matches!(refused("a b c"), CatalogueError::Syntax { .. }));
        assert!(matches!(refused("a = b\na = c\n"), CatalogueError::Twice { .. }));
    }

    /// Threads of a web host can share a catalogue.
    #[test]
    fn a_catalogue_is_shared() {
        fn is_shared<T: Send + Sync>(_: &T) {}
        is_shared(&catalogue());
    }
}
