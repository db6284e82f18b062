//! What the commands of `co2 log` print with `--json`.

use co2::units::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// What verification says of a log.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum VerifyAnswer {
    Verified(Box<VerifiedLog>),
    Refused(RefusedLog),
}

/// A log that is verified. Numbers are texts of digits, for they can be larger than a double holds.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct VerifiedLog {
    /// That it is verified.
    #[schemars(extend("const" = true))]
    pub(super) verified: bool,
    /// The name of the log.
    pub(super) origin: String,
    /// The issuer whose keys signed it, unless keys were given.
    pub(super) issuer: Option<String>,
    /// How many entries it has.
    pub(super) size: String,
    /// The root of its tree, in Base64.
    pub(super) root: String,
    /// The witnesses that cosigned it, of those that were named.
    pub(super) witnesses: Vec<Witness>,
    /// How many certificates hold.
    pub(super) live: String,
    /// How many of them replaced others.
    pub(super) reissued: String,
    /// How many certificates were revoked.
    pub(super) revoked: String,
    /// How many are spent, since their products were returned.
    pub(super) spent: String,
    /// How many slices of credits they name.
    pub(super) slices: String,
    /// How much those are, in grams of CO2e.
    pub(super) grams: String,
    /// How many blocks of units have serials in their registry's form.
    pub(super) blocks_read: String,
    /// How many have serials of no known form, so that their units rest on the issuer's word alone.
    pub(super) blocks_on_issuers_word: String,
    /// How much is taken from those, in grams of CO2e.
    pub(super) grams_on_issuers_word: String,
}

/// A witness that cosigned a checkpoint.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Witness {
    /// The witness.
    pub(super) name: String,
    /// When it cosigned.
    pub(super) time: Timestamp,
}

/// A log that is refused.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RefusedLog {
    /// That it is not verified.
    #[schemars(extend("const" = false))]
    pub(super) verified: bool,
    /// Why.
    pub(super) error: String,
}

/// Whether a certificate is logged.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Answer<T> {
    Logged(T),
    NotLogged(NotLogged),
}

/// A certificate that is logged, with its receipt written.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Proved {
    /// That it is logged.
    #[schemars(extend("const" = true))]
    pub(super) logged: bool,
    /// The number of its entry, counted from 0, as a text of digits.
    pub(super) leaf: String,
    /// How many entries the log has, as a text of digits.
    pub(super) size: String,
}

/// A certificate that its receipt shows to be logged.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Checked {
    /// That it is logged.
    #[schemars(extend("const" = true))]
    pub(super) logged: bool,
    /// The name of the log.
    pub(super) log: String,
    /// The number of its entry, counted from 0, as a text of digits.
    pub(super) leaf: String,
    /// How many entries the log had then, as a text of digits.
    pub(super) size: String,
    /// `issued`, or `reissued` if it replaced another.
    pub(super) entry: String,
    /// The SHA-256 of the certificate, as hexadecimal digits.
    pub(super) certificate: String,
}

/// A certificate that is not shown to be logged.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct NotLogged {
    /// That it is not shown to be logged.
    #[schemars(extend("const" = false))]
    pub(super) logged: bool,
    /// Why.
    pub(super) error: String,
}
