//! Importing credits and reporting on them, using only the public interface.

#[cfg(test)]
mod disclosures;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod fuzzing;
#[cfg(test)]
mod import;
#[cfg(test)]
mod methodologies;
#[cfg(test)]
mod ranges;
#[cfg(test)]
mod real;
#[cfg(test)]
mod reconciling;
#[cfg(test)]
mod serials;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod targets;
#[cfg(test)]
mod values;
