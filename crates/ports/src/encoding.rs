//! The stored text of enums and parsed texts, the same in every store. A text is never changed, because databases
//! contain it, and the `CHECK`s in `migrations` list the same ones.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use twinlock_domain::{
    Acr, AuditKind, AuditOutcome, AuthorizationError, CodeChallenge, EmailAddress, HttpsUrl, Locale, RedirectUri,
    ResponseMode, ScopeSet, ScopeToken, SecondFactorMethod, Sector, UserName,
};

use crate::{ClientKind, LinkPurpose, SessionStage, SignatureAlgorithm, Verdict};

/// A value with exactly one stored text.
pub trait StoredText: Debug + Sized {
    /// The stored text.
    fn text(&self) -> Cow<'_, str>;
    /// The value with this stored text; `None` if there is none.
    fn from_text(text: &str) -> Option<Self>;
}

/// Implements both directions from one list, so that they cannot differ.
macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        impl StoredText for $name {
            fn text(&self) -> Cow<'_, str> {
                Cow::Borrowed(match self { $(Self::$variant => $word),+ })
            }

            fn from_text(text: &str) -> Option<Self> {
                match text {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    )+};
}

words! {
    SessionStage { PendingSecondFactor = "pending", Active = "active" }
    SecondFactorMethod { Totp = "totp", RecoveryCode = "recovery_code", Passkey = "passkey" }
    ClientKind { Confidential = "confidential", Public = "public" }
    Acr { OneFactor = "1fa", TwoFactor = "2fa" }
    ResponseMode { Query = "query", FormPost = "form_post" }
    Verdict { Allowed = "allowed", Denied = "denied", Unasked = "unasked" }
    AuditOutcome { Done = "done", Refused = "refused" }
    LinkPurpose {
        SetUp = "set_up",
        VerifyEmail = "verify_email",
        ResetPassword = "reset_password",
        UndoEnrolment = "undo_enrolment",
    }
    SignatureAlgorithm { Rs256 = "RS256", Es256 = "ES256", EdDsa = "EdDSA" }
}

impl StoredText for AuditKind {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl StoredText for EmailAddress {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl StoredText for RedirectUri {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl StoredText for HttpsUrl {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl StoredText for Sector {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl StoredText for UserName {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl StoredText for Locale {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl StoredText for AuthorizationError {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl StoredText for CodeChallenge {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// One line for each scope: its value, a space, and its description on the consent page.
impl StoredText for BTreeMap<ScopeToken, String> {
    fn text(&self) -> Cow<'_, str> {
        let lines = self.iter().map(|(token, words)| format!("{} {words}", token.as_str()));
        Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
    }

    fn from_text(text: &str) -> Option<Self> {
        let lines = text.split('\n').filter(|_| !text.is_empty());
        let read = |line: &str| {
            let (token, words) = line.split_once(' ')?;
            Some((ScopeToken::parse(token).ok()?, words.to_owned()))
        };
        lines.map(read).collect()
    }
}

/// The values in the fixed order of a scope set.
impl StoredText for ScopeSet {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok().filter(|set| set.to_string() == text)
    }
}
