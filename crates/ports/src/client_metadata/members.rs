//! The members of an app's metadata: the name and type of each, and how its value is read and written.

use std::collections::BTreeMap;

use twinlock_domain::{HttpsUrl, RedirectUri, ScopeSet, ScopeToken, bounds};

use super::{ClientMetadata, InvalidMember};
use crate::{ClientKind, SignatureAlgorithm};

/// The value of a member, as in a registration document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberValue {
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// True or false.
    Flag(bool),
    /// Texts by name, an object in JSON.
    Map(BTreeMap<String, String>),
}

impl MemberValue {
    /// `token_endpoint_auth_method` of an app. `client_secret_basic` stands for both ways to present a secret.
    pub fn auth_method(kind: ClientKind) -> Self {
        Self::Text(match kind {
            ClientKind::Confidential => CLIENT_SECRET_BASIC.to_owned(),
            ClientKind::Public => NONE.to_owned(),
        })
    }

    /// `grant_types` of an app that may or may not act for itself (R25).
    pub fn grant_types(machine_access: bool) -> Self {
        let own = machine_access.then_some(CLIENT_CREDENTIALS);
        Self::Texts([AUTHORIZATION_CODE, REFRESH_TOKEN].into_iter().chain(own).map(str::to_owned).collect())
    }
}

/// The type of a member's value.
#[derive(Clone, Copy)]
enum ValueType {
    Text,
    Texts,
    Flag,
    Map,
}

