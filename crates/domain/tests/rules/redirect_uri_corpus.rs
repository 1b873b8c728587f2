//! Redirect URIs that were, or could be, used against a provider, and what becomes of each at registration.

use twinlock_domain::InvalidRedirectUri::{
    self, Fragment, InsecureHttp, NotAbsolute, Path, Scheme, UserInfo, Wildcard,
};
use twinlock_domain::RedirectUri;

const ACCEPTED: [&str; 26] = [
    "https://app.example",
    "https://app.example/",
    "https://app.example/back",
    "https://app.example/back?tenant=a%2Fb&x=1",
    "https://app.example?x",
    "https://app.example:8443/back",
    "https://app.example/a..b/...",
    "https://app.example/%20/%c3%a9",
    "https://app.example//double",
    "https://app.example/a@b",
    "https://app.example/?next=//evil.example/../x",
    "https://xn--bcher-kva.example/back",
    "https://my_app.example/",
    "https://10.0.0.1/back",
    "https://[2001:db8::1]:8443/back",
    "http://localhost/back",
    "http://localhost:3000/back",
    "http://127.0.0.1/back",
    "http://127.0.0.1:49152",
    "http://[::1]:49152/back",
    "com.example.app:/back",
    "com.example.app:/",
    "com.example.app://back",
    "com.example.app-2:/back?x=y",
    "com.googleusercontent.apps.a123:/oauthredirect",
    "io.github.a+b:/cb",
];

const REFUSED: [(&str, InvalidRedirectUri); 110] = [
    ("", NotAbsolute),
    (" ", NotAbsolute),
    ("/back", NotAbsolute),
    ("//app.example/back", NotAbsolute),
    ("app.example/back", NotAbsolute),
    ("https", NotAbsolute),
    ("https:", NotAbsolute),
    ("https:/app.example/back", NotAbsolute),
    ("https:app.example", NotAbsolute),
    ("https://", NotAbsolute),
    ("https:///back", NotAbsolute),
    ("https://?x", NotAbsolute),
    ("https://:443/", NotAbsolute),
    ("http:127.0.0.1", NotAbsolute),
    // White space and bytes that are no URI's.
    (" https://app.example/", NotAbsolute),
    ("https://app.example/ ", NotAbsolute),
    ("https://app.example/a b", NotAbsolute),
    ("https://app.example/\r\nSet-Cookie:a=b", NotAbsolute),
    ("https://app.example/\t", NotAbsolute),
    ("https://app.example\0.evil.example/", NotAbsolute),
    ("https://app.example/<script>", NotAbsolute),
    ("https://app.example/\"onload", NotAbsolute),
    ("https://app.example/{id}", NotAbsolute),
    ("https://app.example/|", NotAbsolute),
    ("https://app.example/^", NotAbsolute),
    ("https://app.example/`", NotAbsolute),
    ("https://app.example/%", NotAbsolute),
    ("https://app.example/%2", NotAbsolute),
    ("https://app.example/%zz", NotAbsolute),
    ("https://app.example/?x=%u0041", NotAbsolute),
    // Letters that look like others.
    ("https://bücher.example/", NotAbsolute),
    ("https://аpp.example/", NotAbsolute),
    ("https://app.example/ö", NotAbsolute),
    ("https://app\u{3002}example/", NotAbsolute),
    ("https://app.example\u{ff0f}evil/", NotAbsolute),
    ("https://app.example\u{2044}evil/", NotAbsolute),
    ("https://\u{202e}elpmaxe.ppa/", NotAbsolute),
    ("https://app.example%2eevil.example/", NotAbsolute),
    ("https://app.example%00/", NotAbsolute),
    // Mixed case has a second spelling.
    ("https://App.example/back", NotAbsolute),
    ("https://APP.EXAMPLE/back", NotAbsolute),
    ("HTTPS://app.example/back", Scheme),
    ("Https://app.example/back", Scheme),
    ("Com.Example.App:/back", Scheme),
    // User names.
    ("https://user@app.example/", UserInfo),
    ("https://user:password@app.example/", UserInfo),
    ("https://app.example@evil.example/", UserInfo),
    ("https://app.example:443@evil.example/", UserInfo),
    ("https://@app.example/", UserInfo),
    ("https://app.example%40evil.example/", NotAbsolute),
    ("http://127.0.0.1:80@evil.example/", UserInfo),
    ("http://127.0.0.1@evil.example/", UserInfo),
    ("com.example.app://user@host/back", UserInfo),
    // Wildcards.
    ("*", Wildcard),
    ("https://*/", Wildcard),
    ("https://*.example/back", Wildcard),
    ("https://app.example/*", Wildcard),
    ("https://app.example/?x=*", Wildcard),
    ("https://app.example:*/", Wildcard),
    ("com.example.app:/*", Wildcard),
    // Paths that mean another path.
    ("https://app.example/../evil", Path),
    ("https://app.example/a/..", Path),
    ("https://app.example/.", Path),
    ("https://app.example/a/./b", Path),
    ("https://app.example/%2e%2e/evil", Path),
    ("https://app.example/%2E%2E/evil", Path),
    ("https://app.example/.%2e/evil", Path),
    ("https://app.example/%2E./evil", Path),
    ("https://app.example/%2e/evil", Path),
    ("https://app.example/..%2fevil", Path),
    ("https://app.example/a%2Fb", Path),
    ("https://app.example/a%5cb", Path),
    ("https://app.example/a%5Cb?x", Path),
    ("https://app.example/a\\b", Path),
    ("https://app.example\\@evil.example/", Path),
    ("https:\\\\app.example\\", Path),
    ("https://app.example/?x=\\", Path),
    ("com.example.app:/../back", Path),
    ("com.example.app://host/%2e%2e", Path),
    // Fragments.
    ("https://app.example/#", Fragment),
    ("https://app.example/back#top", Fragment),
    ("https://evil.example#@app.example/", Fragment),
    ("com.example.app:/back#x", Fragment),
    ("intent://host#Intent;scheme=https;end", Fragment),
    // Ports and hosts that are none.
    ("https://app.example:/", NotAbsolute),
    ("https://app.example:0/", NotAbsolute),
    ("https://app.example:65536/", NotAbsolute),
    ("https://app.example:+80/", NotAbsolute),
    ("https://app.example:-80/", NotAbsolute),
    ("https://app.example:80:80/", NotAbsolute),
    ("https://app.example:http/", NotAbsolute),
    ("https://app..example/", NotAbsolute),
    ("https://.example/", NotAbsolute),
    ("https://app.example./", NotAbsolute),
    ("https://[::1/", NotAbsolute),
    ("https://[]/", NotAbsolute),
    ("https://[:::::]/", NotAbsolute),
    ("https://[fe80::1%25eth0]/", NotAbsolute),
    ("https://app.example;evil.example/", NotAbsolute),
    ("https://app.example,evil.example/", NotAbsolute),
    // Plain http elsewhere than on this machine.
    ("http://app.example/back", InsecureHttp),
    ("http://localhost.evil.example/", InsecureHttp),
    ("http://127.0.0.1.evil.example/", InsecureHttp),
    ("http://127.1/", InsecureHttp),
    ("http://[::ffff:127.0.0.1]/", InsecureHttp),
    // Schemes that run something, or are anybody's.
    ("javascript:alert(1)", Scheme),
    ("javascript://app.example/%0aalert(1)", Scheme),
    ("data:text/html,x", Scheme),
    ("file:///etc/passwd", Scheme),
    ("localhost:3000/back", Scheme),
];

