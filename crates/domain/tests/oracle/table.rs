//! The whole decision table, code against sentences. Also checks that every sentence decides some line, and every
//! answer occurs.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use twinlock_domain::{
    AccountId, AccountStanding, Acr, AppId, AppPolicy, Authentication, Consent, Decision, Enrolment, GateInput,
    PassReason, PolicyEpoch, Refusal, RequestedAccess, ScopeSet, SecondFactorMethod, Stop, Timestamp, decide,
};

use crate::history::{Event, all_up_to, is_on, live_through, revoked_since, turned_on_since};
use crate::rules::{SENTENCES, deciding};
use crate::situation::{Answer, Doing, Situation};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_790_000_000);
const AGE: Duration = Duration::from_hours(240);
const MOMENT: Duration = Duration::from_millis(1);
const APP: AppId = AppId::from_bytes([1; 16]);
const ACCOUNT: AccountId = AccountId::from_bytes([2; 16]);

/// An account, the enrolment age of the app, and the same as facts.
struct Account {
    standing: AccountStanding,
    wanted_age: Duration,
    disabled: bool,
    enrolled: bool,
    too_young: bool,
    satisfied_from: Option<Timestamp>,
}

fn accounts() -> Vec<Account> {
    let off = |wanted_age| Account {
        standing: AccountStanding::Disabled,
        wanted_age,
        disabled: true,
        enrolled: false,
        too_young: false,
        satisfied_from: None,
    };
    let none = |wanted_age| Account {
        standing: AccountStanding::Active(Enrolment::NotEnrolled),
        disabled: false,
        ..off(wanted_age)
    };
    let since = |wanted_age: Duration, since: Timestamp, too_young: bool| Account {
        standing: AccountStanding::Active(Enrolment::Enrolled { since }),
        enrolled: true,
        too_young,
        satisfied_from: Some(since + wanted_age),
        ..none(wanted_age)
    };
    let zero = Duration::ZERO;
    vec![
        off(zero),
        off(AGE),
        none(zero),
        none(AGE),
        since(zero, NOW - AGE, false),
        since(zero, NOW, false),
        // The clock of another node is ahead. Without an enrolment age the clock is not compared (R6).
        since(zero, NOW + Duration::from_secs(2), false),
        since(AGE, NOW - AGE - AGE, false),
        since(AGE, NOW - AGE, false),
        since(AGE, NOW - AGE + MOMENT, true),
        since(AGE, NOW, true),
    ]
}

fn authentications() -> [Authentication; 4] {
    let password = Authentication::password(NOW - Duration::from_mins(10));
    let [a, b, c] = SecondFactorMethod::ALL.map(|method| password.with(method, NOW - Duration::from_mins(9)));
    [password, a, b, c]
}

fn accesses(epoch: PolicyEpoch) -> [(Doing, bool, RequestedAccess); 4] {
    [
        (Doing::Authorizing, false, RequestedAccess::New { floor: Acr::OneFactor }),
        (Doing::Authorizing, true, RequestedAccess::New { floor: Acr::TwoFactor }),
        (Doing::Redeeming, false, RequestedAccess::Redeem { epoch }),
        (Doing::Refreshing, false, RequestedAccess::Refresh { epoch }),
    ]
}

fn answer_of(decision: &Decision) -> Answer {
    match decision {
        Decision::Pass(clearance) => match clearance.reason() {
            PassReason::NotRequired => Answer::PassNothingRequired,
            PassReason::TwoFactor => Answer::PassTwoFactor,
            PassReason::Grandfathered => Answer::PassGrandfathered,
        },
        Decision::Stop(Stop::Challenge) => Answer::Challenge,
        Decision::Stop(Stop::Enrol) => Answer::Enrol,
        Decision::Stop(Stop::Wait { .. }) => Answer::Wait,
        Decision::Stop(Stop::Refuse(refusal)) => match refusal {
            Refusal::CodePredatesRequirement => Answer::RefuseOldCode,
            Refusal::ConsentsRevoked => Answer::RefuseRevoked,
            Refusal::AccountDisabled => Answer::RefuseDisabled,
        },
    }
}

/// One line of the table: an input for the code, and the same as facts.
struct Line<'a> {
    events: &'a [Event],
    made_after: usize,
    input: GateInput<'a>,
    situation: Situation,
    satisfied_from: Option<Timestamp>,
}

impl Line<'_> {
    /// Checks the line. Returns the answer, and the rule of the sentence that decided it.
    fn check(&self) -> (Answer, &'static str) {
        let sentence = deciding(&self.situation);
        let decision = decide(&self.input);
        let answer = answer_of(&decision);
        let Self { events, made_after, situation, .. } = self;
        assert_eq!(
            answer, sentence.answer,
            "{}: {} ({situation:?}, {events:?}, made after {made_after})",
            sentence.rule, sentence.says
        );
        match decision {
            Decision::Pass(clearance) => {
                assert_eq!((clearance.app(), clearance.account()), (APP, ACCOUNT));
                assert_eq!(clearance.epoch(), self.input.policy.epoch, "a clearance is of the epoch that was read");
                assert_eq!(clearance.authentication(), &self.input.authentication);
            }
            Decision::Stop(Stop::Wait { until }) => assert_eq!(Some(until), self.satisfied_from),
            Decision::Stop(Stop::Challenge | Stop::Enrol | Stop::Refuse(_)) => {}
        }
        (answer, sentence.says)
    }
}

