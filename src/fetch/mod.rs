//! Lists, fetched from their publishers: the only part of this library that uses the network, and only when it is called.
//!
//! A [`Source`] says which list and from which addresses, a [`Client`] fetches, and a [`Store`] keeps what was fetched on disk.
//! What the bytes mean is not known here: the caller reads a fetched [`Version`], then accepts or refuses it.
//!
//! ```no_run
//! use namesieve::fetch::{Client, Options, Source, Store};
//! use namesieve::list;
//!
//! let store = Store::open("index/lists".as_ref())?;
//! let source = Source::official("un").expect("an official list");
//! if let Some(version) = store.fetch(&Client::new(Options::default()), &source, &mut |_| ())? {
//!     match list::read(version.path(), None) {
//!         Ok(_) => store.accept(&version)?,
//!         Err(_) => drop(store.refuse(&version)?),
//!     }
//! }
//! # Ok::<(), namesieve::Error>(())
//! ```
//!
//! # On disk
//!
//! ```text
//! DIR/update.lock          held by the one that may write; also marks the directory as ours
//! DIR/un-sc/record.json    names the version in force and says where it is from; replaced by rename, which is the swap
//! DIR/un-sc/v-3/           the files of that version, under the names they have at their publisher
//! DIR/un-sc/refused/       the files of the last version that was refused, for looking at
//! ```
//!
//! A version is written in full, each file to disk for good, before a record names it. So a list is the old one or the new one,
//! whole, wherever the process ends; what it left is removed by the next that opens the store. A record holds the digest of its
//! files, which is compared whenever they are used.
//!
//! # What counts as fetched
//!
//! An answer must come to its end: one that is cut short fails, and one that does not say where it ends is refused. Requests are
//! conditional where the server gave validators before; these go with the address that was asked for, since that may lead to
//! another one each time. A list of several files is new if one of them is; the others are taken over from the version in force.
//!
//! *Cost*: a file passes through a buffer to disk, and is read once more for its digest. *Threads*: a client may be shared.

mod client;
mod source;
mod store;

pub use client::{Client, Event, Options};
pub use source::Source;
pub use store::{Store, Version};
