//! The cost of one decision: its time in nanoseconds, and its allocations, of which there must be none.

use std::hint::black_box;

use divan::{AllocProfiler, Bencher};
use twinlock_domain::{
    AccountId, AccountStanding, Acr, AppId, AppPolicy, Authentication, Decision, Enrolment, GateInput, PolicyEpoch,
    RequestedAccess, SecondFactorMethod, Timestamp, decide,
};

#[global_allocator]
static COUNTED: AllocProfiler = AllocProfiler::system();

const NOW: Timestamp = Timestamp::from_unix_seconds(1_790_000_000);

fn main() {
    divan::main();
}

fn required() -> AppPolicy {
    let mut policy = AppPolicy::default();
    policy.require_2fa(NOW);
    policy
}

fn enrolled() -> AccountStanding {
    AccountStanding::Active(Enrolment::Enrolled { since: NOW })
}

fn bench(
    bencher: Bencher<'_, '_>,
    policy: &AppPolicy,
    standing: AccountStanding,
    access: RequestedAccess,
    two_factor: bool,
) {
    let password = Authentication::password(NOW);
    let authentication = if two_factor { password.with(SecondFactorMethod::Totp, NOW) } else { password };
    let input = GateInput {
        app: AppId::from_bytes([1; 16]),
        account: AccountId::from_bytes([2; 16]),
        policy,
        standing,
        authentication,
        access,
        now: NOW,
    };
    bencher.bench_local(|| -> Decision { decide(black_box(&input)) });
}

#[divan::bench]
fn passes_without_a_requirement(bencher: Bencher<'_, '_>) {
    let standing = AccountStanding::Active(Enrolment::NotEnrolled);
    bench(bencher, &AppPolicy::default(), standing, RequestedAccess::New { floor: Acr::OneFactor }, false);
}

#[divan::bench]
fn stops_at_the_panel(bencher: Bencher<'_, '_>) {
    let standing = AccountStanding::Active(Enrolment::NotEnrolled);
    bench(bencher, &required(), standing, RequestedAccess::New { floor: Acr::OneFactor }, false);
}

#[divan::bench]
fn asks_for_a_code(bencher: Bencher<'_, '_>) {
    bench(bencher, &required(), enrolled(), RequestedAccess::New { floor: Acr::OneFactor }, false);
}

#[divan::bench]
fn passes_with_two_factors(bencher: Bencher<'_, '_>) {
    bench(bencher, &required(), enrolled(), RequestedAccess::New { floor: Acr::OneFactor }, true);
}

#[divan::bench]
fn refreshes_access_from_before(bencher: Bencher<'_, '_>) {
    let standing = AccountStanding::Active(Enrolment::NotEnrolled);
    bench(bencher, &required(), standing, RequestedAccess::Refresh { epoch: PolicyEpoch::default() }, false);
}
