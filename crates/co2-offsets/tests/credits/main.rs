//! Credits as they come in, and what is told of them: only the public interface is used.

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
