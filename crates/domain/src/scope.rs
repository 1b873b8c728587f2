//! Scopes (RFC 6749 3.3, OIDC Core 5.4, 11): the standard ones by name, and any other that an app is registered for (R29).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use crate::bounds::SCOPE_TOKEN;

/// A standard scope, whose meaning this provider knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `openid`: an `id_token`, and `sub`.
    OpenId,
    /// `profile`: `name` and `preferred_username`.
    Profile,
    /// `email`: `email` and `email_verified`.
    Email,
    /// `offline_access`: a refresh token.
    OfflineAccess,
}

impl Scope {
    /// Every standard scope.
    pub const ALL: [Self; 4] = [Self::OpenId, Self::Profile, Self::Email, Self::OfflineAccess];

    /// The scope value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// The standard scope with this value; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A scope that is not a standard one: a `scope-token` (RFC 6749 3.3) that only the app's resource server interprets.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeToken(Box<str>);

impl ScopeToken {
    /// Parses a scope value.
    ///
    /// # Errors
    /// [`InvalidScope`] if it is empty, longer than [`SCOPE_TOKEN`], has other characters than RFC 6749 3.3 allows, or is
    /// a standard scope.
    ///
    /// ```
    /// # use twinlock_domain::ScopeToken;
    /// assert_eq!(ScopeToken::parse("books:read")?.as_str(), "books:read");
    /// assert!(ScopeToken::parse("read books").is_err());
    /// assert!(ScopeToken::parse("openid").is_err());
    /// # Ok::<(), twinlock_domain::InvalidScope>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidScope> {
        // `scope-token` of RFC 6749 3.3: printable ASCII without space, `"` and `\`.
        let characters_fit = text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e));
        let length_fits = (1..=SCOPE_TOKEN).contains(&text.len());
        if characters_fit && length_fits && Scope::parse(text).is_none() {
            Ok(Self(text.into()))
        } else {
            Err(InvalidScope)
        }
    }

    /// The scope value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ScopeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopeToken({})", self.0)
    }
}

/// The text is not a list of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope has 1 to {SCOPE_TOKEN} printable ASCII characters, without space, quotation mark and backslash")]
pub struct InvalidScope;

/// A set of scopes. Its text is the space-separated list of RFC 6749 3.3: first the standard scopes, then the others in
/// byte order. A set with only standard scopes allocates nothing.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct ScopeSet {
    standard: u8,
    /// Sorted, each once.
    others: Vec<ScopeToken>,
}

impl ScopeSet {
    /// No scope.
    pub const EMPTY: Self = Self { standard: 0, others: Vec::new() };
    /// The standard scopes.
    pub const STANDARD: Self = Self { standard: 0b1111, others: Vec::new() };

    /// Parses a space-separated list. A scope that is listed twice counts once.
    ///
    /// # Errors
    /// [`InvalidScope`] if a part of the list is not a scope.
    ///
    /// ```
    /// # use twinlock_domain::{Scope, ScopeSet};
    /// let scope = ScopeSet::parse("email books:read openid")?;
    /// assert!(scope.contains(Scope::Email));
    /// assert_eq!(scope.to_string(), "openid email books:read");
    /// # Ok::<(), twinlock_domain::InvalidScope>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidScope> {
        Self::of(text.split(' ').filter(|token| !token.is_empty()))
    }

    /// From scope values. One that is listed twice counts once.
    ///
    /// # Errors
    /// [`InvalidScope`] if one of them is not a scope.
    pub fn of<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidScope> {
        tokens.into_iter().try_fold(Self::EMPTY, Self::with)
    }

    /// The set with one scope more.
    ///
    /// # Errors
    /// [`InvalidScope`] if the text is not a scope.
    pub fn with(mut self, token: &str) -> Result<Self, InvalidScope> {
        match Scope::parse(token) {
            Some(scope) => self.standard |= scope.bit(),
            None => self.insert(ScopeToken::parse(token)?),
        }
        Ok(self)
    }

    fn insert(&mut self, token: ScopeToken) {
        if let Err(place) = self.others.binary_search(&token) {
            self.others.insert(place, token);
        }
    }

    /// Whether a standard scope is in the set.
    pub const fn contains(&self, scope: Scope) -> bool {
        self.standard & scope.bit() != 0
    }

    /// Whether a scope that is not a standard one is in the set.
    pub fn contains_other(&self, token: &ScopeToken) -> bool {
        self.others.binary_search(token).is_ok()
    }

    /// Whether the set is empty.
    pub const fn is_empty(&self) -> bool {
        self.standard == 0 && self.others.is_empty()
    }

    /// Whether every scope of this set is in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.standard & !other.standard == 0 && self.others.iter().all(|token| other.contains_other(token))
    }

    /// The scopes that are in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all = Self { standard: self.standard | other.standard, others: self.others.clone() };
        other.others.iter().for_each(|token| all.insert(token.clone()));
        all
    }

    /// The scopes that are in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.kept(self.standard & other.standard, |token| other.contains_other(token))
    }

    /// The scopes that are in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.kept(self.standard & !other.standard, |token| !other.contains_other(token))
    }

    fn kept(&self, standard: u8, keep: impl Fn(&ScopeToken) -> bool) -> Self {
        Self { standard, others: self.others.iter().filter(|token| keep(token)).cloned().collect() }
    }

    /// Its standard scopes, in a fixed order.
    pub fn standard(&self) -> impl Iterator<Item = Scope> + '_ {
        Scope::ALL.into_iter().filter(|scope| self.contains(*scope))
    }

    /// Its other scopes, in the order of their bytes.
    pub fn others(&self) -> &[ScopeToken] {
        &self.others
    }

    /// The values of all its scopes, in the order of its text.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let standard = self.standard().map(|scope| -> &str { scope.as_str() });
        standard.chain(self.others.iter().map(ScopeToken::as_str))
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self { standard: scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()), others: Vec::new() }
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, token) in self.iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            f.write_str(token)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopeSet({self})")
    }
}
