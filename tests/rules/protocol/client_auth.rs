//! Client authentication is the same at three endpoints: what one accepts, all accept (RFC 6749 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Client, Response};
use twinlock_ports::ClientKind;

use super::{app, code_of};
use crate::support::{Person, RelyingParty, Server};

/// An endpoint, and a request that is complete except for the client's credentials.
const ENDPOINTS: [(&str, &[(&str, &str)]); 3] = [
    ("/oauth2/token", &[("grant_type", "refresh_token"), ("refresh_token", "unknown")]),
    ("/oauth2/introspect", &[("token", "unknown")]),
    ("/oauth2/revoke", &[("token", "unknown")]),
];

/// The credentials that a client sends: the `Authorization` header, unchanged, and fields of the form.
struct Says {
    authorization: Option<String>,
    fields: Vec<(&'static str, String)>,
}

impl Says {
    fn basic(pair: &str) -> Self {
        Self { authorization: Some(format!("Basic {}", base64(pair))), fields: Vec::new() }
    }

    fn header(value: impl Into<String>) -> Self {
        Self { authorization: Some(value.into()), fields: Vec::new() }
    }

    fn form() -> Self {
        Self { authorization: None, fields: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.fields.push((name, value.to_owned()));
        self
    }

    async fn to(&self, server: &Server, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut fields = fields.to_vec();
        fields.extend(self.fields.iter().map(|(name, value)| (*name, value.as_str())));
        let mut request = Client::new().post(format!("{}{path}", server.url)).form(&fields);
        if let Some(value) = &self.authorization {
            request = request.header("authorization", value);
        }
        request.send().await.unwrap()
    }
}

fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

async fn public(server: &Server) -> RelyingParty {
    let registered = server.app_with("Phone", |app| app.kind = ClientKind::Public).await;
    RelyingParty::new(server, &registered).await
}

/// The outcome for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Admitted,
    InvalidClient,
    InvalidRequest,
}

async fn verdict(response: Response) -> Verdict {
    let status = response.status().as_u16();
    let challenge = response.headers().get("www-authenticate").cloned();
    let body: serde_json::Value = response.json().await.unwrap();
    match (status, body["error"].as_str()) {
        (401, Some("invalid_client")) => {
            assert!(challenge.unwrap().to_str().unwrap().starts_with("Basic "), "a 401 names the way in");
            Verdict::InvalidClient
        }
        (400, Some("invalid_request")) => Verdict::InvalidRequest,
        // An unknown token is an error only at the token endpoint.
        (400, Some("invalid_grant")) | (200, None) => Verdict::Admitted,
        other => panic!("{other:?}: {body}"),
    }
}

#[tokio::test]
async fn d4_b14_i7_a_confidential_client_is_judged_alike_at_every_endpoint() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let (id, secret) = (bank.app.to_string(), bank.secret.clone().unwrap());
    let good = format!("{id}:{secret}");
    let encoded = format!("{}:{secret}", id.replace('-', "%2D"));
    for (says, expected) in [
        (Says::basic(&good), Verdict::Admitted),
        (Says::basic(&encoded), Verdict::Admitted),
        (Says::header(format!("bAsIc {}", base64(&good))), Verdict::Admitted),
        (Says::basic(&good).with("client_id", &id), Verdict::Admitted),
        (Says::basic(&good).with("client_id", &id).with("client_secret", ""), Verdict::Admitted),
        (Says::form().with("client_id", &id).with("client_secret", &secret), Verdict::Admitted),
        (Says::basic(&format!("{id}:")), Verdict::InvalidClient),
        (Says::basic(&format!("{id}:")).with("client_id", &id), Verdict::InvalidClient),
        (Says::form().with("client_id", &id).with("client_secret", ""), Verdict::InvalidClient),
        (Says::form().with("client_id", &id), Verdict::InvalidClient),
        (Says::basic(&format!("{good}=anything")), Verdict::InvalidClient),
        (Says::basic(&format!("{good}&anything")), Verdict::InvalidClient),
        (Says::basic(&format!("={good}")), Verdict::InvalidClient),
        (Says::basic(&format!("{good} ")), Verdict::InvalidClient),
        (Says::basic(&format!("{good}%00")), Verdict::InvalidClient),
        (Says::basic(&id), Verdict::InvalidClient),
        (Says::basic(":"), Verdict::InvalidClient),
        (Says::header("Basic"), Verdict::InvalidClient),
        (Says::header("Basic !!!"), Verdict::InvalidClient),
        (Says::header(format!("Bearer {secret}")), Verdict::InvalidClient),
        (Says::header("Basic !!!").with("client_id", &id).with("client_secret", &secret), Verdict::InvalidClient),
        (Says::form(), Verdict::InvalidClient),
        (Says::form().with("client_secret", &secret), Verdict::InvalidClient),
        (Says::basic(&good).with("client_secret", &secret), Verdict::InvalidRequest),
        (Says::basic(&good).with("client_id", "another"), Verdict::InvalidRequest),
        (Says::form().with("client_id", &id).with("client_id", &id), Verdict::InvalidRequest),
    ] {
        for (path, fields) in ENDPOINTS {
            let what = format!("{path} {:?} {:?}", says.authorization, says.fields);
            assert_eq!(verdict(says.to(&server, path, fields).await).await, expected, "{what}");
        }
    }
}

