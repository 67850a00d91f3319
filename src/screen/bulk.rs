//! A stream of records, screened on several threads, answered in its order.
//!
//! The thread that asks reads the records, hands them out in chunks, and gives what was made of them to the sink, in order; while
//! there is nothing to read or hand on, it screens a chunk itself. So as many threads work as were asked for, and none more that
//! would take turns with them on the same cores.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::thread;

use crossbeam_channel::{Sender, bounded, unbounded};

use super::input::{Record, RecordProblem};
use super::{Answer, Screener, Session, Settings};
use crate::limits::check_threads;
use crate::{Error, Result};

/// Records that travel together: enough to make handing over cheap, few enough to keep all threads busy at the end.
const CHUNK: usize = 256;

/// Chunks under way for each thread: what bounds memory when writing is slower than screening.
const AHEAD: usize = 4;

/// A record with its answer.
#[derive(Debug)]
pub struct Screened {
    /// The record.
    pub record: Record,
    /// Its answer.
    pub answer: Answer,
}

/// Screens all records. `render` takes each outcome down, on the thread that screened it, into what some records after one another
/// have in common, and `sink` is handed that, in the order of the input.
///
/// A record that could not be read or screened comes as the problem it has; the others go on. Memory is bounded by the
/// chunks under way, whatever the length of the input. Outcomes do not depend on the number of threads.
///
/// # Errors
///
/// The first error of `sink`, which ends the run, an index that can not be read, and more threads than
/// [`MAX_THREADS`](crate::limits::MAX_THREADS) or than the system starts.
pub fn screen_all<T: Default + Send, E: From<Error>>(
    screener: &Screener,
    settings: &Settings,
    records: impl Iterator<Item = Result<Record, RecordProblem>>,
    threads: NonZeroUsize,
    render: impl Fn(&mut T, Result<Screened, RecordProblem>) + Sync,
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    check_threads(threads)?;
    let screen = |record: Result<Record, RecordProblem>, rendered: &mut T, session: &mut Session| {
        let outcome = match record {
            Err(problem) => Err(problem),
            Ok(record) => match screener.screen(&record.query, settings, session) {
                Ok(answer) => Ok(Screened { record, answer }),
                Err(error) if error.is_input() => {
                    Err(RecordProblem { row: record.row, id: record.id, message: error.to_string() })
                }
                Err(error) => return Err(error),
            },
        };
        render(rendered, outcome);
        Ok(())
    };
    let mut sessions = if threads.get() == 1 { vec![Session::default()] } else { Session::sharing(threads) };
    let mut session = sessions.pop().unwrap_or_default();
    // Whoever types records has said once that there are no more.
    let mut records = records.fuse().peekable();
    if threads.get() == 1 {
        // One after the other, each while it is in the cache.
        while records.peek().is_some() {
            let mut rendered = T::default();
            let end = records.by_ref().take(CHUNK).try_for_each(|record| screen(record, &mut rendered, &mut session));
            sink(rendered)?;
            end?;
        }
        return Ok(());
    }
    let ahead = threads.get() * AHEAD;
    let (work, inbox) = bounded::<(u64, Vec<_>)>(ahead);
    let (outbox, done) = unbounded();
    let screen_chunk = |(number, chunk): (u64, Vec<_>), outbox: &Sender<Done<T>>, session: &mut Session| {
        // Should `render` panic, its chunk is answered all the same, so that nobody waits for it for ever.
        let mut answer = Answered { outbox, done: (number, T::default(), Err(stopped())) };
        let (_, rendered, end) = &mut answer.done;
        *end = chunk.into_iter().try_for_each(|record| screen(record, rendered, session));
    };
    thread::scope(|scope| {
        for mut session in sessions {
            let (inbox, outbox, screen_chunk) = (inbox.clone(), outbox.clone(), &screen_chunk);
            // Where one can not be started, those before it end when `work` goes.
            let started = thread::Builder::new().spawn_scoped(scope, move || {
                inbox.iter().for_each(|chunk| screen_chunk(chunk, &outbox, &mut session));
            });
            started
                .map_err(|error| Error::input(format!("can not start {threads} threads: {error}; ask for fewer")))?;
        }
        let work = work;
        let mut order = Order { waiting: BTreeMap::new(), next: 0 };
        let mut sent = 0;
        let outcome = loop {
            let taken = if let Ok(done) = done.try_recv() {
                order.take(done, &mut sink)
            } else if sent - order.next < ahead as u64 && records.peek().is_some() {
                sent += 1;
                work.send((sent - 1, records.by_ref().take(CHUNK).collect())).map_err(|_| stopped().into())
            } else if sent == order.next {
                break Ok(());
            } else if let Ok(chunk) = inbox.try_recv() {
                screen_chunk(chunk, &outbox, &mut session);
                Ok(())
            } else {
                done.recv().map_err(|_| stopped().into()).and_then(|done| order.take(done, &mut sink))
            };
            if taken.is_err() {
                break taken;
            }
        };
        // After a failure nobody wants the rest.
        inbox.try_iter().for_each(drop);
        outcome
    })
}

