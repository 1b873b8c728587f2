//! How enums and checked texts are spelt at rest, the same in every store. They are data: a word is never changed, and
//! the `CHECK`s in `migrations` name the same ones.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use twinlock_domain::{
    Acr, AuditKind, AuditOutcome, AuthorizationError, CodeChallenge, EmailAddress, HttpsUrl, Locale, RedirectUri,
    ResponseMode, ScopeSet, ScopeToken, SecondFactorMethod, Sector, UserName,
};

use crate::{ClientKind, LinkPurpose, SessionStage, SignatureAlgorithm, Verdict};

/// Something with one spelling.
pub trait StoredText: Debug + Sized {
    /// As it is written.
    fn text(&self) -> Cow<'_, str>;
    /// As it is read back; `None` when the text is not how any value is written.
    fn from_text(text: &str) -> Option<Self>;
}

/// Both directions from one list, so that they cannot part.
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

/// As text, one scope on each line: its value, a space, and its description on the consent page.
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

/// In the one order that the set is written in.
impl StoredText for ScopeSet {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok().filter(|set| set.to_string() == text)
    }
}
