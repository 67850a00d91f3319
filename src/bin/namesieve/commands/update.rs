//! `update`: official lists from their publishers into the store, and an index of all that it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::process::ExitCode;
use std::time::Instant;

use namesieve::fetch::{Client, Event, Options, Source, Store, Version};
use namesieve::index::{Builder, Index, ListEntry, Manifest, own_lexicon};
use namesieve::list::{self, Reading};
use namesieve::party::Counts;

use super::{INCOMPLETE, Outcome};
use crate::args::{SourceArg, UpdateArgs};
use crate::failure::Failure;
use crate::index::lists_at;
use crate::integrity::may_replace;
use crate::lists::{ReadList, read_lexicon, show_problems, write_index};
use crate::messages::Messages;
use crate::progress::Progress;

/// Where fetched lists are kept, unless told otherwise.
pub(crate) const STORE: &str = "index/lists";

/// What stands for the addresses of the publisher in place of an address.
const OFFICIAL: &str = "official";

/// The list that an index has where there was nothing to build it of.
const SAMPLE: &str = "sample";

pub(crate) fn run(args: &UpdateArgs, messages: Messages) -> Outcome {
    let start = Instant::now();
    let store = Store::open(&args.store)?;
    let (accepted, dropped) = (list_names(&args.accept)?, list_names(&args.drop)?);
    let sources = sources(args, &store, &dropped)?;
    let local = args.local.iter().map(|list| list.read(&[], messages)).collect::<Result<Vec<_>, _>>()?;
    let given = |list: &String| {
        sources.iter().any(|source| source.list() == list) || local.iter().any(|local| local.list.name == *list)
    };
    if let Some(unknown) = accepted.iter().find(|list| !given(list)) {
        return Err(Failure::Usage {
            message: format!("the list `{unknown}` is to be accepted, but is not among those that are fetched"),
            hint: "name it as LIST too",
        });
    }
    let client = Client::new(Options::from(args));
    let in_force = Manifest::find(&args.index).unwrap_or_else(|error| {
        messages.problem(format_args!("the lists are not compared with those before: {error}"));
        None
    });
    let entries = in_force.as_ref().map_or(&[][..], |manifest| &manifest.lists);

    let (mut fresh, mut failed) = (BTreeMap::new(), false);
    for source in &sources {
        let list = source.list();
        let may_replace = |Reading { list: info, parties, .. }: &Reading| {
            may_replace(info, &Counts::of(parties), entries, accepted.contains(list), messages)
        };
        match renew(&store, &client, source, may_replace, messages) {
            Ok(Some(reading)) => drop(fresh.insert(list, reading)),
            Ok(None) => messages.note(format_args!("`{list}`: unchanged")),
            Err(failure) => {
                let stays = store.version(list).is_ok_and(|version| version.is_some());
                messages.failure(&Failure::Update { list: list.to_owned(), stays, source: failure.into() });
                failed = true;
            }
        }
    }

    let mut lists = store.lists()?;
    lists.retain(|list| !dropped.contains(list));
    if let Some(missing) = sources.iter().find(|source| !lists.iter().any(|list| list == source.list())) {
        return Err(Failure::Usage {
            message: format!(
                "no index is built, since it would lack `{}`; the one in force, if any, stays",
                missing.list()
            ),
            hint: "give another address with --source, or do not name the list",
        });
    }
    let versions = lists.iter().filter_map(|list| store.version(list).transpose()).collect::<Result<Vec<_>, _>>()?;
    let falls_short = |Reading { list, parties, .. }: &&Reading| {
        !may_replace(list, &Counts::of(parties), entries, accepted.contains(&list.name), messages)
    };
    if let Some(short) = local.iter().find(falls_short) {
        return Err(Failure::Refused { lists: vec![short.list.name.clone()], index: args.index.clone() });
    }
    let mut contents: Vec<(&str, &str)> = (versions.iter().map(|version| (version.list(), version.digest())))
        .chain(local.iter().map(|Reading { list, .. }| (&*list.name, &*list.digest)))
        .collect();
    contents.sort_unstable();
    check_contents(args, &contents, &dropped)?;
    let mut built: Vec<_> = entries.iter().map(|ListEntry { facts, .. }| (&*facts.name, &*facts.digest)).collect();
    built.sort_unstable();
    let kept = own_lexicon(&args.index);
    let lexicon = match (&args.lexicon, &kept) {
        (Some(directory), _) => Some(read_lexicon(directory, messages)?.0),
        (None, Ok(kept)) => kept.clone(),
        (None, Err(error)) => {
            messages.problem(format_args!("no lexicon of your own is kept, since there is no telling which: {error}"));
            None
        }
    };
    let same_lexicon = kept.is_ok_and(|kept| kept == lexicon);
    // An index of another version, or a damaged one, is built anew.
    if contents == built && same_lexicon && !args.force && Index::open(&args.index).is_ok() {
        let index = args.index.display();
        messages.note(format_args!("the index at `{index}` is built of these versions: nothing to do"));
    } else {
        let stored = versions.iter().map(|version| fresh.remove(version.list()).map_or_else(|| read(version), Ok));
        let mut builder = Builder::new(&args.index);
        let read = stored.chain(local.into_iter().map(Ok)).map(|reading| ReadList::of(reading?, &mut builder));
        let lists = read.collect::<Result<Vec<_>, Failure>>()?;
        write_index(&args.index, builder, lists, lexicon.as_ref(), start, messages)?;
    }
    dropped.iter().try_for_each(|list| store.remove(list))?;
    Ok(if failed { ExitCode::from(INCOMPLETE) } else { ExitCode::SUCCESS })
}

