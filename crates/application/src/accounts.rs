//! Accounts: signing up and in, second factors, sessions, devices, mailed links.
