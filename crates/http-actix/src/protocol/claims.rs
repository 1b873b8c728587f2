//! The `claims` parameter (OIDC Core 5.5), parsed strictly: a member of the wrong type is an error and not ignored.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use twinlock_application::domain::{Scope, ScopeSet};
use twinlock_application::oauth::{ClaimsRequest, InvalidClaims};

/// How long the parameter may be, in bytes.
const LONGEST: usize = twinlock_application::domain::bounds::READ_ONCE;

/// The claims about a user that can be requested, each with the scope that includes it.
const OF_SCOPES: [(&str, Scope); 4] = [
    ("name", Scope::Profile),
    ("preferred_username", Scope::Profile),
    ("email", Scope::Email),
    ("email_verified", Scope::Email),
];

/// JSON in which no object has the same name twice.
enum Json {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Json>),
    Members(BTreeMap<String, Json>),
}

type Members = BTreeMap<String, Json>;

/// The part of the parameter that this server acts on.
pub(super) fn claims(text: &str) -> Result<ClaimsRequest, InvalidClaims> {
    if text.len() > LONGEST {
        return Err(InvalidClaims("it is longer than 16384 bytes"));
    }
    let Ok(Json::Members(claims)) = serde_json::from_str(text) else {
        return Err(InvalidClaims("it is not a JSON object in which every name comes once"));
    };
    let mut asked = ClaimsRequest::default();
    if let Some(id_token) = claims.get("id_token") {
        let members = members(id_token)?;
        asked.id_token_scopes = scopes(members);
        let demand = Demand::of(members.get("acr"))?;
        if demand.essential {
            asked.essential_acr = Some(demand.values);
        } else {
            asked.voluntary_acr = demand.values;
        }
        asked.subjects.extend(subject(members)?);
    }
    if let Some(userinfo) = claims.get("userinfo") {
        let members = members(userinfo)?;
        asked.userinfo_scopes = scopes(members);
        asked.subjects.extend(subject(members)?);
    }
    Ok(asked)
}

/// The claims requested in `id_token` or `userinfo`. Each must have the right shape, also those that are not acted on.
fn members(place: &Json) -> Result<&Members, InvalidClaims> {
    let Json::Members(members) = place else {
        return Err(InvalidClaims("id_token or userinfo is not an object"));
    };
    for (name, request) in members {
        check_shape(name, request)?;
    }
    Ok(members)
}

/// The scopes that include the claims requested in one place.
fn scopes(members: &Members) -> ScopeSet {
    OF_SCOPES.into_iter().filter_map(|(name, scope)| members.contains_key(name).then_some(scope)).collect()
}

/// The subjects that a request for `sub` names, if it names any.
fn subject(members: &Members) -> Result<Option<Vec<String>>, InvalidClaims> {
    let demand = Demand::of(members.get("sub"))?;
    Ok(Some(demand.values).filter(|values| !values.is_empty()))
}

/// Accepts `null`, or an object whose `essential`, `value` and `values` have the right types. Unknown members are
/// ignored, as the specification requires.
fn check_shape(name: &str, request: &Json) -> Result<(), InvalidClaims> {
    let members = match request {
        Json::Null => return Ok(()),
        Json::Members(members) => members,
        _ => return Err(InvalidClaims("a claim is asked for by null or by an object")),
    };
    if !matches!(members.get("essential"), None | Some(Json::Bool(_))) {
        return Err(InvalidClaims("essential is not a boolean"));
    }
    let is_value = |value: &Json| match (name, value) {
        ("email_verified" | "phone_number_verified", Json::Bool(_))
        | ("auth_time" | "updated_at" | "iat" | "exp", Json::Number) => true,
        (_, value) => matches!(value, Json::Text(_)),
    };
    if members.get("value").is_some_and(|value| !is_value(value)) {
        return Err(InvalidClaims("a value is of the wrong type"));
    }
    match members.get("values") {
        None => Ok(()),
        Some(Json::List(_)) if members.contains_key("value") => {
            Err(InvalidClaims("a claim has a value and values at once"))
        }
        Some(Json::List(values)) if !values.is_empty() && values.iter().all(is_value) => Ok(()),
        Some(_) => Err(InvalidClaims("values is not a list of values of the right type")),
    }
}

/// What is requested of one claim whose values are texts.
#[derive(Default)]
struct Demand {
    essential: bool,
    values: Vec<String>,
}

impl Demand {
    fn of(request: Option<&Json>) -> Result<Self, InvalidClaims> {
        let Some(Json::Members(members)) = request else { return Ok(Self::default()) };
        let listed = match members.get("values") {
            Some(Json::List(values)) => values.as_slice(),
            _ => &[],
        };
        let texts = members.get("value").into_iter().chain(listed).map(|value| match value {
            Json::Text(text) => Ok(text.clone()),
            _ => Err(InvalidClaims("a value of acr or sub is not a text")),
        });
        Ok(Self {
            essential: matches!(members.get("essential"), Some(Json::Bool(true))),
            values: texts.collect::<Result<_, _>>()?,
        })
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = entries.next_entry()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a name came twice"));
            }
        }
        Ok(Json::Members(members))
    }
}

#[cfg(test)]
mod tests;
