//! Parties on their way out of a reader: what is done with each, whichever list it is of, before it is given to whoever reads the list.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet};

use super::file::File;
use super::problems::Tally;
use super::{Problem, Problems};
use crate::limits::MAX_NAME_BYTES;
use crate::party::{Party, PartyId};
use crate::{Error, Result};

/// Where readers leave the parties of a list.
///
/// *Memory*: nine to eighteen bytes for each party, of the hash of its id. Were the hashes of two ids the same, the second one would be
/// kept under another: among five million ids the chance is below one in a million, and a problem says so.
pub(super) struct Outlet<'a> {
    file: &'a File,
    keep: &'a mut dyn FnMut(Party) -> Result<()>,
    ids: FxHashSet<u64>,
    /// Each id that came again, with the number that the next party of it gets.
    again: FxHashMap<PartyId, u64>,
    /// The last record of each file that a name is from.
    last: BTreeMap<String, u64>,
    parties: u64,
    failure: Option<Error>,
}

/// What became of the parties of a list.
pub(super) struct Passed {
    pub(super) parties: u64,
    /// The last record of each file that a name is from.
    pub(super) last: BTreeMap<String, u64>,
    /// How each file fares.
    pub(super) tallies: BTreeMap<String, Tally>,
}

impl<'a> Outlet<'a> {
    /// `file` is where a party without a name is from.
    pub(super) fn new(file: &'a File, keep: &'a mut dyn FnMut(Party) -> Result<()>) -> Self {
        let (ids, again) = (FxHashSet::default(), FxHashMap::default());
        Self { file, keep, ids, again, last: BTreeMap::new(), parties: 0, failure: None }
    }

    /// Gives a party away. Where that fails, the rest of the list is passed over, and [`Outlet::close`] says why.
    pub(super) fn put(&mut self, mut party: Party, problems: &mut Problems) {
        if self.failure.is_some() {
            return;
        }
        self.make_id_unique(&mut party, problems);
        for name in &party.names {
            let origin = &name.origin;
            match self.last.get_mut(&origin.file) {
                Some(last) => *last = origin.record.max(*last),
                None => drop(self.last.insert(origin.file.clone(), origin.record)),
            }
            if name.full.len() > MAX_NAME_BYTES {
                let message = format!(
                    "a name of {} bytes, over the cap of {MAX_NAME_BYTES}; kept, but not screened whole",
                    name.full.len()
                );
                problems.push(Problem { origin: origin.clone(), message });
            }
        }
        self.parties += 1;
        self.failure = (self.keep)(party).err();
    }

    /// Gives every further party of an id one with a suffix: an index knows each id once, and no party is lost for it.
    fn make_id_unique(&mut self, party: &mut Party, problems: &mut Problems) {
        if self.ids.insert(hash(&party.id)) {
            return;
        }
        let number = self.again.entry(party.id.clone()).or_insert(2);
        let id = loop {
            let id = PartyId::from(format!("{}#{number}", party.id).as_str());
            *number += 1;
            if self.ids.insert(hash(&id)) {
                break id;
            }
        };
        let origin = party.names.first().map_or_else(|| self.file.origin(0, "id"), |name| name.origin.clone());
        problems.push(Problem { origin, message: format!("id `{}` stands here again, kept as `{id}`", party.id) });
        party.id = id;
    }

    /// What came by.
    ///
    /// # Errors
    ///
    /// Where a party could not be given away.
    pub(super) fn close(self) -> Result<Passed> {
        let passed = Passed { parties: self.parties, last: self.last, tallies: BTreeMap::new() };
        self.failure.map_or(Ok(passed), Err)
    }
}

fn hash(id: &PartyId) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
