//! The gate against an oracle: the rules as plain sentences, over every history of an app's policy up to four
//! changes and every state of account, session and request. The sentences know no epoch; they look at the order
//! of events. Where code and sentences differ, one of them is wrong.

#[path = "oracle/history.rs"]
mod history;
#[path = "oracle/rules.rs"]
mod rules;
#[path = "oracle/situation.rs"]
mod situation;
#[path = "oracle/table.rs"]
mod table;
