//! The registered metadata of an app, with the names of the IANA registry "OAuth Dynamic Client Registration Metadata"
//! where it has them (RFC 7591 2). The only place that parses, prints and checks members: the API, the commands and the
//! pages use it.

mod invalid;
mod members;

use std::collections::BTreeMap;

use twinlock_domain::{AppSettings, HttpsUrl, RedirectUri, Scope, ScopeSet, ScopeToken, bounds, name_spelling};

use crate::{ClientKind, SignatureAlgorithm};

pub use invalid::{InvalidMember, beginning_of};
pub use members::{Member, MemberValue, MetadataPatch};

/// The metadata of an app, as its owner registered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientMetadata {
    /// `client_name`
    pub client_name: String,
    /// `client_uri`: its home page.
    pub client_uri: Option<HttpsUrl>,
    /// `redirect_uris`. Never empty.
    pub redirect_uris: Vec<RedirectUri>,
    /// `token_endpoint_auth_method`: with a secret, or `none`. It never changes.
    pub kind: ClientKind,
    /// `scope`: the scopes that the app may request.
    pub scope: ScopeSet,
    /// `optional_scope`: those of them that a user may decline one by one.
    pub optional_scope: ScopeSet,
    /// `scope_descriptions`: the text on the consent page for each scope that is not a standard one (R29).
    pub scope_descriptions: BTreeMap<ScopeToken, String>,
    /// `pkce_required`. Only a confidential app may do without.
    pub pkce_required: bool,
    /// `id_token_signed_response_alg`
    pub id_token_signed_response_alg: SignatureAlgorithm,
    /// Whether `grant_types` has `client_credentials`: the app may act for itself (R25).
    pub machine_access: bool,
    /// `id_token_claims`: whether profile and e-mail claims also go into the `id_token`, for clients that read them nowhere
    /// else.
    pub id_token_claims: bool,
}

impl ClientMetadata {
    /// The metadata of a confidential app, with every other member at its default.
    pub fn named(client_name: impl Into<String>, redirect_uris: Vec<RedirectUri>) -> Self {
        Self {
            client_name: client_name.into(),
            client_uri: None,
            redirect_uris,
            kind: ClientKind::Confidential,
            scope: ScopeSet::STANDARD,
            optional_scope: ScopeSet::EMPTY,
            scope_descriptions: BTreeMap::new(),
            pkce_required: true,
            id_token_signed_response_alg: SignatureAlgorithm::Rs256,
            machine_access: false,
            id_token_claims: false,
        }
    }

    /// Checks the metadata as a whole, and normalizes the name.
    ///
    /// # Errors
    /// All problems, each as an [`InvalidMember`].
    pub fn checked(mut self) -> Result<Self, Vec<InvalidMember>> {
        let mut invalid = Vec::new();
        let name = name_spelling(&self.client_name);
        let has_control = self.client_name.trim().chars().any(char::is_control);
        if name.is_empty() || name.chars().count() > bounds::NAME || has_control {
            invalid.push(InvalidMember::Name);
        }
        if self.redirect_uris.is_empty() || self.redirect_uris.len() > bounds::REDIRECT_URIS {
            invalid.push(InvalidMember::RedirectUriCount);
        }
        if self.scope.is_empty() || self.scope.iter().count() > bounds::SCOPES {
            invalid.push(InvalidMember::ScopeCount);
        }
        if !self.optional_scope.is_subset(&self.scope) || self.optional_scope.contains(Scope::OpenId) {
            invalid.push(InvalidMember::OptionalScope);
        }
        invalid.extend(self.check_descriptions());
        if self.kind == ClientKind::Public && (self.machine_access || !self.pkce_required) {
            invalid.push(InvalidMember::PublicApp);
        }
        self.client_name = name;
        if invalid.is_empty() { Ok(self) } else { Err(invalid) }
    }

    /// Each scope that is not a standard one has a description, and no other scope has.
    fn check_descriptions(&self) -> Option<InvalidMember> {
        let fits = |text: &String| {
            (1..=bounds::SCOPE_DESCRIPTION).contains(&text.chars().count()) && !text.chars().any(char::is_control)
        };
        let described = self.scope.others().iter().all(|token| self.scope_descriptions.contains_key(token));
        let of_scopes = self.scope_descriptions.keys().all(|token| self.scope.contains_other(token));
        let all_fit = self.scope_descriptions.values().all(fits);
        (!(described && of_scopes && all_fit)).then_some(InvalidMember::ScopeDescriptions)
    }

    /// The members that are compared to find out whether a change weakens the app (R24). The pattern names every member, so
    /// that a new one is not forgotten.
    pub fn settings(&self) -> AppSettings<'_> {
        let Self {
            client_name,
            client_uri: _,
            redirect_uris,
            kind,
            scope,
            optional_scope,
            scope_descriptions: _,
            pkce_required,
            id_token_signed_response_alg,
            machine_access,
            id_token_claims,
        } = self;
        AppSettings {
            name: client_name,
            redirect_uris,
            scope,
            optional_scope,
            pkce_required: *pkce_required,
            machine_access: *machine_access,
            id_token_claims: *id_token_claims,
            authentication: match kind {
                ClientKind::Confidential => "confidential",
                ClientKind::Public => "public",
            },
            signature: id_token_signed_response_alg.as_str(),
        }
    }
}
