//! Twinlock from outside: over HTTP, with real relying parties and a real browser, in one binary.

mod browser;
mod rules;
mod support;