#[tokio::test]
async fn d4_b14_a_public_client_may_send_an_empty_secret_and_no_other() {
    let server = Server::start().await;
    let phone = public(&server).await;
    let id = phone.app.to_string();
    for (says, expected) in [
        (Says::basic(&format!("{id}:")), Verdict::Admitted),
        (Says::basic(&format!("{id}:")).with("client_id", &id), Verdict::Admitted),
        (Says::form().with("client_id", &id), Verdict::Admitted),
        (Says::form().with("client_id", &id).with("client_secret", ""), Verdict::Admitted),
        (Says::basic(&format!("{id}:x")), Verdict::InvalidClient),
        (Says::basic(&format!("{id}:=")), Verdict::InvalidClient),
        (Says::basic(&format!("{id}:+")), Verdict::InvalidClient),
        (Says::form().with("client_id", &id).with("client_secret", "x"), Verdict::InvalidClient),
        (Says::basic(&format!("{id}:")).with("client_secret", "x"), Verdict::InvalidRequest),
    ] {
        for (path, fields) in ENDPOINTS {
            // Introspection is only for clients that authenticate.
            let expected = match (path, expected) {
                ("/oauth2/introspect", Verdict::Admitted) => Verdict::InvalidClient,
                _ => expected,
            };
            let what = format!("{path} {:?} {:?}", says.authorization, says.fields);
            assert_eq!(verdict(says.to(&server, path, fields).await).await, expected, "{what}");
        }
    }
}

#[tokio::test]
async fn d4_a_code_of_a_public_client_is_redeemed_with_an_empty_basic_password() {
    let server = Server::start().await;
    let phone = public(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (code, verifier) = code_of(&phone, &mut ada).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", &*phone.redirect_uri),
        ("code_verifier", &*verifier),
    ];
    let answer = Says::basic(&format!("{}:", phone.app)).to(&server, "/oauth2/token", &fields).await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn s3_revocation_answers_an_empty_json_object() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let access = bank.sign_in(&mut ada).await.access_token;
    let says = Says::basic(&format!("{}:{}", bank.app, bank.secret.as_deref().unwrap()));
    for token in [access.as_str(), &access, "unknown"] {
        let answer = says.to(&server, "/oauth2/revoke", &[("token", token)]).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/json"));
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap(), serde_json::json!({}));
    }
    assert_eq!(bank.userinfo(&access).await.0, 401);
}
