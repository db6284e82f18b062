//! The router, asked as clients ask it, and the server around it.

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod client;
#[cfg(test)]
mod document;
#[cfg(test)]
mod events;
#[cfg(test)]
mod misuse;
#[cfg(test)]
#[cfg(feature = "serve")]
mod publisher;
#[cfg(test)]
mod purchase;
#[cfg(test)]
#[cfg(feature = "serve")]
mod server;
#[cfg(test)]
#[cfg(feature = "serve")]
mod sockets;
#[cfg(test)]
#[cfg(feature = "serve")]
mod webhooks;
