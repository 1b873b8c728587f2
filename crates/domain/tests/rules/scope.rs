//! Scopes as a set, against the sets of the standard library.

use std::collections::BTreeSet;

use twinlock_domain::{Scope, ScopeSet};

#[test]
fn a_list_is_read_as_a_set_and_what_is_not_ours_is_left_out() {
    assert_eq!(ScopeSet::parse("email openid email").to_string(), "openid email");
    assert_eq!(ScopeSet::parse("openid  phone OPENID read:all profile").to_string(), "openid profile");
    for none in ["", " ", "openid,email", "openid\temail", "Openid"] {
        assert!(ScopeSet::parse(none).is_empty(), "{none:?}");
    }
    assert_eq!(ScopeSet::parse(&ScopeSet::ALL.to_string()), ScopeSet::ALL);
}

#[test]
fn every_operation_is_that_of_sets() {
    let sets: Vec<BTreeSet<Scope>> = (0..16_usize)
        .map(|bits| {
            Scope::ALL.into_iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, s)| s).collect()
        })
        .collect();
    let ours = |set: &BTreeSet<Scope>| set.iter().copied().collect::<ScopeSet>();
    for a in &sets {
        assert_eq!(ours(a).iter().collect::<BTreeSet<_>>(), *a);
        assert_eq!(ours(a).is_empty(), a.is_empty());
        assert_eq!(Scope::ALL.into_iter().filter(|scope| ours(a).contains(*scope)).collect::<BTreeSet<_>>(), *a);
        for b in &sets {
            assert_eq!(ours(a).union(ours(b)), ours(&(a | b)));
            assert_eq!(ours(a).intersection(ours(b)), ours(&(a & b)));
            assert_eq!(ours(a).difference(ours(b)), ours(&(a - b)));
            assert_eq!(ours(a).is_subset(ours(b)), a.is_subset(b));
        }
    }
}
