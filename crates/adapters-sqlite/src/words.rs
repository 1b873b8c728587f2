//! The words by which the domain's enums and checked texts stand in the tables. They are data at rest: a word is never
//! changed, and its `CHECK` in `migrations/sqlite` names the same ones.

use std::borrow::Cow;

use twinlock_domain::{
    Acr, AuditKind, CodeChallenge, EmailAddress, Outcome, RedirectUri, ScopeSet, SecondFactorMethod,
};
use twinlock_ports::{ClientKind, LinkPurpose, SignatureAlgorithm};

use crate::column::AsText;

/// Both directions from one list, so that they cannot part.
macro_rules! words {
    ($($name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        impl AsText for $name {
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

/// How far a sign-in has come, without what belongs to it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stage {
    Pending,
    Active,
}

words! {
    Stage { Pending = "pending", Active = "active" }
    SecondFactorMethod { Totp = "totp", RecoveryCode = "recovery_code", Passkey = "passkey" }
    ClientKind { Confidential = "confidential", Public = "public" }
    Acr { OneFactor = "1fa", TwoFactor = "2fa" }
    Outcome { Done = "done", Refused = "refused" }
    LinkPurpose {
        SetUp = "set_up",
        VerifyEmail = "verify_email",
        ResetPassword = "reset_password",
        UndoEnrolment = "undo_enrolment",
    }
    SignatureAlgorithm { Rs256 = "RS256", Es256 = "ES256", EdDsa = "EdDSA" }
}

impl AsText for AuditKind {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl AsText for EmailAddress {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl AsText for RedirectUri {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// One a line: none has white space.
impl AsText for Vec<RedirectUri> {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n"))
    }

    fn from_text(text: &str) -> Option<Self> {
        text.split('\n').map(|uri| RedirectUri::parse(uri).ok()).collect()
    }
}

impl AsText for CodeChallenge {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// In the one order that the set is written in. Parsing ignores what is not a scope; a row that holds such is damaged.
impl AsText for ScopeSet {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }

    fn from_text(text: &str) -> Option<Self> {
        let set = Self::parse(text);
        let words = text.split(' ').filter(|word| !word.is_empty()).count();
        (set.iter().count() == words).then_some(set)
    }
}
