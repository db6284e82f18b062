//! Statements as sentences.

use super::{L10nError, Localizer};
use crate::{Bound, DistanceUnit, Gases, Kind, Statement, Subject};

impl Localizer {
    /// Writes the count with its thing and edition, to be placed after an amount.
    ///
    /// # Errors
    /// Returns an error if the thing is not translated.
    pub fn phrase(&self, statement: &Statement) -> Result<String, L10nError> {
        let equivalence = statement.equivalence();
        let things = self.things(statement)?;
        let things = self.fill(bound_key(statement.bound()), &[("things", &things)])?;
        let edition = statement.edition();
        let cited = format!("{}, {}", edition.publisher, edition.label);
        let region = edition.region.to_string();
        let source = if equivalence.is_derived() { "source_derived" } else { "source" };
        let source = self.fill(source, &[("edition", &cited), ("region", &region)])?;
        let act = match (equivalence.kind, equivalence.boundary.gases) {
            (Kind::Emission, Gases::Co2e) => "emission.co2e",
            (Kind::Emission, Gases::Co2) => "emission.co2",
            (Kind::Avoided, Gases::Co2e) => "avoided.co2e",
            (Kind::Avoided, Gases::Co2) => "avoided.co2",
            (Kind::Sequestration, Gases::Co2e) => "sequestration.co2e",
            (Kind::Sequestration, Gases::Co2) => "sequestration.co2",
        };
        self.fill(act, &[("things", &things), ("source", &source)])
    }

    /// Writes the statement as one sentence.
    ///
    /// # Errors
    /// Returns an error if the thing is not translated.
    pub fn sentence(&self, statement: &Statement) -> Result<String, L10nError> {
        let (amount, phrase) = (self.amount(statement.amount()), self.phrase(statement)?);
        let subject = match statement.subject() {
            Subject::Footprint => "footprint",
            Subject::RetiredCredits => "retired",
        };
        self.fill(subject, &[("amount", &amount), ("phrase", &phrase)])
    }

    /// Writes the count with its thing.
    fn things(&self, statement: &Statement) -> Result<String, L10nError> {
        let (equivalence, count) = (statement.equivalence(), statement.count());
        let translated = self.counted(&format!("thing-{}", equivalence.id), count);
        match translated {
            Err(L10nError::NotTranslated { .. }) if self.locale.is_english() => {
                let noun = &equivalence.noun;
                let noun = if count == 1 { &noun.one } else { &noun.other };
                Ok(format!("{} {noun}", self.number_in_words(count)))
            }
            translated => translated,
        }
    }

    /// Writes a whole number of a unit of distance. Convert lengths to another unit first, with
    /// [`Travel::in_unit`](crate::travel::Travel::in_unit): a number with a unit is never
    /// translated.
    ///
    /// # Errors
    /// Returns an error if a host's locale has no word for the unit.
    pub fn distance(&self, count: u64, unit: DistanceUnit) -> Result<String, L10nError> {
        let unit = match unit {
            DistanceUnit::Kilometre => "kilometre",
            DistanceUnit::Mile => "mile",
            DistanceUnit::NauticalMile => "nautical_mile",
            DistanceUnit::SwedishMil => "swedish_mil",
        };
        self.counted(&format!("unit-{unit}"), count)
    }
}

fn bound_key(bound: Bound) -> &'static str {
    match bound {
        Bound::MoreThan => "more_than",
        Bound::AtLeast => "at_least",
        Bound::About => "about",
        Bound::Exactly => "exactly",
        // No statement uses "nearly": see `Bound::Nearly`.
        Bound::UpTo | Bound::Nearly => "up_to",
        Bound::LessThan => "less_than",
    }
}
