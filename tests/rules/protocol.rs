//! What relying parties get to see: tokens, amr, prompts, errors (R3, R18, R19).
