//! Apps and their owners: registration, secrets, the requirement, revoking.
