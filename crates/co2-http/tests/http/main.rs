//! The router, asked as clients ask it.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod client;
#[cfg(test)]
mod document;
#[cfg(test)]
mod misuse;
#[cfg(test)]
mod purchase;
#[cfg(test)]
#[cfg(feature = "serve")]
mod webhooks;
