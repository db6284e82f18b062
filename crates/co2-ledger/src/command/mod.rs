//! What a host asks of the ledger.
//!
//! Every command names its subject and is told from others by a [`Key`]: sending the same command
//! again does nothing twice and gets the first answer. The same key with other content is refused,
//! naming the field that differs. A command that failed has not used its key up.

mod coverage;
mod key;
mod order;
mod retirement;
mod stock;

use crate::ids::OrderId;
use co2_units::{ProductId, Timestamp};
use core::fmt;
use std::borrow::Cow;

pub use self::coverage::{
    Assign, CorrectSerial, CoverRetroactively, EarlierProduct, MakeGood, RecordCertificate,
    Reinstate, Replace, ReplaceCause, Return, Revoke, Suspend,
};
pub use self::key::Key;
pub use self::order::{Cancel, CancelPart, Confirm, Extend, Fill, Line, Part, Reallocate, Reserve};
pub use self::retirement::{OnDifference, RecordRetirement, RequestRetirement};
pub use self::stock::{
    CancelUnits, Convert, Import, Invalidate, Invalidated, PutRules, RecordBuffer, TransferIn,
    TransferOut, Units,
};

/// A command and the time at which it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The host's time. The ledger's time never runs back: a command takes effect at the later of
    /// the two.
    pub now: Timestamp,
    /// What is asked.
    pub command: Command,
}

/// The commands in one table: what each is for, its name in words, its subject and the operation on
/// it, and the fields by which two commands with one key are compared.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $words:literal,
        $subject:expr, $operation:expr, [$($field:ident),*];)*) => {
        /// What a host asks of the ledger.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Command {
            $($(#[$doc])* $name($name),)*
            /// Let time pass: reservations that are due expire.
            Advance,
            /// The time of this request is right, however far it is ahead of the ledger's time and of
            /// the clock that it is compared with. A person gives it after a look at both; it cannot be
            /// taken back.
            AcceptTime,
            /// Let time pass, and let closed orders shrink to fingerprints: first those of the oldest
            /// coverages, then those without any in the order of their names. Give it again while
            /// it archives some.
            Archive {
                /// Orders all commands on which were given before.
                before: Timestamp,
                /// How many orders, at most. So many that they make a large batch are left for the
                /// next time.
                most: u32,
            },
        }

        /// The kind of a command, as part of its [`Key`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum CommandKind {
            $(#[doc = concat!("[`Command::", stringify!($name), "`]")] $name,)*
        }

        /// In words, such as `record retirement`.
        impl fmt::Display for CommandKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $(Self::$name => $words,)* })
            }
        }

        /// The content of a command that has a key, wherever it stands: in a command or in an event.
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum Content<'a> {
            $($name(&'a $name),)*
        }

        $(impl $name {
            /// What tells this command from others.
            pub fn key(&self) -> Key {
                Content::$name(self).key()
            }
        })*

        impl<'a> Content<'a> {
            /// What a [`Key`] is made of, mostly without copying a text.
            pub(crate) fn parts(self) -> (CommandKind, Cow<'a, str>, Cow<'a, str>) {
                match self { $(Self::$name(content) => {
                    let subject: fn(&$name) -> Cow<'_, str> = $subject;
                    let operation: fn(&$name) -> Cow<'_, str> = $operation;
                    (CommandKind::$name, subject(content), operation(content))
                })* }
            }
        }

        impl Content<'_> {
            pub(crate) fn key(self) -> Key {
                let (kind, subject, operation) = self.parts();
                Key::new(kind, subject.into(), operation.into())
            }

            /// The first field in which this content differs from another's with the same key.
            pub(crate) fn differs_from(self, other: Content<'_>) -> Option<&'static str> {
                match (self, other) {
                    $((Content::$name(_a), Content::$name(_b)) => {
                        let fields: &[(&'static str, bool)] =
                            &[$((stringify!($field), _a.$field == _b.$field)),*];
                        fields.iter().find_map(|&(field, same)| (!same).then_some(field))
                    })*
                    _ => Some("kind"),
                }
            }
        }

        impl Command {
            /// The content; `None` for the passing of time and archiving, which have none.
            pub(crate) const fn content(&self) -> Option<Content<'_>> {
                match self {
                    $(Self::$name(content) => Some(Content::$name(content)),)*
                    Self::Advance | Self::AcceptTime | Self::Archive { .. } => None,
                }
            }
        }
    };
}

