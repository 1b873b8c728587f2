//! Commands carry cookies and typed codes: in a log they are their name alone.

/// `Debug` that says a command's name and nothing that is in it.
macro_rules! redacted_debug {
    ($command:ident) => {
        impl std::fmt::Debug for $command<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($command)).finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use redacted_debug;