/// Calls `see` for every line of one history.
fn lines_of(events: &[Event], made_after: usize, mut see: impl FnMut(&Line<'_>)) {
    let (epoch, policy) = live_through(events, made_after, NOW - AGE - AGE);
    for account in accounts() {
        let policy = AppPolicy { enrolment_age: account.wanted_age, ..policy };
        for authentication in authentications() {
            for (doing, request_asks_for_two_factor, access) in accesses(epoch) {
                let standing = account.standing;
                see(&Line {
                    events,
                    made_after,
                    input: GateInput {
                        app: APP,
                        account: ACCOUNT,
                        policy: &policy,
                        standing,
                        authentication,
                        access,
                        now: NOW,
                    },
                    situation: Situation {
                        doing,
                        requirement_is_on: is_on(events),
                        request_asks_for_two_factor,
                        account_is_disabled: account.disabled,
                        account_is_enrolled: account.enrolled,
                        factor_is_younger_than_the_app_wants: account.too_young,
                        second_factor_was_passed: authentication.second_factor.is_some(),
                        requirement_was_turned_on_since: turned_on_since(events, made_after),
                        everything_was_revoked_since: revoked_since(events, made_after),
                    },
                    satisfied_from: account.satisfied_from,
                });
            }
        }
    }
}

fn points() -> Vec<(Vec<Event>, usize)> {
    let with_points = |events: Vec<Event>| (0..=events.len()).map(move |made_after| (events.clone(), made_after));
    all_up_to(4).into_iter().flat_map(with_points).collect()
}

#[test]
fn r07_the_gate_answers_as_the_sentences_do_in_every_case() {
    let mut cases = 0_usize;
    let mut answers: HashMap<(Doing, Answer), usize> = HashMap::new();
    let mut sentences: HashSet<&str> = HashSet::new();
    for (events, made_after) in points() {
        lines_of(&events, made_after, |line| {
            let (answer, says) = line.check();
            cases += 1;
            *answers.entry((line.situation.doing, answer)).or_default() += 1;
            sentences.insert(says);
        });
    }
    println!("{cases} cases");
    assert_eq!(cases, 547 * 11 * 4 * 4, "histories and points, accounts, authentications, accesses");
    for answer in Answer::ALL {
        let seen: usize = answers.iter().filter(|((_, seen), _)| *seen == answer).map(|(_, count)| count).sum();
        println!("{answer:?}: {seen}");
        assert!(seen > 0, "{answer:?} never occurs");
    }
    for sentence in SENTENCES.split_last().map(|(_, all)| all).unwrap_or_default() {
        assert!(sentences.contains(sentence.says), "never decides anything: {}", sentence.says);
    }
    assert!(!sentences.contains(SENTENCES[9].says), "a situation is left that no rule speaks of");
}

#[test]
fn r07_each_kind_of_access_meets_every_answer_that_can_befall_it() {
    let mut seen: HashSet<(Doing, Answer)> = HashSet::new();
    for (events, made_after) in points() {
        lines_of(&events, made_after, |line| _ = seen.insert((line.situation.doing, line.check().0)));
    }
    let can_befall = |doing: Doing, answer: Answer| match answer {
        // A challenge too. A single-factor code or grant that was made under the requirement cannot exist, but the gate
        // has an answer for a store that was tampered with.
        Answer::PassNothingRequired
        | Answer::PassTwoFactor
        | Answer::Enrol
        | Answer::Wait
        | Answer::RefuseDisabled
        | Answer::Challenge => true,
        Answer::PassGrandfathered => doing == Doing::Refreshing,
        Answer::RefuseOldCode => doing == Doing::Redeeming,
        Answer::RefuseRevoked => doing != Doing::Authorizing,
    };
    for doing in [Doing::Authorizing, Doing::Redeeming, Doing::Refreshing] {
        for answer in Answer::ALL {
            assert_eq!(seen.contains(&(doing, answer)), can_befall(doing, answer), "{doing:?} and {answer:?}");
        }
    }
}

#[test]
fn r16_consent_counts_until_everything_is_revoked_after_it() {
    let mut live = 0;
    let points = points();
    for (events, made_after) in &points {
        let (epoch, policy) = live_through(events, *made_after, NOW);
        let consent = Consent {
            account: ACCOUNT,
            app: APP,
            scope: ScopeSet::STANDARD,
            epoch,
            granted_at: NOW,
            widened_at: NOW,
            last_used_at: NOW,
            revoked_at: None,
        };
        assert_eq!(consent.is_live(&policy), !revoked_since(events, *made_after), "{events:?}, after {made_after}");
        assert!(!Consent { revoked_at: Some(NOW), ..consent.clone() }.is_live(&policy));
        live += usize::from(consent.is_live(&policy));
    }
    assert!(live > 0 && live < points.len());
}

#[test]
fn r06_epochs_count_what_changed_and_nothing_else() {
    for events in all_up_to(4) {
        let (_, policy) = live_through(&events, 0, NOW);
        let turned_on = (0..events.len()).filter(|at| events[*at] == Event::On && !is_on(&events[..*at])).count();
        let revoked = events.iter().filter(|event| **event == Event::RevokeAll).count();
        assert_eq!(policy.epoch.get(), (turned_on + revoked) as u64, "{events:?}");
        assert_eq!(policy.two_factor_required, is_on(&events), "{events:?}");
    }
}
