//! The log of the servers under test, kept in memory. A request is found in it by the id in its response.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use tracing_subscriber::fmt::MakeWriter;

use super::Page;

static LINES: OnceLock<Lines> = OnceLock::new();

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Begins to record the log of this process, if no other test has begun already.
pub(crate) fn keep() {
    LINES.get_or_init(|| {
        let lines = Lines::default();
        let text = tracing_subscriber::fmt().with_ansi(false).with_writer(lines.clone());
        text.with_env_filter("twinlock=info").try_init().unwrap();
        lines
    });
}

/// The log lines about the request of this response.
pub(crate) fn lines_of(page: &Page) -> Vec<String> {
    let id = page.headers.get("x-request-id").unwrap().to_str().unwrap();
    let all = LINES.get().unwrap().0.lock().unwrap();
    String::from_utf8_lossy(&all).lines().filter(|line| line.contains(id)).map(str::to_owned).collect()
}
