//! The ledger through its public interface, as a host uses it.

#[cfg(test)]
mod acts;
#[cfg(test)]
mod after_sale;
#[cfg(test)]
mod archive;
#[cfg(test)]
mod auditor;
#[cfg(test)]
mod books;
#[cfg(test)]
mod choosing;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod conversions;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod events;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod large;
#[cfg(test)]
mod model;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod suspensions;
#[cfg(test)]
mod twins;
#[cfg(test)]
mod undone;
#[cfg(test)]
mod world;
