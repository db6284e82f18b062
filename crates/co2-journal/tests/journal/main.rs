//! Ledgers on journals, through the public interface.

#[cfg(test)]
mod damage;
#[cfg(test)]
mod durable;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod format;
#[cfg(test)]
mod sharing;
#[cfg(test)]
mod world;
#[cfg(test)]
mod writer;
