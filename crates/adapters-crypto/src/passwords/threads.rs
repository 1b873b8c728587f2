//! Threads that hash passwords and do nothing else. Each hash takes 19 MiB for a moment, and a thread keeps what it has
//! once taken: on the threads that do everything, the memory of a whole pool of them would add up.

use tokio::runtime::{Builder, Runtime};

/// So many threads, made when they are needed.
#[derive(Debug)]
pub(super) struct Threads(Option<Runtime>);

impl Threads {
    pub(super) fn new(most: usize) -> Self {
        Self(Builder::new_current_thread().max_blocking_threads(most).thread_name("passwords").build().ok())
    }

    /// Runs work on one of them; `None` when the system gives no thread, or the work ends badly.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        self.0.as_ref()?.spawn_blocking(work).await.ok()
    }
}

impl Drop for Threads {
    /// Without waiting: this may be on an async thread.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
