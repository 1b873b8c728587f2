//! The use cases of accounts with an in-memory store and a manual clock: each outcome, and the races for links and
//! codes that work once.

#[cfg(test)]
mod accounts {
    mod administration;
    mod disabling;
    mod enrolment;
    mod links;
    mod mail;
    mod operator;
    mod reauthentication;
    mod retries;
    mod second_factor;
    mod sessions;
    mod sign_in;
    mod sign_up;
    pub(crate) mod world;
}
