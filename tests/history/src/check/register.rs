//! A value that is read and written concurrently: what a read may return.

use crate::history::Op;

/// A register whose value is *yes* or *no*.
#[derive(Debug, Default)]
pub(super) struct Register<'a> {
    writes: Vec<Write<'a>>,
    /// The writes that certainly took effect, sorted by their end: the end, and the latest beginning so far.
    sure: Vec<(u64, u64)>,
}

#[derive(Debug)]
struct Write<'a> {
    op: &'a Op,
    value: bool,
}

/// The values that a read may return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Possible {
    pub(super) yes: bool,
    pub(super) no: bool,
}

impl Possible {
    /// Whether a read may return `value`.
    pub(super) const fn may_be(self, value: bool) -> bool {
        if value { self.yes } else { self.no }
    }
}

impl<'a> Register<'a> {
    /// A register from writes in the order of their beginnings. Refused writes are left out.
    pub(super) fn of(writes: impl IntoIterator<Item = (&'a Op, bool)>) -> Self {
        let writes = writes.into_iter().filter(|(op, _)| op.may_have_applied());
        let writes: Vec<_> = writes.map(|(op, value)| Write { op, value }).collect();
        let applied = writes.iter().filter(|write| write.op.applied());
        let mut sure: Vec<(u64, u64)> = applied.map(|write| (write.op.ends, write.op.begins)).collect();
        sure.sort_unstable();
        let mut latest = 0;
        for (_, begins) in &mut sure {
            latest = latest.max(*begins);
            *begins = latest;
        }
        Self { writes, sure }
    }

    /// What the value may be at some moment between two lines. It begins as *no*.
    pub(super) fn possible(&self, from: u64, until: u64) -> Possible {
        // A write is overwritten if it ended before another began that was complete by `from`.
        let over = self.sure.partition_point(|(ends, _)| *ends < from);
        let newest = over.checked_sub(1).and_then(|last| self.sure.get(last)).map(|(_, begins)| *begins);
        let mut possible = Possible { yes: false, no: newest.is_none() };
        for write in self.writes.iter().take_while(|write| write.op.begins < until) {
            if newest.is_none_or(|newest| write.op.ends >= newest) {
                if write.value {
                    possible.yes = true;
                } else {
                    possible.no = true;
                }
            }
        }
        possible
    }

    /// Whether the value was certainly *yes* all the time between two lines.
    pub(super) fn surely_yes(&self, from: u64, until: u64) -> bool {
        !self.possible(from, until).no
    }

    /// The last write that was over before a line, for the report.
    pub(super) fn last_before(&self, line: u64) -> Option<&'a Op> {
        let over = self.writes.iter().filter(|write| write.op.applied() && write.op.ends < line);
        over.max_by_key(|write| write.op.begins).map(|write| write.op)
    }
}
