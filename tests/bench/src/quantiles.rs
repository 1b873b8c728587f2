//! Measured latencies and their percentiles.

use std::time::Duration;

/// The latencies of one kind of operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latencies(Vec<Duration>);

impl Latencies {
    /// Adds a latency.
    pub(crate) fn add(&mut self, latency: Duration) {
        self.0.push(latency);
    }

    /// Adds the latencies of another connection.
    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The latency that `share` per cent do not exceed, in milliseconds; `None` if there are none.
    pub(crate) fn percentile(&mut self, share: usize) -> Option<f64> {
        self.0.sort_unstable();
        let last = self.0.len().checked_sub(1)?;
        let place = (self.0.len() * share / 100).min(last);
        self.0.get(place).map(|latency| latency.as_secs_f64() * 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_latencies_that_were_measured() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.percentile(50), None);
        for millis in [4, 2, 1, 3] {
            latencies.add(Duration::from_millis(millis));
        }
        assert_eq!(latencies.percentile(0), Some(1.0));
        assert_eq!(latencies.percentile(50), Some(3.0));
        assert_eq!(latencies.percentile(100), Some(4.0));
    }
}
