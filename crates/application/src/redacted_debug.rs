//! `Debug` of commands. They contain cookies and typed codes, so a log gets only their name.

/// Implements `Debug` for a command: its name, without its fields.
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
