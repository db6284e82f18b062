//! Rules through the public interface: what may be used, in which order, how much and at what price.

#[cfg(test)]
mod against_naive;
#[cfg(test)]
mod eligibility;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod prices;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod world;
