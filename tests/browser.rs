//! A real browser for the tests that ask what a person sees: with and without JavaScript, light and dark, narrow and wide.

pub(crate) mod driver;
