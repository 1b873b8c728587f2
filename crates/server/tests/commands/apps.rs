//! Tests of the `app` and `keys` commands.

use serde_json::Value;

use crate::place::Place;

#[test]
fn an_app_is_registered_and_its_secret_told_once() {
    let place = Place::with_owner();
    let app = place.create_app(&[]);
    assert_eq!(app["client_secret"].as_str().unwrap().len(), 43);
    assert_eq!(app["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(app["pkce_required"], true);
    assert_eq!(app["require_2fa"], false);
    assert_eq!(app["redirect_uris"], serde_json::json!(["https://bank.example/callback"]));
    assert_eq!(app["id_token_signed_response_alg"], "EdDSA");

    let id = app["client_id"].as_str().unwrap();
    let shown = place.json(&["app", "show", id]);
    assert!(shown.get("client_secret").is_none());
    assert_eq!(shown["secrets"].as_array().unwrap().len(), 1);
    let listed = place.json(&["app", "list"]);
    assert_eq!(listed["apps"], serde_json::json!([shown]));
}

#[test]
fn a_public_app_has_no_secret_and_one_without_pkce_has_one() {
    let place = Place::with_owner();
    let public = place.create_app(&["--public"]);
    assert_eq!(public["token_endpoint_auth_method"], "none");
    assert!(public.get("client_secret").is_none());
    let without = place.create_app(&["--no-pkce", "--id-token-claims"]);
    assert_eq!(without["pkce_required"], false);
    assert_eq!((&public["id_token_claims"], &without["id_token_claims"]), (&false.into(), &true.into()));
    assert!(
        place
            .failure(&["app", "rotate-secret", public["client_id"].as_str().unwrap()])
            .contains("a public app has none")
    );
}

#[test]
fn an_app_needs_an_owner_that_is_there_and_a_redirect_uri_that_does() {
    let place = Place::with_owner();
    let create = ["app", "create", "--name", "Bank", "--redirect-uri"];
    let failure = place.failure(&[&create[..], &["https://x.example/cb", "--owner", "eve@example.org"]].concat());
    assert!(failure.ends_with("eve@example.org: no account has this address"), "{failure}");
    let failure = place.failure(&[&create[..], &["http://x.example/cb", "--owner", "ada@example.org"]].concat());
    assert!(failure.contains("http://x.example/cb: "), "{failure}");
}

#[test]
fn secrets_rotate_two_at_a_time() {
    let place = Place::with_owner();
    let app = place.create_app(&[]);
    let id = app["client_id"].as_str().unwrap();
    let first = place.json(&["app", "rotate-secret", id]);
    assert_ne!(first["client_secret"], app["client_secret"]);
    assert_eq!(first["removed"], Value::Null);
    let second = place.json(&["app", "rotate-secret", id]);
    assert_eq!(second["kept"], first["id"]);
    assert_eq!(second["removed"], first["kept"]);
    assert_eq!(place.json(&["app", "show", id])["secrets"].as_array().unwrap().len(), 2);
}

#[test]
fn r06_the_switch_and_revoke_all_each_raise_the_epoch_by_one() {
    let place = Place::with_owner();
    let app = place.create_app(&[]);
    let id = app["client_id"].as_str().unwrap();
    let on = place.json(&["app", "require-2fa", id, "on"]);
    assert_eq!((on["required"].as_bool(), on["policy_epoch"].as_u64()), (Some(true), Some(1)));
    assert!(on["since"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(on["affected"]["grandfathered_grants"], 0);
    assert_eq!(place.json(&["app", "require-2fa", id, "on"])["policy_epoch"], 1, "on again changes nothing");
    assert_eq!(place.json(&["app", "show", id])["require_2fa"], true);
    assert_eq!(place.json(&["app", "require-2fa", id, "off"])["required"], false);
    let revoked = place.json(&["app", "revoke-consents", id]);
    assert_eq!(revoked["policy_epoch"], 2);
    assert!(revoked["revoked_at"].as_i64().unwrap() > 1_700_000_000);
}

#[test]
fn a_client_id_that_is_none_is_said_to_be() {
    let place = Place::with_owner();
    assert!(place.failure(&["app", "show", "bank"]).contains("\"bank\" is not a client_id"));
    assert!(place.failure(&["app", "show", "00000000-0000-7000-8000-000000000000"]).contains("no such app"));
}

#[test]
fn keys_are_listed_and_rotated() {
    let place = Place::with_owner();
    assert_eq!(place.json(&["keys", "list"])["keys"], serde_json::json!([]));
    place.create_app(&[]);
    let before = place.json(&["keys", "list"])["keys"].clone();
    assert_eq!(before.as_array().unwrap().len(), 1);
    assert_eq!((&before[0]["alg"], &before[0]["signs"]), (&"EdDSA".into(), &true.into()));
    let after = place.json(&["keys", "rotate"])["keys"].clone();
    assert_eq!(after.as_array().unwrap().len(), 2, "the old one signs on while the new one is published");
    let now = place.json(&["keys", "rotate", "--at-once"])["keys"].clone();
    assert!(now.as_array().unwrap().iter().any(|key| key["signs"] == true && key["kid"] != before[0]["kid"]));
}

#[test]
fn any_member_of_an_apps_metadata_can_be_given() {
    let place = Place::with_owner();
    let app = place.create_app(&[
        "--metadata",
        "client_uri=https://bank.example/",
        "--metadata",
        "optional_scope=profile email",
        "--metadata",
        "grant_types=authorization_code client_credentials",
    ]);
    assert_eq!(
        (&app["client_uri"], &app["optional_scope"]),
        (&"https://bank.example/".into(), &"profile email".into())
    );
    assert_eq!(app["grant_types"][2], "client_credentials");
    let create =
        ["app", "create", "--name", "X", "--redirect-uri", "https://x.example/cb", "--owner", "ada@example.org"];
    for (member, sentence) in [
        ("client_uri", "write MEMBER=VALUE"),
        ("require_2fa=true", "unknown metadata member \"require_2fa\""),
        ("pkce_required=maybe", "pkce_required is true or false"),
        ("client_uri=http://x.example/", "client_uri is a link that begins with https://"),
    ] {
        let failure = place.failure(&[&create[..], &["--metadata", member]].concat());
        assert!(failure.contains(sentence), "{failure}");
    }
}
