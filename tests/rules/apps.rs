//! Owners and their apps: the switch and what is around it (R16, R22, R24, R25).
