//! Threads that only hash passwords. Each of them keeps the 19 MiB that a hash needs: on tokio's shared blocking
//! threads, which may be hundreds, that memory would add up.

use tokio::runtime::{Builder, Runtime};

/// A limited number of threads, which are started when they are needed.
#[derive(Debug)]
pub(super) struct Threads(Option<Runtime>);

impl Threads {
    pub(super) fn new(most: usize) -> Self {
        Self(Builder::new_current_thread().max_blocking_threads(most).thread_name("passwords").build().ok())
    }

    /// Runs work on one of the threads; `None` if no thread is available, or the work panics.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        self.0.as_ref()?.spawn_blocking(work).await.ok()
    }
}

impl Drop for Threads {
    /// Does not wait for the threads: this may run on an async thread, which must not block.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
