//! A programme from cart to certificate, through the public interface.

#[cfg(test)]
mod after_sale;
#[cfg(all(test, feature = "schemars"))]
mod agreement;
#[cfg(test)]
mod archive;
#[cfg(all(test, feature = "schemars"))]
mod broken;
#[cfg(test)]
mod carts;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod config;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod credits;
#[cfg(test)]
mod events;
#[cfg(test)]
mod figures;
#[cfg(all(test, feature = "async"))]
mod handle;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod log;
#[cfg(test)]
mod main_job;
#[cfg(test)]
mod misuse;
#[cfg(test)]
mod page;
#[cfg(test)]
mod parcels;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod publish;
#[cfg(test)]
mod quotes;
#[cfg(test)]
mod reservations;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod resume;
#[cfg(all(test, feature = "schemars"))]
mod schemas;
#[cfg(test)]
mod serials;
#[cfg(test)]
mod suspend;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod targets;
#[cfg(test)]
mod wishes;
#[cfg(test)]
mod workshop;
#[cfg(test)]
mod world;
