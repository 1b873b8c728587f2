//! Prints the gate's complete answer table: the decision for each combination of account, session and requirement.

use std::io::{self, Write};
use std::time::Duration;

use twinlock_domain::{
    AccountId, AccountStanding, Acr, AppId, AppPolicy, Authentication, Decision, Enrolment, GateInput, PolicyEpoch,
    RequestedAccess, SecondFactorMethod, Stop, Timestamp, decide,
};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_790_000_000);
const DAY: Duration = Duration::from_hours(24);

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (heading, policy) in policies() {
        writeln!(out, "\nThe requirement is {heading}.\n")?;
        writeln!(out, "{:<17}{:<16}{:<28}answer", "account", "authentication", "asks for")?;
        for (account, standing) in standings() {
            for (shown, authentication) in authentications() {
                for (asked, access) in accesses() {
                    let decision = decide(&GateInput {
                        app: AppId::from_bytes([1; 16]),
                        account: AccountId::from_bytes([2; 16]),
                        policy: &policy,
                        standing,
                        authentication,
                        access,
                        now: NOW,
                    });
                    writeln!(out, "{account:<17}{shown:<16}{asked:<28}{}", in_words(&decision))?;
                }
            }
        }
    }
    Ok(())
}

/// Codes and grants of the table have epoch zero, so every *on* and every *revoke all* comes after them.
fn policies() -> [(&'static str, AppPolicy); 4] {
    let never = AppPolicy { enrolment_age: DAY, ..AppPolicy::default() };
    let mut on = never;
    on.require_2fa(NOW);
    let mut off_again = on;
    off_again.lift_2fa();
    let mut revoked = on;
    revoked.revoke_all(NOW);
    [
        ("off, and was never on", never),
        ("on", on),
        ("off again", off_again),
        ("on, and all consents were revoked", revoked),
    ]
}

fn standings() -> [(&'static str, AccountStanding); 4] {
    [
        ("not enrolled", AccountStanding::Active(Enrolment::NotEnrolled)),
        ("enrolled today", AccountStanding::Active(Enrolment::Enrolled { since: NOW })),
        ("enrolled", AccountStanding::Active(Enrolment::Enrolled { since: NOW - DAY })),
        ("disabled", AccountStanding::Disabled),
    ]
}

fn authentications() -> [(&'static str, Authentication); 2] {
    let password = Authentication::password(NOW);
    [("password", password), ("password+code", password.with(SecondFactorMethod::Totp, NOW))]
}

fn accesses() -> [(&'static str, RequestedAccess); 4] {
    let epoch = PolicyEpoch::new(0);
    [
        ("a code", RequestedAccess::New { floor: Acr::OneFactor }),
        ("a code, with acr 2fa", RequestedAccess::New { floor: Acr::TwoFactor }),
        ("tokens of an older code", RequestedAccess::Redeem { epoch }),
        ("tokens of an older grant", RequestedAccess::Refresh { epoch }),
    ]
}

fn in_words(decision: &Decision) -> String {
    let answer = match decision {
        Decision::Pass(_) => "pass",
        Decision::Stop(Stop::Challenge) => "challenge",
        Decision::Stop(Stop::Enrol) => "enrol",
        Decision::Stop(Stop::Wait { .. }) => "wait",
        Decision::Stop(Stop::Refuse(_)) => "refuse",
    };
    format!("{answer} ({})", decision.reason())
}
