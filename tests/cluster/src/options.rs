//! How a cluster is set up: what differs between a test, a benchmark and a set-up with replicas.

/// What survives when the machine loses power.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: no write waits for the disk. Everything else is as in production, the order of commits included.
    #[default]
    Fleeting,
    /// Every commit, at the cost that a benchmark has to measure.
    Durable,
}

/// How a cluster is started.
#[derive(Clone, Debug)]
pub struct Options {
    pub durability: Durability,
    pub max_connections: u16,
    /// Lines of `postgresql.conf` after ours, so that they win: `("wal_level", "logical")`.
    pub settings: Vec<(String, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self { durability: Durability::default(), max_connections: 300, settings: Vec::new() }
    }
}

impl Options {
    /// For measurements: every commit reaches the disk.
    pub fn durable() -> Self {
        Self { durability: Durability::Durable, ..Self::default() }
    }

    /// With one more line of `postgresql.conf`.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }

    /// The lines of `postgresql.conf` for these options.
    pub(crate) fn lines(&self) -> String {
        let on = if self.durability == Durability::Durable { "on" } else { "off" };
        let ours = [
            ("fsync", on.to_owned()),
            // Pages are torn only by a loss of power, which nothing survives without fsync anyway.
            ("full_page_writes", on.to_owned()),
            ("synchronous_commit", "on".to_owned()),
            ("max_connections", self.max_connections.to_string()),
        ];
        let ours = ours.iter().map(|(key, value)| line(key, value));
        ours.chain(self.settings.iter().map(|(key, value)| line(key, value))).collect()
    }
}

/// One line of `postgresql.conf`; a quote in a value is doubled.
pub(crate) fn line(key: &str, value: &str) -> String {
    format!("{key} = '{}'\n", value.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_caller_sets_stands_last_and_quoted() {
        let lines = Options::durable().with("fsync", "off").with("application_name", "o'clock").lines();
        assert!(lines.find("fsync = 'on'").unwrap() < lines.find("fsync = 'off'").unwrap(), "{lines}");
        assert!(lines.ends_with("application_name = 'o''clock'\n"), "{lines}");
    }
}
