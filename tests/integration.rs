//! Twinlock from outside: over HTTP, with real relying parties and a real browser, in one binary.

// `cfg(test)` tells clippy that everything here is a test, also what is no `#[test]` itself.
#[cfg(test)]
mod browser;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod support;
