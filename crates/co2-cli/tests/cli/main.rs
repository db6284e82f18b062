//! The command, run as people and scripts run it.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod checkout;
#[cfg(test)]
mod claim;
#[cfg(test)]
mod common;
#[cfg(test)]
mod credits;
#[cfg(test)]
mod equiv;
#[cfg(test)]
#[path = "../../../../examples/checkout/main.rs"]
#[expect(dead_code, reason = "the program's own entry is not called")]
mod example;
#[cfg(test)]
#[path = "../../../../examples/first/main.rs"]
#[expect(dead_code, reason = "the program's own entry is not called")]
mod first;
#[cfg(test)]
mod footprint;
#[cfg(test)]
mod getting_started;
#[cfg(test)]
#[cfg(unix)]
mod hostile;
#[cfg(test)]
mod init;
#[cfg(test)]
mod ledgers;
#[cfg(test)]
mod log;
#[cfg(test)]
mod manners;
#[cfg(test)]
mod report;
#[cfg(test)]
mod serial;
#[cfg(test)]
#[cfg(feature = "http")]
mod serve;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod verify;
