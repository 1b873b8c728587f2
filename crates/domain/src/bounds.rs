//! The bounds on the length and number of stored texts, in one table, which the operator's manual repeats.

/// A bound, as the manual lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Its name in the manual, which is that of the constant.
    pub name: &'static str,
    /// The greatest value that is accepted, in `unit`.
    pub value: usize,
    /// What is counted, such as bytes.
    pub unit: &'static str,
    /// The value that is limited.
    pub what: &'static str,
}

/// Makes a public constant of each row, and `BOUNDS`, the table of all rows.
///
/// ```
/// mod letters {
///     twinlock_domain::bounds! {
///         SUBJECT = 100 "characters": "The subject of a letter.";
///     }
/// }
/// assert_eq!(letters::BOUNDS[0].name, "SUBJECT");
/// assert_eq!(letters::SUBJECT, 100);
/// ```
#[macro_export]
macro_rules! bounds {
    ($($name:ident = $value:literal $unit:literal: $what:literal;)+) => {
        $(
            #[doc = $what]
            #[doc = concat!(" The greatest value, in ", $unit, ".")]
            pub const $name: usize = $value;
        )+

        /// Every bound of this table.
        pub const BOUNDS: &[$crate::bounds::Bound] = &[
            $($crate::bounds::Bound { name: stringify!($name), value: $value, unit: $unit, what: $what }),+
        ];
    };
}

bounds! {
    NAME = 80 "characters": "The display name of an account, or the name of an app.";
    SECRET_LABEL = 40 "characters": "What an owner calls a client secret.";
    EMAIL = 254 "bytes": "An e-mail address (RFC 5321 4.5.3.1.3).";
    PASSWORD = 512 "characters": "A new password.";
    USER_AGENT = 200 "characters": "The `User-Agent` that is kept with a session, a device or an event; the rest is cut off.";
    REDIRECT_URI = 2000 "bytes": "A redirect URI.";
    REDIRECT_URIS = 20 "values": "Redirect URIs of one app.";
    APPS = 100 "values": "Apps that one account registers. The operator may register more for it.";
    SESSIONS = 100 "values": "Sessions of one account. One more ends the oldest; those that still owe a code end first.";
    DEVICES = 50 "values": "Trusted devices of one account. One more makes the oldest forgotten.";
    STATE = 8192 "bytes": "`state` of an authorization request.";
    NONCE = 2000 "bytes": "`nonce` of an authorization request.";
    LOGIN_HINT = 254 "bytes": "`login_hint` of an authorization request.";
    SCOPE_TOKEN = 100 "bytes": "One scope (RFC 6749 3.3).";
    SCOPE_DESCRIPTION = 200 "characters": "What an owner has the consent page say of a scope.";
    SCOPES = 50 "values": "Scopes that one app is registered for.";
    WORDS = 2000 "bytes": "Each other parameter of an authorization request that is kept or read word by word, such as `scope`.";
    READ_ONCE = 16_384 "bytes": "`claims` and `id_token_hint`, which are read and not kept.";
    USER_NAME = 64 "characters": "A user name.";
    APP_SECRETS = 2 "secrets": "Client secrets of one app at a time.";
    RESET_REQUESTS = 10_000 "requests": "Requests for a reset link that wait to be looked at; more are dropped.";
}