fn list_names(words: &[String]) -> Result<BTreeSet<String>, Failure> {
    Ok(words.iter().map(|word| Source::list_name(word)).collect::<Result<_, _>>()?)
}

/// Which lists to fetch and from where: those that are named, else those in the store. An address that was given once holds until
/// another is.
fn sources(args: &UpdateArgs, store: &Store, dropped: &BTreeSet<String>) -> Result<Vec<Source>, Failure> {
    let mut given: BTreeMap<String, (&str, Vec<String>)> = BTreeMap::new();
    for word in &args.lists {
        given.entry(Source::list_name(word)?).or_insert((word, Vec::new()));
    }
    for SourceArg { list, address } in &args.sources {
        given.entry(Source::list_name(list)?).or_insert((list, Vec::new())).1.push(address.clone());
    }
    let stored = store.lists()?;
    if given.is_empty() {
        given.extend(
            stored.iter().filter(|list| !dropped.contains(*list)).map(|list| (list.clone(), (&**list, Vec::new()))),
        );
    }
    if given.is_empty() && args.local.is_empty() && dropped.is_empty() {
        return Err(Failure::Usage {
            message: format!("no list is named, and none is in `{}` yet", args.store.display()),
            hint: "name those that you need, for example `namesieve update ofac-sdn un eu uk`",
        });
    }
    let source = |(list, (word, addresses)): (String, (&str, Vec<String>))| {
        let known = if addresses.is_empty() { store.source(&list).ok().flatten() } else { None };
        match known {
            Some(known) if !known.is_official() => Ok(known),
            // The publisher's address may be another by now; that of a dataset is known by its word alone.
            Some(known) => Ok(Source::official(word).unwrap_or(known)),
            None if addresses.iter().all(|address| address == OFFICIAL) => {
                Source::official(word).ok_or_else(|| Failure::Usage {
                    message: format!("no address of a list `{word}` is known"),
                    hint: "give it with --source LIST=ADDRESS",
                })
            }
            None => Ok(Source::new(word, addresses)?),
        }
    };
    given.into_iter().map(source).collect()
}

