//! What we say about two-factor authentication and the gate: one place, so that page, error and mail never disagree.

use std::time::Duration;

use twinlock_domain::Timestamp;

use crate::format;

pub(super) const PASSWORD_AGAIN: &str = "Give your password again: this changes how your account is protected.";
pub(super) const SET_UP: &str = "Set up two-factor authentication";
pub(super) const CODE_LABEL: &str = "Code";
pub(super) const CODE_HINT: &str = "Six digits from your authenticator app.";
pub(super) const RECOVERY_CODE_HINT: &str = "One of the codes that you kept when you set this up: 16 letters and digits, with or without the dashes. Each works once.";

/// The sentence of the panel.
pub(super) fn panel(app: &str) -> String {
    format!(
        "{app} requires two-factor authentication. This app only authorizes accounts protected by 2FA. \
         Enable two-factor authentication on your account and return to continue."
    )
}

/// The same where the request asked, not the app's owner (R19).
pub(super) fn panel_by_request(app: &str) -> String {
    format!(
        "{app} asks for two-factor authentication for this sign-in. \
         Enable two-factor authentication on your account and return to continue."
    )
}

/// The same where the factor is younger than the app accepts (R22).
pub(super) fn panel_too_young(app: &str) -> String {
    format!(
        "{app} requires two-factor authentication that has been set up for a while. \
         Yours is on, and nothing is left for you to do but wait."
    )
}

pub(super) fn panel_disabled(app: &str) -> String {
    format!("This account was disabled by an administrator, so it cannot be used to sign in to {app}.")
}

/// How long an app keeps its access (security checklist row 28). `by_choice`: the user may decline that it stays.
pub(super) fn access_lasts(access_token: Duration, refresh: Option<(Duration, Duration)>, by_choice: bool) -> String {
    let short = format::span(access_token);
    let Some((sliding, absolute)) = refresh else {
        return format!("{short}. After that it has to ask here again.");
    };
    let long =
        format!("until it goes unused for {}, and never longer than {}", format::span(sliding), format::span(absolute));
    if by_choice {
        format!("{short}, or if you let it stay connected, {long}.")
    } else {
        format!("Also while you are away, {long}.")
    }
}

/// What turning the requirement on means for those who have access (R13).
pub(super) fn preview(without: u64, all: u64, until: Option<Timestamp>) -> String {
    if all == 0 {
        return "Nobody has access yet.".into();
    }
    if without == 0 {
        return format!("{} with access, and all of them have 2FA.", people(all));
    }
    let verb = if without == 1 { "has" } else { "have" };
    let keep = until.map_or_else(
        || "None of them has access that outlasts this change.".into(),
        |until| {
            format!(
                "They keep access until {} at the latest. Revoking everyone now ends it at once.",
                format::date(until)
            )
        },
    );
    format!("{without} of {} with access {verb} no 2FA. {keep}", people(all))
}

/// What turning it on means where everybody is revoked in the same stroke (R16).
pub(super) const REVOKED_AT_ONCE: &str =
    "Everybody's access ends at once. All sign in again, and only people with 2FA get back in.";

/// Where many have not been counted: what holds for any number (R13).
pub(super) const MANY: &str =
    "Many people have access. Those without 2FA keep it until their refresh token expires, and no longer.";

/// Where there are too many to be counted in time.
pub(super) const UNCOUNTED: &str = "Too many people have access to count them just now. Those without 2FA keep it \
     until their refresh token expires, and no longer.";

/// What is left of older access once it is on (R13).
pub(super) fn grandfathered(grants: u64, until: Option<Timestamp>) -> String {
    match (grants, until) {
        (0, _) | (_, None) => "No access from before the requirement remains.".into(),
        (1, Some(until)) => format!("1 grandfathered grant remains. It ends on {}.", format::date(until)),
        (grants, Some(until)) => {
            format!("{grants} grandfathered grants remain. The last ends on {}.", format::date(until))
        }
    }
}

fn people(number: u64) -> String {
    if number == 1 { "1 person".into() } else { format!("{number} people") }
}
