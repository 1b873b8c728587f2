//! Handles: what a code or a token says. It names its grant, instead of being looked up by its hash, so that a grant with
//! everything that was issued for it is one row. On the wire a handle is followed by a message authentication code:
//! without the server's key nobody can make one, and what a store keeps is enough for none.

use alloc::vec::Vec;

use crate::{GrantId, ScopeSubset, Timestamp};

/// How many token responses a grant has led to. Redeeming the code makes generation 1, and each refresh the next. The
/// tokens of a response carry its generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Generation(u32);

impl Generation {
    /// That of a grant whose code was not redeemed.
    pub const NONE: Self = Self(0);

    /// From its number.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The one after it; `None` after the last, which nobody reaches: it is number 4,294,967,295.
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

/// What an access token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessHandle {
    /// Its grant.
    pub grant: GrantId,
    /// The response that it was part of.
    pub generation: Generation,
    /// Which of the grant's scopes it allows.
    pub scope: ScopeSubset,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// What a refresh token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshHandle {
    /// Its grant.
    pub grant: GrantId,
    /// The response that it was part of.
    pub generation: Generation,
}

/// What a code or a token says. The first byte is its kind, so that none is taken for one of another kind.
///
/// ```
/// # use twinlock_domain::{Generation, GrantId, Handle, RefreshHandle};
/// let grant = GrantId::from_bytes([7; 16]);
/// let handle = Handle::RefreshToken(RefreshHandle { grant, generation: Generation::new(2) });
/// assert_eq!(Handle::from_bytes(&handle.to_bytes()), Some(handle));
/// assert_ne!(handle.to_bytes(), Handle::Code(grant).to_bytes());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// An authorization code.
    Code(GrantId),
    /// An access token of an account.
    AccessToken(AccessHandle),
    /// A refresh token.
    RefreshToken(RefreshHandle),
}

const CODE: u8 = b'c';
const ACCESS_TOKEN: u8 = b'a';
const REFRESH_TOKEN: u8 = b'r';

impl Handle {
    /// Its bytes, to which the message authentication code belongs. Numbers are big-endian, times in milliseconds.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Code(grant) => [&[CODE], grant.as_bytes().as_slice()].concat(),
            Self::AccessToken(token) => [
                &[ACCESS_TOKEN],
                token.grant.as_bytes().as_slice(),
                &token.generation.get().to_be_bytes(),
                &token.scope.bits().to_be_bytes(),
                &token.issued_at.unix_millis().to_be_bytes(),
                &token.expires_at.unix_millis().to_be_bytes(),
            ]
            .concat(),
            Self::RefreshToken(token) => {
                [&[REFRESH_TOKEN], token.grant.as_bytes().as_slice(), &token.generation.get().to_be_bytes()].concat()
            }
        }
    }

    /// Reads bytes that were authenticated. `None` if they are not a handle.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, bytes) = bytes.split_first()?;
        let (grant, bytes) = bytes.split_first_chunk()?;
        let grant = GrantId::from_bytes(*grant);
        match *kind {
            CODE => bytes.is_empty().then_some(Self::Code(grant)),
            ACCESS_TOKEN => {
                let (generation, bytes) = bytes.split_first_chunk()?;
                let (scope, bytes) = bytes.split_first_chunk()?;
                let (issued_at, bytes) = bytes.split_first_chunk()?;
                Some(Self::AccessToken(AccessHandle {
                    grant,
                    generation: Generation::new(u32::from_be_bytes(*generation)),
                    scope: ScopeSubset::from_bits(u64::from_be_bytes(*scope)),
                    issued_at: Timestamp::from_unix_millis(i64::from_be_bytes(*issued_at)),
                    expires_at: Timestamp::from_unix_millis(i64::from_be_bytes(bytes.try_into().ok()?)),
                }))
            }
            REFRESH_TOKEN => {
                let generation = Generation::new(u32::from_be_bytes(bytes.try_into().ok()?));
                Some(Self::RefreshToken(RefreshHandle { grant, generation }))
            }
            _ => None,
        }
    }

    /// The grant that it names.
    pub const fn grant(&self) -> GrantId {
        match self {
            Self::Code(grant) => *grant,
            Self::AccessToken(token) => token.grant,
            Self::RefreshToken(token) => token.grant,
        }
    }
}
