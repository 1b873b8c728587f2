//! Values that all test programs share.

/// The password of every account in tests.
pub const PASSWORD: &str = "violet anchor tramway 42 pocket";
