//! The gate on every path, at once (R6 to R9, R20, R26).
