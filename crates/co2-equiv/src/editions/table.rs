//! Editions as plain texts, built with the same checks as a host's own set.

use crate::{
    Audience, Basis, Boundary, Carried, DistanceUnit, Edition, EnergyUnit, Equivalence,
    EquivalenceId, FactorSet, FactorSetError, FormulaError, Gases, Kind, Label, LabelError, Noun,
    RadiativeForcing, Scope, SignificantDigits, ValueError,
};
use crate::{Formula, Value};
use co2_units::{IdError, PlaceError, Source, Status};
use core::num::NonZeroU8;
use std::collections::BTreeMap;

/// What one unit of each thing is.
const THINGS: &str = include_str!("../../data/things.txt");

/// What can be wrong with a table.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TableError {
    #[error("no field {0:?}")]
    Missing(&'static str),
    #[error("not six cells: {0:?}")]
    Cells(&'static str),
    #[error("no thing {0:?}")]
    Thing(&'static str),
    #[error("unknown word {0:?}")]
    Word(&'static str),
    #[error("{0:?} names no page or copy it was read from")]
    NotRead(&'static str),
    #[error(transparent)]
    Id(#[from] IdError),
    #[error(transparent)]
    Label(#[from] LabelError),
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error(transparent)]
    Formula(#[from] FormulaError),
    #[error(transparent)]
    Region(#[from] PlaceError),
    #[error(transparent)]
    Set(#[from] FactorSetError),
}

/// A thing without its number.
#[derive(Clone)]
struct Thing {
    id: EquivalenceId,
    kind: Kind,
    basis: Basis,
    boundary: Boundary,
    known_to: Audience,
    noun: Noun,
}

/// Returns the lines that are neither empty nor a comment.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn cells<const N: usize>(line: &'static str) -> Result<[&'static str; N], TableError> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    cells.try_into().map_err(|_| TableError::Cells(line))
}

/// The things that editions have numbers for, by id.
pub(super) struct Things(BTreeMap<&'static str, Thing>);

impl Things {
    pub(super) fn read() -> Result<Self, TableError> {
        lines(THINGS)
            .map(|line| {
                let [id, kind, basis, gases, scope, forcing, known_to, one, other] = cells(line)?;
                let thing = Thing {
                    id: id.parse()?,
                    kind: kind_of(kind)?,
                    basis: basis_of(basis)?,
                    boundary: Boundary {
                        gases: gases_of(gases)?,
                        scope: scope_of(scope)?,
                        forcing: forcing_of(forcing)?,
                    },
                    known_to: audience_of(known_to)?,
                    noun: Noun { one: Label::new(one)?, other: Label::new(other)? },
                };
                Ok((id, thing))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Builds the edition that a text describes: fields, sources, and rows.
    pub(super) fn edition(&self, text: &'static str) -> Result<FactorSet, TableError> {
        let (mut fields, mut rows) = (BTreeMap::new(), Vec::new());
        for line in lines(text) {
            if line.contains('|') {
                rows.push(line);
            } else {
                let (name, value) = line.split_once(": ").ok_or(TableError::Word(line))?;
                fields.insert(name, value);
            }
        }
        let field = |name| fields.get(name).copied().ok_or(TableError::Missing(name));
        let edition = Edition {
            id: field("id")?.parse()?,
            publisher: Label::new(field("publisher")?)?,
            label: Label::new(field("label")?)?,
            region: field("region")?.parse()?,
            licence: Label::new(field("licence")?)?,
        };
        let publication = format!("{}, {}", field("publication")?, field("label")?);
        let year = field("year")?;
        let source = Source {
            publisher: field("publisher")?.into(),
            edition: publication.into(),
            year: year.parse().map_err(|_| TableError::Word(year))?,
            region: field("region")?.into(),
            boundary: "".into(),
            licence: field("licence")?.into(),
            locator: "".into(),
            status: Status::Transcribed,
        };
        let rows: Vec<Equivalence> = rows
            .into_iter()
            .map(|row| self.row(row, &fields, &source))
            .collect::<Result<_, TableError>>()?;
        Ok(FactorSet::new(edition, rows)?)
    }

    fn row(
        &self,
        row: &'static str,
        places: &BTreeMap<&'static str, &'static str>,
        source: &Source,
    ) -> Result<Equivalence, TableError> {
        let [id, value, status, read, inputs, note] = cells(row)?;
        let thing = self.0.get(id).ok_or(TableError::Thing(id))?.clone();
        let place = places.get(read).copied().ok_or(TableError::NotRead(row))?;
        let given = |cell: &'static str| (!cell.is_empty()).then_some(cell);
        let (status, digits) = status_of(status)?;
        Ok(Equivalence {
            source: Source {
                boundary: thing.boundary.to_string().into(),
                locator: place.into(),
                status,
                ..source.clone()
            },
            id: thing.id,
            noun: thing.noun,
            kind: thing.kind,
            basis: thing.basis,
            boundary: thing.boundary,
            known_to: thing.known_to,
            value: Value::from_printed(value)?,
            digits,
            inputs: given(inputs).map(str::parse::<Formula>).transpose()?,
            note: given(note).map(Label::new).transpose()?,
        })
    }
}

fn kind_of(word: &'static str) -> Result<Kind, TableError> {
    Ok(match word {
        "emission" => Kind::Emission,
        "avoided" => Kind::Avoided,
        "sequestration" => Kind::Sequestration,
        _ => return Err(TableError::Word(word)),
    })
}

const TEN: NonZeroU8 = NonZeroU8::new(10).expect("ten is not zero");

fn basis_of(word: &'static str) -> Result<Basis, TableError> {
    let distance = |unit, carried| Basis::Distance { unit, carried };
    Ok(match word {
        "event" => Basis::Event,
        "item" => Basis::Item,
        "year" => Basis::Year,
        "tree over 10 years" => Basis::Tree { years: TEN },
        "mile of a vehicle" => distance(DistanceUnit::Mile, Carried::Vehicle),
        "kilometre of a vehicle" => distance(DistanceUnit::Kilometre, Carried::Vehicle),
        "kilometre of a passenger" => distance(DistanceUnit::Kilometre, Carried::Passenger),
        "trip of a vehicle" => Basis::Trip { carried: Carried::Vehicle },
        "trip of a passenger" => Basis::Trip { carried: Carried::Passenger },
        "kilowatt-hour" => Basis::Energy { unit: EnergyUnit::KilowattHour },
        _ => return Err(TableError::Word(word)),
    })
}

fn gases_of(word: &'static str) -> Result<Gases, TableError> {
    Ok(match word {
        "CO2" => Gases::Co2,
        "CO2e" => Gases::Co2e,
        _ => return Err(TableError::Word(word)),
    })
}

fn scope_of(word: &'static str) -> Result<Scope, TableError> {
    Ok(match word {
        "direct" => Scope::Direct,
        "electricity" => Scope::Electricity,
        "direct and electricity" => Scope::DirectAndElectricity,
        "well to wheel" => Scope::WellToWheel,
        "life cycle" => Scope::LifeCycle,
        "uptake" => Scope::Uptake,
        _ => return Err(TableError::Word(word)),
    })
}

fn forcing_of(word: &'static str) -> Result<RadiativeForcing, TableError> {
    Ok(match word {
        "excluded" => RadiativeForcing::Excluded,
        "included" => RadiativeForcing::Included,
        _ => return Err(TableError::Word(word)),
    })
}

fn audience_of(word: &'static str) -> Result<Audience, TableError> {
    Ok(match word {
        "everyone" => Audience::Everyone,
        "organisations" => Audience::Organisations,
        "specialists" => Audience::Specialists,
        _ => return Err(TableError::Word(word)),
    })
}

/// Reads a status; a derived number says how many of its digits are known: `derived, 3 digits`.
fn status_of(words: &'static str) -> Result<(Status, Option<SignificantDigits>), TableError> {
    Ok(match words {
        "published" => (Status::Published, None),
        "transcribed" => (Status::Transcribed, None),
        _ => {
            let refused = || TableError::Word(words);
            let digits = words.strip_prefix("derived, ").ok_or_else(refused)?;
            let number = digits.split(' ').next().unwrap_or_default();
            let known: u8 = number.parse().map_err(|_| refused())?;
            let known = SignificantDigits::new(known).map_err(|_| refused())?;
            (Status::Derived, Some(known))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id: host\npublisher: A Host\npublication: List\nlabel: first\n\
                        region: WW\nlicence: CC0 1.0\nyear: 2026\n[a]: page 7\n";

    fn edition(rows: &str) -> Result<FactorSet, TableError> {
        let text: &'static str = format!("{HEAD}{rows}").leak();
        Things::read()?.edition(text)
    }

    #[test]
    fn a_row_is_read() {
        let set = edition("laptop | 192.6 kg | published | [a] | 0.1926 | One of many.").unwrap();
        let row = set.get("laptop").unwrap();
        assert_eq!(row.source.locator, "page 7");
        assert_eq!(row.source.status, Status::Published);
        assert_eq!(row.value.to_string(), "192.6 kg per unit");
        assert_eq!(row.inputs.as_ref().unwrap().as_str(), "0.1926");
        assert_eq!(row.note.as_ref().unwrap().as_str(), "One of many.");
    }

    /// Every number names the page or copy it was read from.
    #[test]
    fn a_row_without_a_source_is_refused() {
        for row in
            ["laptop | 192.6 kg | published | | |", "laptop | 192.6 kg | published | [b] | |"]
        {
            assert!(matches!(edition(row), Err(TableError::NotRead(_))), "{row}");
        }
        let nowhere = "id: host\npublisher: A Host\npublication: List\nlabel: first\nregion: WW\n\
                       licence: CC0 1.0\nyear: 2026\n[a]:  \nlaptop | 1 kg | published | [a] | |";
        assert!(Things::read().unwrap().edition(nowhere).is_err());
    }

    #[test]
    fn each_refusal_is_reached() {
        let refusal = |rows| edition(rows).unwrap_err();
        assert_eq!(refusal(""), TableError::Set(FactorSetError::Empty));
        let moped = refusal("moped_year | 1 t | published | [a] | |");
        assert_eq!(moped, TableError::Thing("moped_year"));
        for status in ["guessed", "derived", "derived, 0 digits", "derived, many digits"] {
            let row = format!("laptop | 1 t | {status} | [a] | |").leak();
            assert_eq!(refusal(row), TableError::Word(status));
        }
        assert!(matches!(refusal("laptop | 1 t | published"), TableError::Cells(_)));
        assert!(matches!(refusal("laptop | 1 lb | published | [a] | |"), TableError::Value(_)));
        assert!(matches!(refusal("laptop | 1 t | published | [a] | x |"), TableError::Formula(_)));
        assert!(matches!(refusal("no field"), TableError::Word(_)));
        let missing = Things::read().unwrap().edition("id: host").unwrap_err();
        assert!(matches!(missing, TableError::Missing("publisher")), "{missing}");
    }
}
