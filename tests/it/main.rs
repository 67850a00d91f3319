//! Tests from outside: the program as a user runs it, and the library as a user calls it.

mod allocation;
#[cfg(feature = "cli")]
mod answers;
#[cfg(feature = "cli")]
mod bad_input;
#[cfg(feature = "cli")]
mod building;
#[cfg(feature = "cli")]
mod bulk;
#[cfg(feature = "cli")]
mod check_digits;
mod completeness;
#[cfg(feature = "cli")]
mod deltas;
#[cfg(feature = "cli")]
mod diffing;
mod explaining;
#[cfg(feature = "cli")]
mod fetching;
#[cfg(feature = "cli")]
mod generating;
mod golden;
mod hostile;
#[cfg(feature = "cli")]
mod integrity;
mod laws;
mod layers;
#[cfg(feature = "cli")]
mod lexicons;
#[cfg(feature = "cli")]
mod measuring;
#[cfg(feature = "cli")]
mod program;
#[cfg(feature = "cli")]
mod same_party;
mod scripts;
#[cfg(feature = "cli")]
mod server;
#[cfg(feature = "cli")]
mod shared;
#[cfg(feature = "cli")]
mod updating;
#[cfg(feature = "cli")]
mod validating;
