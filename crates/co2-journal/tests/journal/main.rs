//! Ledgers on journals, through the public interface.

#[cfg(test)]
mod archive;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod durable;
#[cfg(test)]
mod events;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod files;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod following;
#[cfg(test)]
mod format;
#[cfg(test)]
mod futures;
#[cfg(test)]
mod late;
#[cfg(test)]
mod panics;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod replaced;
#[cfg(test)]
mod sharing;
#[cfg(test)]
mod snapshots;
#[cfg(test)]
mod with_documents;
#[cfg(test)]
mod world;
#[cfg(test)]
mod writer;
