//! An app as JSON, with the member names of its metadata ([`Member`]). The command line prints the same JSON.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value, json};
use twinlock_application::developer::{AppSummary, PolicyState, redirect_uri_warnings};
use twinlock_application::domain::Timestamp;
use twinlock_application::{AccessCounts, App, AppSecret, ClientMetadata, Member, MemberValue, MetadataPatch};

/// Members of an app's metadata, and the password or code that some changes require (R24). Policy is not part of it: an
/// unknown member is an error and not ignored, and so is a member that comes twice.
#[derive(Default)]
pub(crate) struct AppBody {
    pub(super) patch: MetadataPatch,
    pub(super) proof: ProofBody,
}

/// The password and the code that a change requires if it weakens or breaks something (R24).
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofBody {
    pub(super) password: Option<String>,
    pub(super) code: Option<String>,
}

impl<'de> Deserialize<'de> for AppBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AppBodyVisitor)
    }
}

struct AppBodyVisitor;

impl<'de> Visitor<'de> for AppBodyVisitor {
    type Value = AppBody;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of app metadata")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<AppBody, A::Error> {
        let mut body = AppBody::default();
        while let Some(name) = members.next_key::<String>()? {
            let is_repeated = match (name.as_str(), Member::parse(&name)) {
                ("password", _) => body.proof.password.replace(members.next_value()?).is_some(),
                ("code", _) => body.proof.code.replace(members.next_value()?).is_some(),
                (_, Some(member)) => {
                    let is_repeated = body.patch.get(member).is_some();
                    let value = member_value(members.next_value()?);
                    let value = value.ok_or_else(|| A::Error::custom(format!("{name} is of the wrong type")))?;
                    body.patch = body.patch.with(member, value);
                    is_repeated
                }
                (_, None) => return Err(A::Error::custom(format!("unknown member {name}"))),
            };
            if is_repeated {
                return Err(A::Error::custom(format!("{name} came twice")));
            }
        }
        Ok(body)
    }
}

fn member_value(value: Value) -> Option<MemberValue> {
    let text = |value: Value| if let Value::String(text) = value { Some(text) } else { None };
    match value {
        Value::String(text) => Some(MemberValue::Text(text)),
        Value::Bool(flag) => Some(MemberValue::Flag(flag)),
        Value::Array(values) => values.into_iter().map(text).collect::<Option<_>>().map(MemberValue::Texts),
        Value::Object(values) => {
            let entries = values.into_iter().map(|(name, value)| Some((name, text(value)?)));
            entries.collect::<Option<_>>().map(MemberValue::Map)
        }
        Value::Null | Value::Number(_) => None,
    }
}

fn json_of(value: MemberValue) -> Value {
    match value {
        MemberValue::Text(text) => text.into(),
        MemberValue::Texts(texts) => texts.into(),
        MemberValue::Flag(flag) => flag.into(),
        MemberValue::Map(map) => json!(map),
    }
}

/// The members of an app's metadata.
fn metadata(metadata: &ClientMetadata) -> Map<String, Value> {
    Member::ALL.iter().map(|member| (member.as_str().to_owned(), json_of(metadata.get(*member)))).collect()
}

/// An app: its metadata, its policy, and warnings about its redirect URIs.
pub fn app(app: &App) -> Map<String, Value> {
    let mut body = metadata(&app.metadata);
    let mut add = |name: &str, value: Value| body.insert(name.to_owned(), value);
    add("client_id", app.id.to_string().into());
    add("require_2fa", app.policy.two_factor_required.into());
    add("policy_epoch", app.policy.epoch.get().into());
    add("enrolment_age", app.policy.enrolment_age.as_secs().into());
    add("created_at", app.created_at.unix_seconds().into());
    add("warnings", redirect_uri_warnings(&app.metadata.redirect_uris).into());
    body
}

/// An app with its secrets: of each only id, label and times, never the secret itself.
pub fn app_with_secrets(summary: &AppSummary) -> Map<String, Value> {
    let mut body = app(&summary.app);
    body.insert("secrets".to_owned(), summary.secrets.iter().map(secret).collect());
    body
}

fn secret(secret: &AppSecret) -> Value {
    json!({
        "id": secret.id.to_string(),
        "label": secret.label,
        "created_at": secret.created_at.unix_seconds(),
        "last_used_at": secret.last_used_at.map(Timestamp::unix_seconds),
    })
}

/// How many people a policy concerns; `null` where there are too many to be counted.
pub fn affected(counts: Option<&AccessCounts>) -> Value {
    let Some(counts) = counts else { return Value::Null };
    json!({
        "consented": counts.consented,
        "without_2fa": counts.without_2fa,
        "grandfathered_grants": counts.grandfathered_grants,
        "last_grandfathered_expiry": counts.last_grandfathered_expiry.map(Timestamp::unix_seconds),
    })
}

/// An app's policy after a change of it.
pub fn policy(state: &PolicyState) -> Value {
    json!({
        "required": state.policy.two_factor_required,
        "policy_epoch": state.policy.epoch.get(),
        "since": state.policy.required_since.map(Timestamp::unix_seconds),
        "affected": affected(state.affected.as_ref()),
    })
}
