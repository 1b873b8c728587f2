//! What an owner can do to an app, by each route, and whether it weakens the app.

use reqwest::Method;
use serde_json::{Value, json};
use twinlock_domain::AppId;

use super::look;
use crate::support::{Page, Person};

/// What the owner enters again.
#[derive(Clone, Copy)]
pub(super) struct Proof<'a> {
    pub(super) password: Option<&'a str>,
    pub(super) code: Option<&'a str>,
}

impl Proof<'_> {
    pub(super) const NONE: Self = Self { password: None, code: None };
}

/// One change that an owner makes.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    /// As in the table of routes.
    pub(super) path: &'static str,
    /// JSON of the API; the fields of a form otherwise.
    body: &'static str,
    pub(super) weakens: bool,
}

const APP: &str = "/api/developer/apps/{client_id}";
const SWITCH: &str = "/api/developer/apps/{client_id}/require-2fa";
const REVOKE: &str = "/api/developer/apps/{client_id}/revoke-consents";
const PAGE: &str = "/dashboard/developer/apps/{id}";

const fn api(name: &'static str, method: &'static str, path: &'static str, body: &'static str, weakens: bool) -> Case {
    Case { name, method, path, body, weakens }
}

const fn form(name: &'static str, path: &'static str, body: &'static str, weakens: bool) -> Case {
    Case { name, method: "POST", path, body, weakens }
}

/// The fields of the settings form with their current values.
const AS_IT_IS: &str = "name=Bank&redirect_uris=https://bank.example/a https://bank.example/b&id_token_alg=EdDSA&\
     pkce_required=on&scope=openid&scope=profile&scope=email&optional_scope=profile";

pub(super) const CASES: &[Case] = &[
    api("another name", "PATCH", APP, r#"{"client_name":"Other"}"#, false),
    api("one address fewer", "PATCH", APP, r#"{"redirect_uris":["https://bank.example/a"]}"#, false),
    api(
        "one address more",
        "PATCH",
        APP,
        r#"{"redirect_uris":["https://bank.example/a","https://bank.example/b","https://evil.example/"]}"#,
        true,
    ),
    api("other addresses", "PATCH", APP, r#"{"redirect_uris":["https://evil.example/"]}"#, true),
    api(
        "the same addresses in another order",
        "PATCH",
        APP,
        r#"{"redirect_uris":["https://bank.example/b","https://bank.example/a"]}"#,
        false,
    ),
    api("no PKCE", "PATCH", APP, r#"{"pkce_required":false}"#, true),
    api("no PKCE beside another name", "PATCH", APP, r#"{"client_name":"Other","pkce_required":false}"#, true),
    api("machine access", "PATCH", APP, r#"{"grant_types":["authorization_code","client_credentials"]}"#, true),
    api("one scope more", "PATCH", APP, r#"{"scope": "openid profile email offline_access"}"#, true),
    api("one scope fewer", "PATCH", APP, r#"{"scope": "openid profile"}"#, false),
    api("a scope that nobody can decline", "PATCH", APP, r#"{"optional_scope": ""}"#, true),
    api("a scope that people can decline", "PATCH", APP, r#"{"optional_scope": "profile email"}"#, false),
    api("nothing", "PATCH", APP, "{}", false),
    api("off", "PUT", SWITCH, r#"{"required":false}"#, true),
    api("on, where it is on", "PUT", SWITCH, r#"{"required":true}"#, false),
    api("on with revoking all", "PUT", SWITCH, r#"{"required":true,"revoke_all":true}"#, true),
    api("revoking all", "POST", REVOKE, "{}", true),
    api("deleting", "DELETE", APP, "{}", true),
    form("saving what is there", PAGE, AS_IT_IS, false),
    form("off, on the page", "/dashboard/developer/apps/{id}/require-2fa", "required=false", true),
    form("on, on the page", "/dashboard/developer/apps/{id}/require-2fa", "required=true", false),
    form(
        "on with revoking all, on the page",
        "/dashboard/developer/apps/{id}/require-2fa",
        "required=true&revoke_now=on",
        true,
    ),
    form("a lower enrolment age", "/dashboard/developer/apps/{id}/enrolment-age", "days=6", true),
    form("no enrolment age", "/dashboard/developer/apps/{id}/enrolment-age", "days=0", true),
    form("a higher enrolment age", "/dashboard/developer/apps/{id}/enrolment-age", "days=8", false),
    form("revoking all, on the page", "/dashboard/developer/apps/{id}/revoke-consents", "", true),
    form("revoking one person", "/dashboard/developer/apps/{id}/revoke-user", "email=ada@example.com", false),
    form("another secret", "/dashboard/developer/apps/{id}/secrets", "label=second", true),
    form("a secret fewer", "/dashboard/developer/apps/{id}/secrets/{secret}/remove", "", false),
    form("deleting, on the page", "/dashboard/developer/apps/{id}/delete", "", true),
];

impl Case {
    pub(super) fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// Makes the change, with that proof.
    pub(super) async fn call(&self, person: &mut Person, app: AppId, proof: Proof<'_>) -> Page {
        let mut path = self.path.replace("{client_id}", &app.to_string()).replace("{id}", &app.to_string());
        if path.contains("{secret}") {
            path = path.replace("{secret}", &self.second_secret(person, app).await);
        }
        if self.is_api() {
            let mut body: Value = serde_json::from_str(self.body).unwrap();
            for (name, value) in [("password", proof.password), ("code", proof.code)] {
                if let Some(value) = value {
                    body[name] = json!(value);
                }
            }
            return person.api(self.method.parse::<Method>().unwrap(), &path, &body).await;
        }
        let fields = self.body.split('&').filter_map(|field| field.split_once('='));
        let given = [("password", proof.password), ("code", proof.code)];
        let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let fields: Vec<_> = fields.chain(given).collect();
        person.post(&path, &fields).await
    }

    /// The last secret cannot be removed, so the app has another one.
    async fn second_secret(&self, person: &mut Person, app: AppId) -> String {
        look(person, app).await["secrets"][1]["id"].as_str().unwrap().to_owned()
    }
}