/// Fetches a list, reads it, and puts it in force if it is as it should be; `None` where nothing is new.
fn renew(
    store: &Store,
    client: &Client,
    source: &Source,
    may_replace: impl Fn(&Reading) -> bool,
    messages: Messages,
) -> Result<Option<Reading>, Failure> {
    let mut progress: Option<Progress> = None;
    let fetched = store.fetch(client, source, &mut |event| match event {
        Event::Started { bytes } => progress = Some(Progress::over_bytes(bytes, messages)),
        Event::Received { bytes } => progress.iter().for_each(|progress| progress.add(bytes)),
        Event::Asking { address } => {
            progress = None;
            messages.note(format_args!("`{}`: asking {address}", source.list()));
        }
        Event::Retrying { after, error } => {
            progress = None;
            let cause = error.source().map(|cause| format!(" ({cause})")).unwrap_or_default();
            messages.note(format_args!("{error}{cause}; trying again in {} s", after.as_secs_f64()));
        }
        _ => {}
    });
    drop(progress);
    let Some(version) = fetched? else { return Ok(None) };
    let reading = read(&version).and_then(|reading| {
        show_problems(&reading.list, &reading.problems, messages);
        if may_replace(&reading) { Ok(reading) } else { Err(Failure::FallsShort { list: reading.list.name }) }
    });
    match reading {
        Ok(reading) => {
            store.accept(&version)?;
            messages.note(format_args!("`{}`: a new version", source.list()));
            Ok(Some(reading))
        }
        Err(failure) => {
            let types = version.content_types().join(", ");
            let content_type = if types.is_empty() { "not given".to_owned() } else { format!("`{types}`") };
            Err(Failure::NotTaken { path: store.refuse(&version)?, content_type, source: failure.into() })
        }
    }
}

/// Reads a fetched list. What an official list is, its content says; any other has the name under which it was fetched. It is given
/// as a folder: a file could be taken for the mapping of a list, which leads to files of this machine.
fn read(version: &Version) -> Result<Reading, Failure> {
    let name = version.list();
    let is_official = Source::words().any(|(_, official)| official == name);
    let mut reading = list::read(version.path(), None)?;
    if !is_official {
        reading.rename(name);
    }
    if reading.list.name != name {
        return Err(Failure::Usage {
            message: format!("it is the list `{}`, not `{name}`", reading.list.name),
            hint: "give the list at that address a name of its own",
        });
    }
    // Where it is from and what was fetched, whatever became of it when it was unpacked.
    reading.list.source = version.source().addresses().join(", ");
    reading.list.digest = version.digest().to_owned();
    Ok(reading)
}

/// Refuses to build an index that nobody can have meant: of nothing, of two lists with one name, or without a list that the one in
/// force has.
fn check_contents(args: &UpdateArgs, contents: &[(&str, &str)], dropped: &BTreeSet<String>) -> Result<(), Failure> {
    let names: Vec<&str> = contents.iter().map(|&(name, _)| name).collect();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Failure::Usage {
            message: format!("two lists are named `{}`", twice[0]),
            hint: "give each a name of its own; that of a file is made of the file's name",
        });
    }
    let built = lists_at(&args.index);
    if let Some(unknown) = dropped.iter().find(|list| !built.contains(list) && !args.store.join(list).exists()) {
        return Err(Failure::Usage {
            message: format!("there is no list `{unknown}` to drop"),
            hint: "`namesieve inspect` shows the lists of the index",
        });
    }
    let lacking = built.iter().find(|list| {
        let list = list.as_str();
        list != SAMPLE && !names.contains(&list) && !dropped.contains(list)
    });
    if let Some(lacking) = lacking {
        return Err(Failure::Usage {
            message: format!("the index at `{}` has the list `{lacking}`, which would be lost", args.index.display()),
            hint: "add it with --list PATH, leave it out with --drop LIST, or write another index with --index DIR",
        });
    }
    if names.is_empty() {
        return Err(Failure::Usage {
            message: "no list is left to build an index of".to_owned(),
            hint: "name one, for example `namesieve update un`",
        });
    }
    Ok(())
}
