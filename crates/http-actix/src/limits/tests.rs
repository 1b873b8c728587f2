//! The rate limits by themselves, with a clock that the tests set.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use twinlock_application::domain::{AccountId, Timestamp};

use super::clock::PortClock;
use super::key::{Digest, GROUPS, Place, Subject};
use super::limiter::Limiter;
use super::{Limits, RateLimits};

/// A clock that stands still until it is moved, in seconds.
#[derive(Clone, Default)]
struct Hand(Arc<AtomicI64>);

impl Hand {
    fn wait(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }

    fn now(&self) -> impl Fn() -> Timestamp + Send + Sync + 'static {
        let seconds = self.0.clone();
        move || Timestamp::from_unix_seconds(1_790_000_000 + seconds.load(Ordering::Relaxed))
    }
}

fn limits(change: impl FnOnce(&mut Limits)) -> (RateLimits, Hand) {
    let mut limits = Limits::all(NonZeroU32::new(1_000_000).unwrap());
    change(&mut limits);
    let hand = Hand::default();
    (RateLimits::new(&limits, hand.now()), hand)
}

fn count(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn h2_ten_thousand_names_that_are_none_are_one_key_of_an_address() {
    let (rates, _) = limits(|_| {});
    let from = address("203.0.113.1");
    for n in 0..10_000 {
        let name = format!("{n}{}", "x".repeat(n % 100));
        rates.client(from, &name).unwrap();
        rates.password(from, &name).unwrap();
    }
    assert_eq!(rates.keys(), 4, "one for the address and one for what does not parse, of two kinds");
}

#[test]
fn h2_names_that_parse_take_a_small_key_each_and_no_more_than_the_map_holds() {
    let hand = Hand::default();
    let limiter = Limiter::new(count(5), 100, &PortClock::new(hand.now()));
    let digest = Digest::default();
    for n in 0..10_000_u32 {
        let key = digest.of(Place::Address(n.into()), &Subject::All);
        // Some are refused: the thousand shared keys together allow five thousand tries a minute.
        let _ = limiter.check(key, count(1));
    }
    assert!(limiter.keys() <= 100 + usize::try_from(GROUPS).unwrap(), "{}", limiter.keys());
    assert!(limiter.keys() > 100);
    hand.wait(600);
    limiter.check(digest.of(Place::Address(7.into()), &Subject::All), count(1)).unwrap();
    assert_eq!(limiter.keys(), 1, "a map that is full is swept before the next sweep is due");
}

#[test]
fn h2_once_a_map_is_full_newcomers_are_counted_together_and_those_in_it_apart() {
    let hand = Hand::default();
    let limiter = Limiter::new(count(2), 10, &PortClock::new(hand.now()));
    let digest = Digest::default();
    let key = |n: u32| digest.of(Place::Address(n.into()), &Subject::All);
    for n in 0..10 {
        limiter.check(key(n), count(1)).unwrap();
    }
    let refused = (10..10_000).filter(|n| limiter.check(key(*n), count(1)).is_err()).count();
    let passed = 9_990 - refused;
    assert!(passed <= 2 * usize::try_from(GROUPS).unwrap(), "{passed}");
    for n in 0..10 {
        limiter.check(key(n), count(1)).unwrap();
        limiter.check(key(n), count(1)).unwrap_err();
    }
}

#[test]
fn m1_addresses_of_one_ipv6_network_are_one_and_a_site_has_eight_times_the_quota() {
    let (rates, _) = limits(|limits| limits.codes_by_address = count(3));
    for n in 0..3 {
        rates.code(address(&format!("2001:db8:1:2::{n}"))).unwrap();
    }
    rates.code(address("2001:db8:1:2:ffff:ffff:ffff:ffff")).unwrap_err();
    let mut passed = 3;
    for network in 3..100 {
        for n in 0..3 {
            passed += u32::from(rates.code(address(&format!("2001:db8:1:{network:x}::{n}"))).is_ok());
        }
    }
    assert_eq!(passed, 24, "eight times three from 2001:db8:1::/48");
    rates.code(address("2001:db8:2:2::1")).unwrap();
}

#[test]
fn m1_an_ipv4_address_is_the_same_in_its_mapped_form() {
    let (rates, _) = limits(|limits| limits.codes_by_address = count(2));
    rates.code(address("203.0.113.13")).unwrap();
    rates.code(address("::ffff:203.0.113.13")).unwrap();
    rates.code(address("203.0.113.13")).unwrap_err();
    rates.code(address("::ffff:203.0.113.13")).unwrap_err();
    rates.code(address("203.0.113.14")).unwrap();
}

#[test]
fn h4_requests_are_counted_and_so_are_their_kib() {
    let (rates, hand) = limits(|limits| limits.requests_by_address = count(16));
    let from = address("203.0.113.1");
    for _ in 0..16 {
        rates.authorization_request(from, 500).unwrap();
    }
    rates.authorization_request(from, 500).unwrap_err();
    rates.authorization_request(address("203.0.113.2"), 500).unwrap();
    hand.wait(3600);
    for _ in 0..2 {
        rates.authorization_request(from, 64 * 1024).unwrap();
    }
    rates.authorization_request(from, 64 * 1024).unwrap_err();
    rates.authorization_request(from, usize::MAX).unwrap_err();
}

#[test]
fn m3_registrations_are_counted_by_account() {
    let (rates, hand) = limits(|limits| limits.apps_by_account = count(2));
    let (ada, bob) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
    rates.app(ada).unwrap();
    rates.app(ada).unwrap();
    rates.app(ada).unwrap_err();
    rates.app(bob).unwrap();
    hand.wait(30);
    rates.app(ada).unwrap();
}

#[test]
fn a_sweep_forgets_who_was_quiet_and_no_one_else() {
    let (rates, hand) = limits(|limits| limits.codes_by_address = count(2));
    rates.code(address("203.0.113.1")).unwrap();
    hand.wait(50);
    rates.code(address("203.0.113.2")).unwrap();
    rates.code(address("203.0.113.2")).unwrap();
    rates.sweep();
    assert_eq!(rates.keys(), 2, "an address is counted by itself and with its network");
    rates.code(address("203.0.113.2")).unwrap_err();
}
