//! Shapes of the `claims` parameter: which are accepted, and which are refused.

use super::*;

#[test]
fn l3_a_member_of_the_wrong_type_is_refused_and_never_no_demand() {
    for text in [
        "",
        "null",
        "[]",
        "\"x\"",
        "7",
        "{",
        "{}x",
        r#"{"id_token":null}"#,
        r#"{"id_token":[]}"#,
        r#"{"id_token":"acr"}"#,
        r#"{"id_token":true}"#,
        r#"{"userinfo":null}"#,
        r#"{"userinfo":["email"]}"#,
        r#"{"userinfo":7}"#,
        r#"{"id_token":{"acr":true}}"#,
        r#"{"id_token":{"acr":"urn:twinlock:acr:2fa"}}"#,
        r#"{"id_token":{"acr":["urn:twinlock:acr:2fa"]}}"#,
        r#"{"id_token":{"acr":{"essential":"true"}}}"#,
        r#"{"id_token":{"acr":{"essential":1}}}"#,
        r#"{"id_token":{"acr":{"essential":null}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":"urn:twinlock:acr:2fa"}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":{"0":"urn:twinlock:acr:2fa"}}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":null}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":[]}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":[7]}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":["urn:twinlock:acr:2fa",null]}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"value":["urn:twinlock:acr:2fa"]}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"value":2}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"value":null}}}"#,
        r#"{"id_token":{"acr":{"value":"urn:twinlock:acr:1fa","values":["urn:twinlock:acr:2fa"]}}}"#,
        r#"{"id_token":{"sub":"x"}}"#,
        r#"{"id_token":{"sub":{"value":7}}}"#,
        r#"{"id_token":{"sub":{"value":null}}}"#,
        r#"{"id_token":{"sub":{"values":"x"}}}"#,
        r#"{"userinfo":{"sub":{"value":{}}}}"#,
        r#"{"userinfo":{"email":{"essential":"yes"}}}"#,
        r#"{"userinfo":{"email":true}}"#,
        r#"{"userinfo":{"unknown":[]}}"#,
        // A name that comes twice.
        r#"{"id_token":{},"id_token":{}}"#,
        r#"{"id_token":{"acr":{"essential":true,"value":"urn:twinlock:acr:2fa"},"acr":null}}"#,
        r#"{"id_token":{"acr":{"essential":true,"essential":false,"value":"urn:twinlock:acr:2fa"}}}"#,
        r#"{"id_token":{"sub":{"value":"a","value":"b"}}}"#,
        r#"{"id_token":{"x":{"y":1,"y":1}}}"#,
    ] {
        assert!(claims(text).is_err(), "{text}");
    }
    assert!(claims(&format!("{{\"x\":\"{}\"}}", "y".repeat(LONGEST))).is_err());
    assert!(claims(&"[".repeat(10_000)).is_err(), "no depth harms");
}

#[test]
fn what_is_a_request_is_read() {
    let asked = |text: &str| claims(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    for text in [
        "{}",
        " {\n\t\"id_token\" : { } } ",
        r#"{"userinfo":{"name":{"essential":true},"picture":null,"http://example.info/claims/groups":null}}"#,
        r#"{"id_token":{"auth_time":{"essential":true},"acr":null,"sub":null}}"#,
        r#"{"id_token":{"auth_time":{"value":7},"email_verified":{"value":true},"acr":{"other":7}}}"#,
        r#"{"other":7,"id_token":{"acr":{"essential":false}}}"#,
    ] {
        let asked = asked(text);
        assert!(asked.essential_acr.is_none() && asked.voluntary_acr.is_empty() && asked.subjects.is_empty(), "{text}");
    }
    let acr = asked(r#"{"id_token":{"acr":{"essential":true,"values":["b","a"]},"email":null}}"#);
    assert_eq!(acr.essential_acr, Some(vec!["b".to_owned(), "a".to_owned()]));
    assert!(acr.id_token_scopes.contains(Scope::Email) && !acr.id_token_scopes.contains(Scope::Profile));
    assert_eq!(asked(r#"{"id_token":{"acr":{"value":"a"}}}"#).voluntary_acr, ["a"]);
    let places = asked(r#"{"id_token":{"preferred_username":null},"userinfo":{"email_verified":{"essential":true}}}"#);
    assert_eq!(places.id_token_scopes, ScopeSet::parse("profile").unwrap());
    assert_eq!(places.userinfo_scopes, ScopeSet::parse("email").unwrap());
    assert_eq!(asked(r#"{"id_token":{"acr":{"essential":true}}}"#).essential_acr, Some(Vec::new()));
    let both = asked(r#"{"id_token":{"sub":{"value":"a"}},"userinfo":{"sub":{"values":["a","b"]}}}"#);
    assert_eq!(both.subjects, [vec!["a".to_owned()], vec!["a".to_owned(), "b".to_owned()]]);
}
