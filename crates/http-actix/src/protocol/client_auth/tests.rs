//! How a client's credentials are read, before they are verified.

use actix_web::http::header::HeaderValue;

use super::*;

const ID: &str = "0197-app";

fn read(authorization: Option<&str>, form: &str) -> Result<(String, Option<String>), &'static str> {
    let mut headers = HeaderMap::new();
    if let Some(value) = authorization {
        headers.insert(AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    let said = said(&headers, &Parameters::of_protocol(form.as_bytes(), &["client_id", "client_secret"]).unwrap())
        .map_err(|refused| refused.code)?;
    Ok((said.client_id, said.secret.map(|secret| secret.expose().to_owned())))
}

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

#[expect(clippy::unnecessary_wraps, reason = "what it is compared with may be an error")]
fn is(id: &str, secret: Option<&str>) -> Result<(String, Option<String>), &'static str> {
    Ok((id.to_owned(), secret.map(str::to_owned)))
}

#[test]
fn i7_a_secret_in_a_basic_header_is_read_to_its_end() {
    for (pair, id, secret) in [
        ("0197-app:secret", ID, "secret"),
        ("0197-app:secret=anything", ID, "secret=anything"),
        ("0197-app:secret&client_secret=x", ID, "secret&client_secret=x"),
        ("0197-app:=secret", ID, "=secret"),
        ("0197-app:&secret", ID, "&secret"),
        ("0197-app:a%26b%3Dc%25", ID, "a&b=c%"),
        ("0197-app:a+b%2Bc", ID, "a b+c"),
        ("0197-app:a:b", ID, "a:b"),
        ("0197-app:%", ID, "%"),
        ("0197-app:100%zz", ID, "100%zz"),
        ("0197%2Dapp:s%C3%BC", ID, "sü"),
        ("a=b&c:secret", "a=b&c", "secret"),
    ] {
        assert_eq!(read(Some(&basic(pair)), ""), is(id, Some(secret)), "{pair}");
    }
}

#[test]
fn d4_an_empty_secret_is_no_secret_wherever_it_stands() {
    for (authorization, form) in [
        (Some(basic("0197-app:")), ""),
        (Some(basic("0197-app:")), "client_id=0197-app"),
        (Some(basic("0197-app:")), "client_id=0197-app&client_secret="),
        (Some(basic("0197-app:")), "client_secret="),
        (None, "client_id=0197-app"),
        (None, "client_id=0197-app&client_secret="),
    ] {
        assert_eq!(read(authorization.as_deref(), form), is(ID, None), "{authorization:?} {form}");
    }
    assert_eq!(read(Some(&basic("0197-app:secret")), "client_id=&client_secret="), is(ID, Some("secret")));
}

#[test]
fn the_scheme_is_read_in_any_case() {
    for scheme in ["Basic", "basic", "BASIC", "bAsIc"] {
        let header = format!("{scheme} {}", STANDARD.encode("0197-app:secret"));
        assert_eq!(read(Some(&header), ""), is(ID, Some("secret")), "{scheme}");
    }
}

#[test]
fn a_basic_header_that_cannot_be_read_is_an_invalid_client() {
    let no_colon = format!("Basic {}", STANDARD.encode("0197-app"));
    let no_utf8 = format!("Basic {}", STANDARD.encode([0xff, b':', b'x']));
    for header in ["", "Basic", "Basic ", "Basic !", "Basic a", "Bearer token", "Basic\u{e4} x", &no_colon, &no_utf8] {
        for form in ["", "client_id=0197-app", "client_id=0197-app&client_secret=secret"] {
            assert_eq!(read(Some(header), form), Err("invalid_client"), "{header} {form}");
        }
    }
    assert_eq!(read(None, ""), Err("invalid_client"));
    assert_eq!(read(None, "client_secret=secret"), Err("invalid_client"));
}

#[test]
fn a_client_authenticates_in_one_way() {
    for form in ["client_secret=secret", "client_id=0197-app&client_secret=secret", "client_id=other"] {
        assert_eq!(read(Some(&basic("0197-app:secret")), form), Err("invalid_request"), "{form}");
        assert_eq!(read(Some(&basic("0197-app:")), form), Err("invalid_request"), "{form}");
    }
    assert_eq!(read(Some(&basic("0197-app:secret")), "client_id=0197-app"), is(ID, Some("secret")));
    for form in ["client_id=0197-app&client_id=0197-app", "client_id=0197-app&client_secret=a&client_secret=b"] {
        assert_eq!(read(None, form), Err("invalid_request"), "{form}");
    }
    let mut headers = HeaderMap::new();
    for pair in ["0197-app:secret", "other:secret"] {
        headers.append(AUTHORIZATION, HeaderValue::from_str(&basic(pair)).unwrap());
    }
    assert_eq!(said(&headers, &Parameters::default()).unwrap_err().code, "invalid_request");
}
