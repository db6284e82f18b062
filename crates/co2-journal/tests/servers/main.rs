//! Ledgers in PostgreSQL, on servers of the tests' own: found on this machine, started, killed, thrown away.
//!
//! Without PostgreSQL the tests say so and pass; with `CO2_POSTGRES=required` they fail. The long versions are
//! ignored unless asked for: `cargo test -p co2-journal --all-features --test servers -- --ignored --nocapture`.

#[cfg(test)]
mod cluster;
#[cfg(test)]
mod conforms;
#[cfg(test)]
mod encrypted;
#[cfg(test)]
mod failover;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod relay;
#[cfg(test)]
mod silent;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod timeless;
#[cfg(test)]
#[path = "../journal/world.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod world;

/// A number from the environment, or the usual one.
#[cfg(test)]
fn wanted(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// A server, or nothing, said loudly.
#[cfg(test)]
fn server() -> Option<cluster::Cluster> {
    let cluster = cluster::Cluster::start();
    if cluster.is_none() {
        eprintln!("SKIPPED: no PostgreSQL (initdb) on the path or in /usr/lib/postgresql");
    }
    cluster
}
