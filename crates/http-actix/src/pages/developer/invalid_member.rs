//! What is wrong with a member of an app's metadata: the sentence for it, and the input that it is about.

use twinlock_application::domain::{InvalidRedirectUri, bounds};
use twinlock_application::{InvalidMember, Member, beginning_of};

use crate::text::{Message, message};

/// What is wrong with a form, and the input that it is shown at.
pub(super) struct Fault {
    /// The end of the input's id; `None` where no input of the forms can be at fault.
    pub(super) input: Option<&'static str>,
    /// What to do about it.
    pub(super) sentence: Message,
}

impl Fault {
    fn at(input: &'static str, sentence: Message) -> Self {
        Self { input: Some(input), sentence }
    }

    pub(super) fn of(invalid: &InvalidMember) -> Self {
        match invalid {
            InvalidMember::RedirectUri { line, uri, reason } => {
                Self::at("uris", message::app_invalid_uri(*line, beginning_of(uri), uri_problem(*reason)))
            }
            InvalidMember::PublicApp => Self::at("machine", message::app_invalid_public()),
            InvalidMember::KindIsFixed => Self { input: None, sentence: message::app_kind_is_fixed() },
            InvalidMember::Name => Self::of_value(Member::ClientName),
            InvalidMember::RedirectUriCount => Self::of_value(Member::RedirectUris),
            InvalidMember::ScopeCount => Self::of_value(Member::Scope),
            InvalidMember::OptionalScope => Self::of_value(Member::OptionalScope),
            InvalidMember::ScopeDescriptions => Self::of_value(Member::ScopeDescriptions),
            InvalidMember::Value { member, .. } => Self::of_value(*member),
        }
    }

    /// A value that the member cannot have.
    fn of_value(member: Member) -> Self {
        match member {
            Member::ClientName => Self::at("name", message::app_invalid_name()),
            Member::ClientUri => Self::at("link", message::app_invalid_home_page()),
            Member::RedirectUris => Self::at("uris", message::app_invalid_uri_count()),
            Member::Scope => Self::at("scopes", message::app_invalid_scope_count(bounds::SCOPES)),
            Member::OptionalScope => Self::at("optional", message::app_invalid_optional_scope()),
            Member::ScopeDescriptions => {
                Self::at("own-scopes", message::app_invalid_own_scopes(bounds::SCOPE_DESCRIPTION))
            }
            Member::IdTokenSignedResponseAlg => Self::at("alg", message::app_invalid_algorithm()),
            Member::TokenEndpointAuthMethod | Member::GrantTypes | Member::PkceRequired | Member::IdTokenClaims => {
                Self { input: None, sentence: message::app_invalid_member(member.as_str()) }
            }
        }
    }
}

/// Why a redirect URI is refused.
fn uri_problem(problem: InvalidRedirectUri) -> Message {
    match problem {
        InvalidRedirectUri::Empty => message::uri_empty(),
        InvalidRedirectUri::TooLong => message::uri_too_long(),
        InvalidRedirectUri::NotAscii => message::uri_not_ascii(),
        InvalidRedirectUri::Character => message::uri_character(UNUSABLE),
        InvalidRedirectUri::Escape => message::uri_escape(),
        InvalidRedirectUri::NotAbsolute => message::uri_not_absolute(),
        InvalidRedirectUri::SchemeCase => message::uri_scheme_case(),
        InvalidRedirectUri::HostCase => message::uri_host_case(),
        InvalidRedirectUri::Host => message::uri_host(),
        InvalidRedirectUri::Port => message::uri_port(),
        InvalidRedirectUri::SlashMissing => message::uri_slash_missing(),
        InvalidRedirectUri::Fragment => message::uri_fragment(),
        InvalidRedirectUri::Wildcard => message::uri_wildcard(),
        InvalidRedirectUri::UserInfo => message::uri_user_info(),
        InvalidRedirectUri::Path => message::uri_path(),
        InvalidRedirectUri::InsecureHttp => message::uri_insecure_http(),
        InvalidRedirectUri::Scheme => message::uri_scheme(),
    }
}

/// Characters that no URI has (RFC 3986 2).
const UNUSABLE: &str = "\" < > ^ ` { | }";
