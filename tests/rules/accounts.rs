//! Accounts: sessions, codes, guessing, enrolment, disabling (R1 to R5, R21 to R23).
