//! Redirect URIs that were, or could be, used against a provider, and whether each can be registered.

use twinlock_domain::InvalidRedirectUri::{
    self, Character, Empty, Escape, Fragment, Host, HostCase, InsecureHttp, NotAbsolute, NotAscii, Path, Port, Scheme,
    SchemeCase, SlashMissing, TooLong, UserInfo, Wildcard,
};
use twinlock_domain::RedirectUri;

const ACCEPTED: [&str; 32] = [
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
    // A scheme of its own without a dot: real apps have them (their owner is warned).
    "audiobookshelf://oauth",
    "app.immich:///oauth-callback",
    "myapp://back",
    "myapp:/back",
    "obsidian://auth",
    "vscode://publisher.extension/done",
];

const REFUSED: [(&str, InvalidRedirectUri); 110] = [
    ("", Empty),
    (" ", NotAscii),
    ("/back", NotAbsolute),
    ("//app.example/back", NotAbsolute),
    ("app.example/back", NotAbsolute),
    ("https", NotAbsolute),
    ("https:", NotAbsolute),
    ("https:/app.example/back", NotAbsolute),
    ("https:app.example", NotAbsolute),
    ("https://", Host),
    ("https:///back", Host),
    ("https://?x", Host),
    ("https://:443/", Host),
    ("http:127.0.0.1", NotAbsolute),
    // White space, and bytes that are not allowed in a URI.
    (" https://app.example/", NotAscii),
    ("https://app.example/ ", NotAscii),
    ("https://app.example/a b", NotAscii),
    ("https://app.example/\r\nSet-Cookie:a=b", NotAscii),
    ("https://app.example/\t", NotAscii),
    ("https://app.example\0.evil.example/", NotAscii),
    ("https://app.example/<script>", Character),
    ("https://app.example/\"onload", Character),
    ("https://app.example/{id}", Character),
    ("https://app.example/|", Character),
    ("https://app.example/^", Character),
    ("https://app.example/`", Character),
    ("https://app.example/%", Escape),
    ("https://app.example/%2", Escape),
    ("https://app.example/%zz", Escape),
    ("https://app.example/?x=%u0041", Escape),
    // Letters that look like others.
    ("https://bücher.example/", NotAscii),
    ("https://аpp.example/", NotAscii),
    ("https://app.example/ö", NotAscii),
    ("https://app\u{3002}example/", NotAscii),
    ("https://app.example\u{ff0f}evil/", NotAscii),
    ("https://app.example\u{2044}evil/", NotAscii),
    ("https://\u{202e}elpmaxe.ppa/", NotAscii),
    ("https://app.example%2eevil.example/", Host),
    ("https://app.example%00/", Host),
    // Mixed case, which gives one URI several spellings.
    ("https://App.example/back", HostCase),
    ("https://APP.EXAMPLE/back", HostCase),
    ("HTTPS://app.example/back", SchemeCase),
    ("Https://app.example/back", SchemeCase),
    ("Com.Example.App:/back", SchemeCase),
    // User names.
    ("https://user@app.example/", UserInfo),
    ("https://user:password@app.example/", UserInfo),
    ("https://app.example@evil.example/", UserInfo),
    ("https://app.example:443@evil.example/", UserInfo),
    ("https://@app.example/", UserInfo),
    ("https://app.example%40evil.example/", Host),
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
    // Paths that are normalized to another path.
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
    // Ports and hosts that are invalid.
    ("https://app.example:/", Port),
    ("https://app.example:0/", Port),
    ("https://app.example:65536/", Port),
    ("https://app.example:+80/", Port),
    ("https://app.example:-80/", Port),
    ("https://app.example:80:80/", Host),
    ("https://app.example:http/", Port),
    ("https://app..example/", Host),
    ("https://.example/", Host),
    ("https://app.example./", Host),
    ("https://[::1/", Host),
    ("https://[]/", Host),
    ("https://[:::::]/", Host),
    ("https://[fe80::1%25eth0]/", Host),
    ("https://app.example;evil.example/", Host),
    ("https://app.example,evil.example/", Host),
    // Plain http on hosts other than this machine.
    ("http://app.example/back", InsecureHttp),
    ("http://localhost.evil.example/", InsecureHttp),
    ("http://127.0.0.1.evil.example/", InsecureHttp),
    ("http://127.1/", InsecureHttp),
    ("http://[::ffff:127.0.0.1]/", InsecureHttp),
    // Schemes that execute code, or that are reserved.
    ("javascript:alert(1)", Scheme),
    ("javascript://app.example/%0aalert(1)", Scheme),
    ("data:text/html,x", Scheme),
    ("file:///etc/passwd", Scheme),
    ("localhost:3000/back", Scheme),
];

const REFUSED_SCHEMES: [(&str, InvalidRedirectUri); 15] = [
    ("vbscript:x", Scheme),
    ("blob:https://app.example/x", Scheme),
    ("about:blank", Scheme),
    ("view-source:https://app.example/", Scheme),
    ("urn:ietf:wg:oauth:2.0:oob", Scheme),
    ("C:/back", SchemeCase),
    ("c:/back", Scheme),
    (":", Scheme),
    ("://app.example", Scheme),
    (".com:/back", Scheme),
    ("com..app:/back", Scheme),
    ("com.1app:/back", Scheme),
    // An https URI whose scheme was forgotten.
    ("app.example:8443/back", SlashMissing),
    ("com.example.app:", SlashMissing),
    ("com.example.app:back", SlashMissing),
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
    assert_eq!(RedirectUri::parse(&of(2001)), Err(TooLong));
}

#[test]
fn schemes_of_browsers_and_systems_are_refused_whatever_follows() {
    let reserved = [
        "javascript",
        "data",
        "file",
        "vbscript",
        "about",
        "blob",
        "ws",
        "wss",
        "ftp",
        "sftp",
        "mailto",
        "tel",
        "sms",
        "intent",
        "view-source",
        "chrome",
        "chrome-extension",
        "moz-extension",
        "edge",
        "filesystem",
        "jar",
        "resource",
        "ms-settings",
        "ms-msdt",
        "search-ms",
        "itms-services",
        "ssh",
        "smb",
        "ldap",
        "urn",
        "localhost",
        "microsoft-edge",
    ];
    for scheme in reserved {
        for rest in ["/back", "//back", "//app.example/back", "///back", "/back?x=y"] {
            let text = format!("{scheme}:{rest}");
            assert_eq!(RedirectUri::parse(&text), Err(Scheme), "{text}");
        }
    }
}

#[test]
fn a_scheme_without_a_dot_is_told_apart_so_that_its_owner_can_be_warned() {
    for (text, undotted) in [
        ("audiobookshelf://oauth", Some("audiobookshelf")),
        ("myapp:/back", Some("myapp")),
        ("com.example.app:/back", None),
        ("https://app.example/back", None),
        ("https://localhost/back", None),
        ("http://localhost/back", None),
    ] {
        let uri = RedirectUri::parse(text);
        assert_eq!(uri.as_ref().map(RedirectUri::undotted_scheme), Ok(undotted), "{text}");
        assert!(
            uri.is_ok_and(|uri| undotted.is_none() || uri.is_private_use_scheme()),
            "{text}: consent is asked each time"
        );
    }
}