const REFUSED_SCHEMES: [(&str, InvalidRedirectUri); 14] = [
    ("vbscript:x", Scheme),
    ("blob:https://app.example/x", Scheme),
    ("about:blank", Scheme),
    ("view-source:https://app.example/", Scheme),
    ("urn:ietf:wg:oauth:2.0:oob", Scheme),
    ("myapp://back", Scheme),
    (":", Scheme),
    ("://app.example", Scheme),
    (".com:/back", Scheme),
    ("com..app:/back", Scheme),
    ("com.1app:/back", Scheme),
    // An https URI whose scheme was forgotten.
    ("app.example:8443/back", NotAbsolute),
    ("com.example.app:", NotAbsolute),
    ("com.example.app:back", NotAbsolute),
];

#[test]
fn what_an_app_needs_can_be_registered() {
    for text in ACCEPTED {
        let uri = RedirectUri::parse(text);
        assert_eq!(uri.as_ref().map(RedirectUri::as_str), Ok(text));
        assert!(uri.is_ok_and(|uri| uri.allows(text) && uri.to_string() == text));
    }
}

#[test]
fn everything_else_is_refused_for_its_reason() {
    for (text, reason) in REFUSED.into_iter().chain(REFUSED_SCHEMES) {
        assert_eq!(RedirectUri::parse(text), Err(reason), "{text:?}");
    }
}

#[test]
fn a_redirect_uri_has_2000_bytes_at_most() {
    let of = |length: usize| format!("https://app.example/{}", "a".repeat(length - 20));
    assert!(RedirectUri::parse(&of(2000)).is_ok());
    assert_eq!(RedirectUri::parse(&of(2001)), Err(NotAbsolute));
}
