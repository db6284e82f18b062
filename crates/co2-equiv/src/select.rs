//! Choosing the equivalences to show to a reader.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::{Audience, Basis, Count, Edition, Equivalence, FactorSet, Kind};
use co2_units::{Bloc, Co2e, Country, Region};
use core::cmp::Ordering;
use core::num::NonZeroU64;
use std::collections::BTreeSet;

/// How close the region of a factor is to the reader. Closer regions come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Nearness {
    /// The reader's country.
    Own,
    /// The reader's bloc of countries.
    Bloc,
    /// A country or bloc next to the reader's: a fellow member of the bloc, or the United Kingdom
    /// for the European Union and vice versa.
    Neighbour,
    /// The world.
    World,
    /// Another part of the world. Its name should be shown with the number.
    Elsewhere,
}

impl Nearness {
    /// Returns how close a region is to a country.
    ///
    /// ```
    /// use co2_equiv::Nearness;
    /// let sweden = "SE".parse()?;
    /// let near = |region: &str| Ok::<_, co2_units::PlaceError>(Nearness::of(region.parse()?, sweden));
    /// assert_eq!(near("SE")?, Nearness::Own);
    /// assert_eq!(near("EU")?, Nearness::Bloc);
    /// assert_eq!(near("GB")?, Nearness::Neighbour);
    /// assert_eq!(near("US")?, Nearness::Elsewhere);
    /// # Ok::<(), co2_units::PlaceError>(())
    /// ```
    pub fn of(region: Region, reader: Country) -> Self {
        let (europe, is_british) = (Bloc::Eu, |country: Country| country.as_str() == "GB");
        match region {
            Region::Country(country) if country == reader => Self::Own,
            Region::Bloc(bloc) if bloc.contains(reader) => Self::Bloc,
            Region::Country(country)
                if europe.contains(reader) && (europe.contains(country) || is_british(country)) =>
            {
                Self::Neighbour
            }
            Region::Country(country) if is_british(reader) && europe.contains(country) => {
                Self::Neighbour
            }
            Region::Bloc(Bloc::Eu) if is_british(reader) => Self::Neighbour,
            Region::World => Self::World,
            _ => Self::Elsewhere,
        }
    }
}

/// An equivalence chosen for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The thing and its factor.
    pub equivalence: &'a Equivalence,
    /// The exact count, at least 1.
    pub count: Count,
    /// How close the factor's region is to the reader.
    pub nearness: Nearness,
    /// Whether the count is from 2 to 9,999: a number that people can picture.
    pub human_scale: bool,
}

/// Returns equivalences of an amount for a reader in a country, the best first.
///
/// Only emissions are offered, only things that the audience knows, and only counts of at least
/// one. The order is by: counts that people can picture; the reader's own geography; printed
/// factors before derived ones; countable things before distances; counts near 30; and finally the
/// id and the edition, so that the order is always the same. Of the things whose ids begin with the
/// same word only the best is kept, so that a list is not five kinds of flight.
///
/// Pass one edition of each publisher, such as [`editions::newest`](crate::editions::newest): of
/// two editions, the one whose count is closer to 30 would be shown, even if it is the older one.
///
/// ```
/// use co2_equiv::{Audience, best_for, editions};
/// use co2_units::Co2e;
///
/// let laptop: Co2e = "371.096 kg".parse()?;
/// let best = |country: &str| -> Result<Vec<String>, Box<dyn std::error::Error>> {
///     let choices = best_for(editions::newest(), laptop, country.parse()?, Audience::Everyone);
///     Ok(choices.iter().take(2).map(|choice| format!("{} {:.0}", choice.equivalence.id, choice.count)).collect())
/// };
/// assert_eq!(best("SE")?, ["plane_departing_km 4471...", "meal_beef 74..."]);
/// assert_eq!(best("US")?, ["gasoline_car_mile 944...", "propane_cylinder 17..."]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn best_for<'a>(
    sets: impl IntoIterator<Item = &'a FactorSet>,
    amount: Co2e,
    reader: Country,
    audience: Audience,
) -> Vec<Choice<'a>> {
    let mut choices: Vec<Choice<'a>> = sets
        .into_iter()
        .flat_map(|set| set.iter().map(move |equivalence| (set.edition(), equivalence)))
        .filter(|(_, equivalence)| {
            equivalence.kind == Kind::Emission && equivalence.known_to <= audience
        })
        .map(|(edition, equivalence)| {
            let count = equivalence.count(amount);
            Choice {
                edition,
                equivalence,
                count,
                nearness: Nearness::of(edition.region, reader),
                human_scale: HUMAN.contains(&count.floor()),
            }
        })
        .filter(|choice| choice.count >= Count::whole(1))
        .collect();
    choices.sort_by(order);
    let mut shown = BTreeSet::new();
    choices.retain(|choice| shown.insert(first_word(choice.equivalence)));
    choices
}

/// The counts that people can picture.
const HUMAN: core::ops::RangeInclusive<u128> = 2..=9_999;
/// The count that is easiest to picture, half way between 1 and 1,000 on a logarithmic scale.
const PICTURED: u64 = 30;

fn order(a: &Choice<'_>, b: &Choice<'_>) -> Ordering {
    let first = |choice: &Choice<'_>| {
        let equivalence = choice.equivalence;
        let uncountable =
            matches!(equivalence.basis, Basis::Distance { .. } | Basis::Energy { .. });
        (!choice.human_scale, choice.nearness, equivalence.is_derived(), uncountable)
    };
    first(a)
        .cmp(&first(b))
        .then_with(|| farness(a.count).cmp(&farness(b.count)))
        .then_with(|| a.equivalence.id.cmp(&b.equivalence.id))
        .then_with(|| a.edition.id.cmp(&b.edition.id))
}

/// Returns the ratio between a count and the one that is easiest to picture.
fn farness(count: Count) -> Count {
    const BEST: NonZeroU64 = NonZeroU64::new(PICTURED).expect("thirty is not zero");
    let whole = count.floor().max(1);
    match u64::try_from(whole).ok().and_then(NonZeroU64::new) {
        Some(whole) if whole < BEST => Count::ratio(PICTURED, whole),
        _ => Count::lowest(whole, BEST),
    }
}

fn first_word(equivalence: &Equivalence) -> &str {
    let id = equivalence.id.as_str();
    id.split_once('_').map_or(id, |(word, _)| word)
}
