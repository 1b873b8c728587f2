//! The gate against an oracle: the rules as plain sentences, over every history of an app's policy up to four
//! changes and every state of account, session and request. The sentences know no epoch; they look at the order
//! of events. Where code and sentences differ, one of them is wrong.

#[cfg(test)]
#[path = "oracle/history.rs"]
mod history;
#[cfg(test)]
#[path = "oracle/rules.rs"]
mod rules;
#[cfg(test)]
#[path = "oracle/situation.rs"]
mod situation;
#[cfg(test)]
#[path = "oracle/table.rs"]
mod table;