/// Sends what it holds when it goes, be it by a panic.
struct Answered<'a, T: Default> {
    outbox: &'a Sender<Done<T>>,
    done: Done<T>,
}

/// The number of a chunk, what was made of its records, and the error that ended that, if one did.
type Done<T> = (u64, T, Result<()>);

impl<T: Default> Drop for Answered<'_, T> {
    fn drop(&mut self) {
        let (number, rendered, end) = &mut self.done;
        let end = std::mem::replace(end, Ok(()));
        // Nobody listens any more once the run has failed.
        let _ = self.outbox.send((*number, std::mem::take(rendered), end));
    }
}

fn stopped() -> Error {
    Error::input("a screening thread stopped before its work was done")
}

/// Chunks that are done before their turn.
struct Order<T> {
    waiting: BTreeMap<u64, (T, Result<()>)>,
    next: u64,
}

impl<T> Order<T> {
    fn take<E: From<Error>>(
        &mut self,
        (number, rendered, end): Done<T>,
        sink: &mut impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        self.waiting.insert(number, (rendered, end));
        while let Some((rendered, end)) = self.waiting.remove(&self.next) {
            self.next += 1;
            sink(rendered)?;
            end?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::index::Index;
    use crate::list;
    use crate::screen::Query;

    fn screener() -> Screener {
        Screener::new(Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap()
    }

    /// Numbered records; every seventh can not be read, and every eleventh not be screened.
    fn records(count: u64) -> impl Iterator<Item = Result<Record, RecordProblem>> {
        (1..=count).map(|row| {
            let problem = || RecordProblem { row, id: String::new(), message: "unreadable".to_owned() };
            let query = if row % 11 == 0 { Query::default() } else { Query::named("Kum Hyok Song") };
            let (id, name) = (String::new(), String::new());
            let record = Record { row, id, name, query, expected: Vec::new(), ignored: Vec::new() };
            if row % 7 == 0 { Err(problem()) } else { Ok(record) }
        })
    }

    fn threads() -> impl Iterator<Item = NonZeroUsize> {
        [1, 2, 3, 8].into_iter().filter_map(NonZeroUsize::new)
    }

    #[test]
    fn problems_stand_where_their_records_do() {
        let (screener, settings, count) = (screener(), Settings::default(), 9 * CHUNK as u64 + 5);
        for threads in threads() {
            let mut rows = Vec::new();
            let render = |rows: &mut Vec<_>, outcome: Result<Screened, RecordProblem>| match outcome {
                Ok(Screened { record, answer }) => rows.push((record.row, answer.has_match())),
                Err(problem) => rows.push((problem.row, false)),
            };
            let sink = |some: Vec<_>| {
                rows.extend(some);
                Ok::<_, Error>(())
            };
            screen_all(&screener, &settings, records(count), threads, render, sink).unwrap();
            let want: Vec<_> = (1..=count).map(|row| (row, row % 7 != 0 && row % 11 != 0)).collect();
            assert_eq!(rows, want, "{threads} threads");
        }
    }

    #[test]
    fn no_more_is_read_than_may_be_under_way() {
        let (screener, settings) = (screener(), Settings::default());
        for threads in threads() {
            let (read, written, most) = (Cell::new(0), Cell::new(0), Cell::new(0));
            let counted = records(40 * CHUNK as u64).inspect(|_| {
                read.set(read.get() + 1);
                most.set(most.get().max(read.get() - written.get()));
            });
            let sink = |some: usize| {
                written.set(written.get() + some);
                Ok::<_, Error>(())
            };
            screen_all(&screener, &settings, counted, threads, |count: &mut usize, _| *count += 1, sink).unwrap();
            assert_eq!(written.get(), 40 * CHUNK, "{threads} threads");
            // One record is looked at ahead.
            assert!(most.get() <= threads.get() * AHEAD * CHUNK + 1, "{threads} threads: {}", most.get());
        }
    }

    #[test]
    fn a_sink_that_fails_ends_the_run() {
        let (screener, settings) = (screener(), Settings::default());
        for threads in threads() {
            let (mut read, mut sunk) = (0, 0);
            let sink = |()| {
                sunk += 1;
                if sunk == 3 { Err(Error::input("full")) } else { Ok(()) }
            };
            let endless = std::iter::repeat_with(|| records(1)).flatten().inspect(|_| read += 1);
            let error = screen_all(&screener, &settings, endless, threads, |(), _| {}, sink).unwrap_err();
            assert_eq!((error.to_string().as_str(), sunk), ("full", 3), "{threads} threads");
            assert!(read <= (threads.get() * AHEAD + 3) * CHUNK + 1, "{threads} threads: {read}");
        }
    }

    #[test]
    fn a_render_that_panics_leaves_nobody_waiting() {
        let (screener, settings) = (screener(), Settings::default());
        for threads in threads() {
            let render = |(): &mut (), outcome: Result<Screened, RecordProblem>| {
                assert!(!matches!(outcome, Err(problem) if problem.row == 700), "on purpose");
            };
            let run = || screen_all(&screener, &settings, records(2_000), threads, render, |()| Ok::<_, Error>(()));
            assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "{threads} threads");
        }
    }
}