macro_rules! members {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// A member of an app's metadata.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Member { $($(#[$doc])* $name),+ }

        impl Member {
            /// Every member, in the order in which they are printed.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

members! {
    /// Text.
    ClientName = "client_name",
    /// An https URL; empty for none.
    ClientUri = "client_uri",
    /// List.
    RedirectUris = "redirect_uris",
    /// `none`, `client_secret_basic` or `client_secret_post`. The last two are equivalent: both work for every secret.
    TokenEndpointAuthMethod = "token_endpoint_auth_method",
    /// List; must contain `authorization_code`.
    GrantTypes = "grant_types",
    /// Scopes separated by spaces.
    Scope = "scope",
    /// Ours: as `scope`.
    OptionalScope = "optional_scope",
    /// Ours: texts by scope.
    ScopeDescriptions = "scope_descriptions",
    /// Ours: true or false.
    PkceRequired = "pkce_required",
    /// `RS256`, `ES256` or `EdDSA`.
    IdTokenSignedResponseAlg = "id_token_signed_response_alg",
    /// Ours: true or false.
    IdTokenClaims = "id_token_claims",
}

const NONE: &str = "none";
const CLIENT_SECRET_BASIC: &str = "client_secret_basic";
const CLIENT_SECRET_POST: &str = "client_secret_post";
const AUTHORIZATION_CODE: &str = "authorization_code";
const REFRESH_TOKEN: &str = "refresh_token";
const CLIENT_CREDENTIALS: &str = "client_credentials";

impl Member {
    /// The member with this name; `None` if there is none. *Require 2FA* is not a member, because it has a route of its
    /// own.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.as_str() == name)
    }

    /// Whether it only describes the app, so that changing it cannot weaken the app.
    pub const fn is_descriptive(self) -> bool {
        match self {
            Self::ClientUri | Self::ScopeDescriptions => true,
            Self::ClientName
            | Self::RedirectUris
            | Self::TokenEndpointAuthMethod
            | Self::GrantTypes
            | Self::Scope
            | Self::OptionalScope
            | Self::PkceRequired
            | Self::IdTokenSignedResponseAlg
            | Self::IdTokenClaims => false,
        }
    }

    const fn value_type(self) -> ValueType {
        match self {
            Self::ClientName
            | Self::ClientUri
            | Self::TokenEndpointAuthMethod
            | Self::Scope
            | Self::OptionalScope
            | Self::IdTokenSignedResponseAlg => ValueType::Text,
            Self::RedirectUris | Self::GrantTypes => ValueType::Texts,
            Self::PkceRequired | Self::IdTokenClaims => ValueType::Flag,
            Self::ScopeDescriptions => ValueType::Map,
        }
    }

    /// Parses a value from a command line. Items of a list are separated by spaces, a flag is `true` or `false`.
    ///
    /// # Errors
    /// [`InvalidMember::Value`] if the text is not a valid value of this member, or its value cannot be given as one
    /// text.
    pub fn parse_text(self, text: &str) -> Result<MemberValue, InvalidMember> {
        match self.value_type() {
            ValueType::Text => Ok(MemberValue::Text(text.to_owned())),
            ValueType::Texts => Ok(MemberValue::Texts(text.split_whitespace().map(str::to_owned).collect())),
            ValueType::Flag => text.parse().map(MemberValue::Flag).map_err(|_| self.wrong_type()),
            ValueType::Map => Err(self.wrong_type()),
        }
    }

    const fn wrong_type(self) -> InvalidMember {
        self.invalid(match self.value_type() {
            ValueType::Text => "is a string",
            ValueType::Texts => "is a list of strings",
            ValueType::Flag => "is true or false",
            ValueType::Map => "is an object of strings",
        })
    }

    const fn invalid(self, expected: &'static str) -> InvalidMember {
        InvalidMember::Value { member: self, expected }
    }

    fn text(self, value: MemberValue) -> Result<String, InvalidMember> {
        if let MemberValue::Text(text) = value { Ok(text) } else { Err(self.wrong_type()) }
    }

    fn texts(self, value: MemberValue) -> Result<Vec<String>, InvalidMember> {
        if let MemberValue::Texts(texts) = value { Ok(texts) } else { Err(self.wrong_type()) }
    }

    fn flag(self, value: &MemberValue) -> Result<bool, InvalidMember> {
        if let MemberValue::Flag(flag) = value { Ok(*flag) } else { Err(self.wrong_type()) }
    }

    fn scopes(self, value: MemberValue) -> Result<ScopeSet, InvalidMember> {
        let text = self.text(value)?;
        let listed = text.split(' ').filter(|token| !token.is_empty()).count();
        let fits = |set: &ScopeSet| set.iter().count() == listed;
        let set = ScopeSet::parse(&text).ok().filter(fits);
        set.ok_or(self.invalid("is a list of scopes with spaces between them, each once"))
    }
}

impl ClientMetadata {
    /// The value of a member.
    pub fn get(&self, member: Member) -> MemberValue {
        use MemberValue::{Flag, Map, Text, Texts};
        match member {
            Member::ClientName => Text(self.client_name.clone()),
            Member::ClientUri => Text(self.client_uri.as_ref().map_or_else(String::new, |url| url.as_str().to_owned())),
            Member::RedirectUris => Texts(self.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect()),
            Member::TokenEndpointAuthMethod => MemberValue::auth_method(self.kind),
            Member::GrantTypes => MemberValue::grant_types(self.machine_access),
            Member::Scope => Text(self.scope.to_string()),
            Member::OptionalScope => Text(self.optional_scope.to_string()),
            Member::ScopeDescriptions => {
                let described = self.scope_descriptions.iter();
                Map(described.map(|(token, words)| (token.as_str().to_owned(), words.clone())).collect())
            }
            Member::PkceRequired => Flag(self.pkce_required),
            Member::IdTokenSignedResponseAlg => Text(self.id_token_signed_response_alg.as_str().to_owned()),
            Member::IdTokenClaims => Flag(self.id_token_claims),
        }
    }

    /// Sets a member.
    ///
    /// # Errors
    /// All problems of the value by itself, each as an [`InvalidMember`]; [`ClientMetadata::checked`] checks the
    /// members together.
    pub fn set(&mut self, member: Member, value: MemberValue) -> Result<(), Vec<InvalidMember>> {
        match member {
            Member::RedirectUris => self.redirect_uris = redirect_uris(&member.texts(value)?)?,
            Member::ClientName => self.client_name = member.text(value)?,
            Member::ClientUri => {
                let text = member.text(value)?;
                let url = Some(text.as_str()).filter(|text| !text.is_empty()).map(HttpsUrl::parse).transpose();
                self.client_uri = url.map_err(|_| member.invalid("is a link that begins with https://, or empty"))?;
            }
            Member::TokenEndpointAuthMethod => {
                self.kind = match member.text(value)?.as_str() {
                    NONE => ClientKind::Public,
                    CLIENT_SECRET_BASIC | CLIENT_SECRET_POST => ClientKind::Confidential,
                    _ => return Err(member.invalid("is none, client_secret_basic or client_secret_post").into()),
                };
            }
            Member::GrantTypes => {
                let types = member.texts(value)?;
                let known =
                    |name: &String| [AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS].contains(&name.as_str());
                if !types.iter().all(known) || !types.iter().any(|name| name == AUTHORIZATION_CODE) {
                    let expected = "has authorization_code, and perhaps refresh_token and client_credentials";
                    return Err(member.invalid(expected).into());
                }
                self.machine_access = types.iter().any(|name| name == CLIENT_CREDENTIALS);
            }
            Member::Scope => self.scope = member.scopes(value)?,
            Member::OptionalScope => self.optional_scope = member.scopes(value)?,
            Member::ScopeDescriptions => {
                let MemberValue::Map(described) = value else { return Err(member.wrong_type().into()) };
                let described = described.into_iter().map(|(token, words)| Ok((ScopeToken::parse(&token)?, words)));
                let described = described.collect::<Result<_, twinlock_domain::InvalidScope>>();
                self.scope_descriptions = described.map_err(|_| InvalidMember::ScopeDescriptions)?;
            }
            Member::PkceRequired => self.pkce_required = member.flag(&value)?,
            Member::IdTokenSignedResponseAlg => {
                let algorithm = SignatureAlgorithm::parse(&member.text(value)?);
                self.id_token_signed_response_alg = algorithm.ok_or(member.invalid("is RS256, ES256 or EdDSA"))?;
            }
            Member::IdTokenClaims => self.id_token_claims = member.flag(&value)?,
        }
        Ok(())
    }

    /// Applies a patch and checks the result.
    ///
    /// # Errors
    /// All problems, each as an [`InvalidMember`].
    pub fn patched(mut self, patch: MetadataPatch) -> Result<Self, Vec<InvalidMember>> {
        let mut invalid = Vec::new();
        for (member, value) in patch.0 {
            invalid.extend(self.set(member, value).err().into_iter().flatten());
        }
        // If a redirect URI was invalid, the list was not set, so a problem with its length says nothing.
        let refused_uris = invalid.iter().any(|it| matches!(it, InvalidMember::RedirectUri { .. }));
        match self.checked() {
            Ok(metadata) if invalid.is_empty() => return Ok(metadata),
            Ok(_) => {}
            Err(more) => {
                invalid.extend(more.into_iter().filter(|it| !(refused_uris && *it == InvalidMember::RedirectUriCount)));
            }
        }
        Err(invalid)
    }
}

/// Parses redirect URIs. Reports every invalid one, so that all can be corrected at once.
fn redirect_uris(texts: &[String]) -> Result<Vec<RedirectUri>, Vec<InvalidMember>> {
    if texts.len() > bounds::REDIRECT_URIS {
        return Err(vec![InvalidMember::RedirectUriCount]);
    }
    let (mut uris, mut invalid) = (Vec::with_capacity(texts.len()), Vec::new());
    for (line, text) in (1..).zip(texts) {
        match RedirectUri::parse(text) {
            Ok(uri) => uris.push(uri),
            Err(reason) => invalid.push(InvalidMember::RedirectUri { line, uri: text.clone(), reason }),
        }
    }
    if invalid.is_empty() { Ok(uris) } else { Err(invalid) }
}

/// Changes of an app: new values for some members. The others keep the values that they have when the change is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataPatch(BTreeMap<Member, MemberValue>);

impl MetadataPatch {
    /// The patch with a value for one more member.
    #[must_use]
    pub fn with(mut self, member: Member, value: MemberValue) -> Self {
        self.0.insert(member, value);
        self
    }

    /// The new value of a member, if the patch has one.
    pub fn get(&self, member: Member) -> Option<&MemberValue> {
        self.0.get(&member)
    }
}
