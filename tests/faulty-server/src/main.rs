//! The `twinlock` program with a bug, for the history checker to find: a checker that never objects shows nothing. The
//! program is the product's own, unchanged; the bug is in an adapter that it is given. `SEEDED_BUG` says which.

mod policy_cache;
mod signer;
mod store;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use twinlock_ports::decorated::DecoratedStore;
use twinlock_server::Adapters;
use twinlock_server::cli::Cli;

use self::signer::AmrAlways;
use self::store::{CodeTwice, GateSkippedAtRedemption, PolicyRemembered, RevokeAllForgets, StepTwice};

/// The variable that names the bug.
const SEEDED_BUG: &str = "SEEDED_BUG";

fn main() -> ExitCode {
    let bug = std::env::var(SEEDED_BUG).unwrap_or_default();
    let Some(seed) = seed(&bug) else {
        eprintln!("{SEEDED_BUG} is {bug:?}, which names no bug");
        return ExitCode::FAILURE;
    };
    Cli::parse().run_with(seed)
}

/// How the adapters get the bug.
type Seed = fn(Adapters) -> Adapters;

fn seed(bug: &str) -> Option<Seed> {
    Some(match bug {
        "gate-skipped-at-redemption" => |adapters| with_store::<GateSkippedAtRedemption>(adapters),
        "code-twice" => |adapters| with_store::<CodeTwice>(adapters),
        "step-twice" => |adapters| with_store::<StepTwice>(adapters),
        "amr-always" => |adapters| Adapters { signer: Arc::new(AmrAlways(adapters.signer)), ..adapters },
        "revoke-all-forgets" => |adapters| with_store::<RevokeAllForgets>(adapters),
        "policy-remembered" => |adapters| with_store::<PolicyRemembered>(adapters),
        _ => return None,
    })
}

fn with_store<D: twinlock_ports::decorated::Decoration + Default>(adapters: Adapters) -> Adapters {
    Adapters { store: Arc::new(DecoratedStore::new(adapters.store.clone(), Arc::<D>::default())), ..adapters }
}
