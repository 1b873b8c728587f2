//! Consent and who may give it (R10 to R12).
