//! The ledger through its public interface, as a host uses it.

#[cfg(test)]
mod events;
#[cfg(test)]
mod large;
#[cfg(test)]
mod model;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod world;