commands! {
    /// Take credits into stock.
    Import = "import",
        |c| c.operation.as_str().into(), |_| Cow::default(), [projects, lots];
    /// Put a set of rules in force.
    PutRules = "put rules",
        |c| c.operation.as_str().into(), |_| Cow::default(), [rules];
    /// Hold credits for an order until it is paid.
    Reserve = "reserve",
        |c| c.order.as_str().into(), |c| attempt(c.attempt),
        [rules, choice, lines, hold_seconds, price, about];
    /// The order is paid, in whole or in part: keep its credits for it.
    Confirm = "confirm",
        |c| c.order.as_str().into(), |_| Cow::default(), [part];
    /// Give up an order of which no product is assigned yet.
    Cancel = "cancel",
        |c| c.order.as_str().into(), |_| Cow::default(), [];
    /// Give up products of an order that have no serial number yet, and keep the others.
    CancelPart = "cancel part",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [part];
    /// A product of the order has got its serial number: cover it.
    Assign = "assign",
        |c| c.order.as_str().into(), |c| c.product.to_string().into(), [line];
    /// Ask for whole units of a lot to be retired.
    RequestRetirement = "request retirement",
        |c| c.operation.as_str().into(), |_| Cow::default(), [lot, first_unit, last_unit];
    /// The registry has retired them.
    RecordRetirement = "record retirement",
        |c| c.operation.as_str().into(), |_| Cow::default(),
        [reference, date, serials, on_difference];
    /// A certificate that names the coverage is about to be published.
    RecordCertificate = "record certificate",
        |c| c.order.as_str().into(), |c| c.operation().into(),
        [product, edition, digest];
    /// Hold the credits of a reservation longer.
    Extend = "extend",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [hold_seconds];
    /// An order is paid after its reservation expired: take the same lines anew and confirm them.
    Reallocate = "reallocate",
        |c| c.order.as_str().into(), |c| attempt(c.attempt), [];
    /// Credits for products of an order that fell short: as many as there are now.
    Fill = "fill",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [rules, price];
    /// A product comes back: its coverage ends.
    Return = "return",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [product];
    /// Another product takes the place of one that is covered.
    Replace = "replace",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [product, by, cause];
    /// A wrong serial number was assigned: the coverage moves to the product that was shipped.
    CorrectSerial = "correct serial",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [product, by];
    /// Cover products that were sold earlier.
    CoverRetroactively = "cover retroactively",
        |c| c.order.as_str().into(), |_| Cow::default(), [purchased, rules, choice, products, about];
    /// Give a coverage or an order other grams for those that were lost in the registry.
    MakeGood = "make good",
        |c| c.operation.as_str().into(), |_| Cow::default(), [order, product, from];
    /// Note units that the registry holds back in its buffer. They are never held.
    RecordBuffer = "record buffer",
        |c| c.operation.as_str().into(), |_| Cow::default(), [projects, lots];
    /// Units have become another programme's units.
    Convert = "convert",
        |c| c.operation.as_str().into(), |_| Cow::default(), [units, reference, projects, lots];
    /// Units were given up without use.
    CancelUnits = "cancel units",
        |c| c.operation.as_str().into(), |_| Cow::default(), [units, reference];
    /// Units have lost their worth, be they held or retired.
    Invalidate = "invalidate",
        |c| c.operation.as_str().into(), |_| Cow::default(), [what, reference];
    /// Give free units to another stream.
    TransferOut = "transfer out",
        |c| c.operation.as_str().into(), |_| Cow::default(), [units, to];
    /// Take units that another stream gave.
    TransferIn = "transfer in",
        |c| c.operation.as_str().into(), |_| Cow::default(), [from, projects, lots];
    /// The certificate of a product must not be accepted for the time being.
    Suspend = "suspend",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [product, reason];
    /// A suspended certificate is to be accepted again.
    Reinstate = "reinstate",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [product];
    /// The certificate of a product must never be accepted again: its coverage ends.
    Revoke = "revoke",
        |c| c.order.as_str().into(), |c| c.operation.as_str().into(), [product, reason];
}

/// The number of an attempt as a text. Most orders have one only.
fn attempt(number: u32) -> Cow<'static, str> {
    if number == 1 { Cow::Borrowed("1") } else { number.to_string().into() }
}

impl<'a> Content<'a> {
    /// The order that it names.
    pub(crate) const fn order(self) -> Option<&'a OrderId> {
        Some(match self {
            Self::Reserve(content) => &content.order,
            Self::Confirm(content) => &content.order,
            Self::Cancel(content) => &content.order,
            Self::CancelPart(content) => &content.order,
            Self::Assign(content) => &content.order,
            Self::RecordCertificate(content) => &content.order,
            Self::Extend(content) => &content.order,
            Self::Reallocate(content) => &content.order,
            Self::Fill(content) => &content.order,
            Self::Return(content) => &content.order,
            Self::Replace(content) => &content.order,
            Self::CorrectSerial(content) => &content.order,
            Self::CoverRetroactively(content) => &content.order,
            Self::MakeGood(content) => &content.order,
            Self::Suspend(content) => &content.order,
            Self::Reinstate(content) => &content.order,
            Self::Revoke(content) => &content.order,
            Self::Import(_)
            | Self::PutRules(_)
            | Self::RequestRetirement(_)
            | Self::RecordRetirement(_)
            | Self::RecordBuffer(_)
            | Self::Convert(_)
            | Self::CancelUnits(_)
            | Self::Invalidate(_)
            | Self::TransferOut(_)
            | Self::TransferIn(_) => return None,
        })
    }

    /// The order whose answers its own is one of. What is made good is an operation of its own.
    pub(crate) const fn subject_order(self) -> Option<&'a OrderId> {
        match self {
            Self::MakeGood(_) => None,
            content => content.order(),
        }
    }

    /// The products that it would cover.
    pub(crate) fn covers(self) -> impl Iterator<Item = &'a ProductId> {
        let (one, many): (_, &[EarlierProduct]) = match self {
            Self::Assign(content) => (Some(&content.product), &[]),
            Self::Replace(content) => (Some(&content.by), &[]),
            Self::CorrectSerial(content) => (Some(&content.by), &[]),
            Self::CoverRetroactively(content) => (None, &content.products),
            _ => (None, &[]),
        };
        one.into_iter().chain(many.iter().map(|earlier| &earlier.product))
    }
}

impl Command {
    /// What tells this command from others; `None` for [`Command::Advance`],
    /// [`Command::AcceptTime`] and [`Command::Archive`], which may be given any number of times.
    pub fn key(&self) -> Option<Key> {
        self.content().map(Content::key)
    }
}
