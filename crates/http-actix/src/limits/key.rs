//! The keys that rate limits count by: always 16 bytes, however long the text is that a client sends.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::net::{IpAddr, Ipv4Addr};

use twinlock_application::domain::{AccountId, AppId, EmailAddress};

/// A keyed digest of what is counted. Two different things share one with a probability of 2⁻¹²⁸, and since the
/// digest's key is random and new in each process, nobody can look for two that do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(u64, u64);

/// How many keys are shared by all new keys once a limit counts as many as it may.
pub(super) const GROUPS: u64 = 1024;

impl Key {
    /// The shared key that counts for this one when there is no room for a key of its own.
    pub(super) const fn group(self) -> Self {
        Self(self.0 % GROUPS, 0)
    }
}

/// Makes keys.
#[derive(Debug, Default)]
pub(super) struct Digest {
    high: RandomState,
    low: RandomState,
}

impl Digest {
    pub(super) fn of(&self, place: Place, subject: &Subject<'_>) -> Key {
        Key(self.high.hash_one((place, subject)), self.low.hash_one((place, subject)))
    }
}

/// Where requests come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Anywhere: the address is not part of the key.
    Anywhere,
    /// One IPv4 address.
    Address(Ipv4Addr),
    /// One IPv6 network of 64 bits, which is what one subscriber gets at least: its first 64 bits.
    Network(u64),
    /// One IPv6 network of 48 bits, which is what one site gets at most: its first 48 bits.
    Site(u64),
}

impl Place {
    /// The place that an address is counted as.
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::Address(address),
            IpAddr::V6(address) => Self::Network(high_half(address.to_bits())),
        }
    }

    /// The /48 network around a /64 network; it has a limit of its own.
    pub(super) const fn site(self) -> Option<Self> {
        match self {
            Self::Network(bits) => Some(Self::Site(bits >> 16)),
            Self::Anywhere | Self::Address(_) | Self::Site(_) => None,
        }
    }
}

fn high_half(bits: u128) -> u64 {
    u64::try_from(bits >> 64).unwrap_or(u64::MAX)
}

/// What is counted separately within a place. Texts are parsed first: all that do not parse are counted as one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject<'a> {
    /// All requests from the place.
    All,
    /// Requests that name one account by its email address.
    Email(&'a EmailAddress),
    /// Requests of one account.
    Account(AccountId),
    /// Requests of one browser session: the value of its cookie.
    Session(&'a str),
    /// Requests of one app.
    App(AppId),
    /// Requests with a name that does not parse.
    Unreadable,
}
