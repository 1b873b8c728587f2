//! Accounts over HTTP: who counts as enrolled, the strength of a session, codes, guessing, and changing all that.

mod assurance;
mod bounds;
mod codes;
mod disabled;
mod enrolment;
mod first_visits;
mod guessing;
mod links_sent_twice;
mod mails;
mod names;
mod out_of_date;
mod passwords;
mod recovery_codes;
mod sent_twice;
mod sessions;
mod sign_up;
mod switching_off;
mod trusted_devices;
mod undoing;
