//! The gate against an oracle: the rules as plain sentences, checked for every history of an app's policy of up to four
//! changes and every state of account, session and request. The sentences use no epochs; they look at the order of
//! events. If code and sentences differ, one of them is wrong.

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
