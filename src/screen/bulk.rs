//! A stream of records, screened on several threads, answered in its order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;

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

/// Screens all records and hands the outcomes to `sink` in the order of the input; `render` runs on the screening threads.
///
/// A record that could not be read or screened comes as the problem it has; the others go on. Memory is bounded by the
/// chunks under way, whatever the length of the input. Outcomes do not depend on the number of threads.
///
/// # Errors
///
/// The first error of `sink`, which ends the run, an index that can not be read, and more threads than
/// [`MAX_THREADS`](crate::limits::MAX_THREADS) or than the system starts.
pub fn screen_all<T: Send, E: From<Error>>(
    screener: &Screener,
    settings: &Settings,
    records: impl Iterator<Item = Result<Record, RecordProblem>>,
    threads: NonZeroUsize,
    render: impl Fn(Result<Screened, RecordProblem>) -> T + Sync,
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    check_threads(threads)?;
    let screen = |record: Result<Record, RecordProblem>, session: &mut Session| match record {
        Err(problem) => Ok(render(Err(problem))),
        Ok(record) => match screener.screen(&record.query, settings, session) {
            Ok(answer) => Ok(render(Ok(Screened { record, answer }))),
            Err(error) if error.is_input() => {
                Ok(render(Err(RecordProblem { row: record.row, id: record.id, message: error.to_string() })))
            }
            Err(error) => Err(error),
        },
    };
    if threads.get() == 1 {
        let mut session = Session::default();
        return records.into_iter().try_for_each(|record| sink(screen(record, &mut session)?));
    }
    let (work, inbox) = mpsc::sync_channel::<(u64, Vec<_>)>(threads.get() * AHEAD);
    let (outbox, done) = mpsc::channel::<(u64, Result<Vec<T>>)>();
    let inbox = Mutex::new(inbox);
    thread::scope(|scope| {
        for _ in 0..threads.get() {
            let (inbox, outbox, screen) = (&inbox, outbox.clone(), &screen);
            // Where one can not be started, those before it end when `work` goes.
            let started = thread::Builder::new().spawn_scoped(scope, move || {
                let mut session = Session::default();
                loop {
                    let received = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, chunk)) = received else { return };
                    // Should `render` panic, its chunk is answered all the same, so that nobody waits for it for ever.
                    let mut answer = Unanswered { number, outbox: &outbox, rendered: Some(Err(stopped())) };
                    let rendered = chunk.into_iter().map(|record| screen(record, &mut session)).collect();
                    answer.rendered = Some(rendered);
                }
            });
            started
                .map_err(|error| Error::input(format!("can not start {threads} threads: {error}; ask for fewer")))?;
        }
        drop(outbox);
        let mut order = Order { waiting: BTreeMap::new(), next: 0 };
        let mut records = records.into_iter();
        let mut sent = 0;
        loop {
            let chunk: Vec<_> = records.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                break;
            }
            // Hold back while as much is under way as may be: answers are taken before more is sent.
            while sent - order.next >= (threads.get() * AHEAD) as u64 {
                order.take(done.recv().map_err(|_| stopped())?, &mut sink)?;
            }
            work.send((sent, chunk)).map_err(|_| stopped())?;
            sent += 1;
        }
        drop(work);
        while order.next < sent {
            order.take(done.recv().map_err(|_| stopped())?, &mut sink)?;
        }
        Ok(())
    })
}

/// Sends what it holds when it goes, be it by a panic.
struct Unanswered<'a, T> {
    number: u64,
    outbox: &'a mpsc::Sender<(u64, Result<Vec<T>>)>,
    rendered: Option<Result<Vec<T>>>,
}

impl<T> Drop for Unanswered<'_, T> {
    fn drop(&mut self) {
        // Nobody listens any more once the run has failed.
        let _ = self.outbox.send((self.number, self.rendered.take().unwrap_or_else(|| Err(stopped()))));
    }
}

fn stopped() -> Error {
    Error::input("a screening thread stopped before its work was done")
}

/// Chunks that are done before their turn.
struct Order<T> {
    waiting: BTreeMap<u64, Result<Vec<T>>>,
    next: u64,
}

impl<T> Order<T> {
    fn take<E: From<Error>>(
        &mut self,
        (number, chunk): (u64, Result<Vec<T>>),
        sink: &mut impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        self.waiting.insert(number, chunk);
        while let Some(chunk) = self.waiting.remove(&self.next) {
            self.next += 1;
            chunk?.into_iter().try_for_each(&mut *sink)?;
        }
        Ok(())
    }
}
