//! Existing access: grandfathering, freezing, revoking (R13 to R17).
