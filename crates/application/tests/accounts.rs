//! The account side over an in-memory store and a clock that is set by hand: each outcome, and each race for what
//! works once.

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
