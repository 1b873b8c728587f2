//! The only writer of the log. It numbers the lines, so that the order in the file is the order of observation.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};

use crate::clock::now_millis;
use crate::record::{Call, Entry, Event, Outcome};

/// Writes events to the log, and keeps them.
#[derive(Debug)]
pub struct Recorder(Mutex<State>);

#[derive(Debug)]
struct State {
    file: BufWriter<File>,
    entries: Vec<Entry>,
    ops: u64,
}

impl Recorder {
    /// Creates a log file.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self(Mutex::new(State { file: BufWriter::new(file), entries: Vec::new(), ops: 0 })))
    }

    /// Records the start of an operation. Returns its number, for [`Recorder::done`].
    pub fn invoke(&self, client: &str, node: usize, call: Call) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let op = state.ops;
        state.ops += 1;
        state.note(Event::Invoke { op, client: client.to_owned(), node, call });
        op
    }

    /// Records the outcome of an operation.
    pub fn done(&self, op: u64, outcome: Outcome) {
        self.note(Event::Done { op, outcome });
    }

    /// Records any event.
    pub fn note(&self, event: Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).note(event);
    }

    /// All entries so far.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.file.flush().context("the log cannot be written")?;
        Ok(state.entries.clone())
    }
}

impl State {
    fn note(&mut self, event: Event) {
        let at = self.entries.len() as u64;
        // The machine's clock can be set back, but the times in the log must not decrease.
        let wall = self.entries.last().map_or(0, |last| last.wall).max(now_millis());
        let entry = Entry { at, wall, event };
        if let Ok(line) = serde_json::to_string(&entry) {
            // A write error is reported when `entries` flushes the file.
            let _ = writeln!(self.file, "{line}");
        }
        self.entries.push(entry);
    }
}
