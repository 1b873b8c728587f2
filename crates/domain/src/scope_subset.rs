//! Part of a set of scopes, in eight bytes.

use alloc::vec::Vec;

use crate::ScopeSet;

/// Which scopes of a set are meant: bit *n* stands for the scope that is number *n* when the set's scopes are sorted by
/// their text. It means nothing without the set, which must not have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct ScopeSubset(u64);

impl ScopeSubset {
    /// From its bits.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Its bits.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

/// The scopes of a set, each with its bit. A scope after the 64th has none; an app has at most
/// [`SCOPES`](crate::bounds::SCOPES) of its own.
fn numbered(set: &ScopeSet) -> impl Iterator<Item = (u64, &str)> {
    let mut tokens: Vec<&str> = set.iter().collect();
    tokens.sort_unstable();
    (0..u64::BITS).map(|place| 1 << place).zip(tokens)
}

impl ScopeSet {
    /// The scopes that are also in `part`, by their places in this set.
    ///
    /// ```
    /// # use twinlock_domain::ScopeSet;
    /// let set = ScopeSet::parse("openid email books:read")?;
    /// let part = set.subset(&ScopeSet::parse("email profile")?);
    /// assert_eq!(set.selected(part), ScopeSet::parse("email")?);
    /// # Ok::<(), twinlock_domain::InvalidScope>(())
    /// ```
    pub fn subset(&self, part: &Self) -> ScopeSubset {
        let part = self.intersection(part);
        let is_in_part = |token: &str| part.iter().any(|other| other == token);
        ScopeSubset(numbered(self).filter(|(_, token)| is_in_part(token)).fold(0, |bits, (bit, _)| bits | bit))
    }

    /// The scopes of this set that are meant by a subset of it.
    #[must_use]
    pub fn selected(&self, subset: ScopeSubset) -> Self {
        let meant = numbered(self).filter(|(bit, _)| subset.0 & bit != 0).map(|(_, token)| token);
        // Every token is one of this set, so it is valid.
        Self::of(meant).unwrap_or_default()
    }
}
