//! What owners changed, by app: the requirement, and *revoke all*.

use std::collections::HashMap;

use super::register::Register;
use crate::history::{History, Op};
use crate::record::Call;

/// The requirements and revocations of all apps.
#[derive(Debug)]
pub(super) struct Policies<'a> {
    requirement: HashMap<&'a str, Register<'a>>,
    turned_on: HashMap<&'a str, Vec<&'a Op>>,
    revocations: HashMap<&'a str, Vec<&'a Op>>,
    nothing: Register<'a>,
}

impl<'a> Policies<'a> {
    pub(super) fn of(history: &'a History) -> Self {
        let mut flips: HashMap<&str, Vec<(&Op, bool)>> = HashMap::new();
        let mut revocations: HashMap<&str, Vec<&Op>> = HashMap::new();
        for op in history.ops.iter().filter(|op| op.may_have_applied()) {
            match &op.call {
                Call::Require { app, on, .. } => flips.entry(app).or_default().push((op, *on)),
                Call::RevokeAll { app, .. } => revocations.entry(app).or_default().push(op),
                _ => {}
            }
        }
        let ons = |flips: &Vec<(&'a Op, bool)>| flips.iter().filter(|(_, on)| *on).map(|(op, _)| *op).collect();
        let turned_on = flips.iter().map(|(app, flips)| (*app, ons(flips))).collect();
        let requirement = flips.into_iter().map(|(app, flips)| (app, Register::of(flips))).collect();
        Self { requirement, turned_on, revocations, nothing: Register::default() }
    }

    /// The requirement of an app.
    pub(super) fn requirement(&self, app: &str) -> &Register<'a> {
        self.requirement.get(app).unwrap_or(&self.nothing)
    }

    /// Each operation that turned the requirement on, or may have.
    pub(super) fn turned_on(&self, app: &str) -> &[&'a Op] {
        self.turned_on.get(app).map_or(&[], Vec::as_slice)
    }

    /// Each *revoke all* that was, or may have been, done.
    pub(super) fn revocations(&self, app: &str) -> &[&'a Op] {
        self.revocations.get(app).map_or(&[], Vec::as_slice)
    }
}
