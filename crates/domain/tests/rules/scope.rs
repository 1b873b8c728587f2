//! Scope sets, compared with the sets of the standard library.

use std::collections::BTreeSet;

use twinlock_domain::{InvalidScope, Scope, ScopeSet, ScopeToken, bounds};

fn set(text: &str) -> ScopeSet {
    ScopeSet::parse(text).unwrap()
}

#[test]
fn r29_a_list_is_read_as_a_set_of_any_scope_tokens() {
    assert_eq!(set("email openid email").to_string(), "openid email");
    assert_eq!(
        set(" openid  write:all read:all OPENID profile ").to_string(),
        "openid profile OPENID read:all write:all"
    );
    assert_eq!(set(&ScopeSet::STANDARD.to_string()), ScopeSet::STANDARD);
    for empty in ["", " ", "   "] {
        assert!(set(empty).is_empty(), "{empty:?}");
    }
    assert_eq!(set("read:all openid").others(), [ScopeToken::parse("read:all").unwrap()]);
}

#[test]
fn r29_what_rfc_6749_does_not_allow_in_a_scope_is_refused() {
    for wrong in ["openid\temail", "a\"b", "a\\b", "ä", "a\u{7f}", "a\nb", "openid \u{0}"] {
        assert_eq!(ScopeSet::parse(wrong), Err(InvalidScope), "{wrong:?}");
    }
    let longest = "x".repeat(bounds::SCOPE_TOKEN);
    assert_eq!(set(&longest).to_string(), longest);
    assert!(ScopeSet::parse(&format!("{longest}x")).is_err());
    for none in ["", "two words", "openid"] {
        assert!(ScopeToken::parse(none).is_err(), "{none:?} is not a token of its own");
    }
    for fits in ["openid,email", "https://api.example/books.read", "!#[]~"] {
        assert_eq!(set(fits).to_string(), fits);
    }
}

#[test]
fn every_operation_is_that_of_sets() {
    let tokens = ["openid", "profile", "email", "offline_access", "a:read", "b:write"];
    let sets: Vec<BTreeSet<&str>> = (0..64_usize)
        .map(|bits| tokens.into_iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, s)| s).collect())
        .collect();
    let ours = |set: &BTreeSet<&str>| set.iter().try_fold(ScopeSet::EMPTY, |ours, token| ours.with(token)).unwrap();
    for a in &sets {
        assert_eq!(ours(a).iter().collect::<BTreeSet<_>>(), *a);
        assert_eq!(ours(a).is_empty(), a.is_empty());
        let standard: BTreeSet<&str> = ours(a).standard().map(Scope::as_str).collect();
        assert_eq!(standard, a.iter().copied().filter(|token| Scope::parse(token).is_some()).collect());
        assert!(Scope::ALL.into_iter().all(|scope| ours(a).contains(scope) == a.contains(scope.as_str())));
        for b in &sets {
            assert_eq!(ours(a).union(&ours(b)), ours(&(a | b)));
            assert_eq!(ours(a).intersection(&ours(b)), ours(&(a & b)));
            assert_eq!(ours(a).difference(&ours(b)), ours(&(a - b)));
            assert_eq!(ours(a).is_subset(&ours(b)), a.is_subset(b));
        }
    }
}
