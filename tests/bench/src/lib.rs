//! What Twinlock costs, measured from outside: the release server on a throwaway database, driven by real flows.

pub mod contention;
mod cpu;
mod noise;
mod quantiles;
