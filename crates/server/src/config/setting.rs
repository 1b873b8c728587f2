//! The table of all settings: name, default, and whether it is a secret.

/// A setting. Other sources derive its name from the key in `twinlock.toml`: `lifetimes.code` is `code` under
/// `[lifetimes]`, the variable `TWINLOCK_LIFETIMES_CODE`, and `--set lifetimes.code=…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its key.
    pub key: &'static str,
    /// The default; empty if the setting is absent by default.
    pub default: &'static str,
    /// Whether the value is never printed, and can be read from a separate file.
    pub secret: bool,
    /// A description.
    pub says: &'static str,
}

impl Setting {
    /// The environment variable.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.replace('.', "_").to_ascii_uppercase())
    }

    /// The setting of that key.
    pub fn of_key(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }
}

/// The prefix of Twinlock's environment variables.
pub(super) const PREFIX: &str = "TWINLOCK_";

const fn open(key: &'static str, default: &'static str, says: &'static str) -> Setting {
    Setting { key, default, secret: false, says }
}

const fn secret(key: &'static str, default: &'static str, says: &'static str) -> Setting {
    Setting { key, default, secret: true, says }
}

/// All settings.
pub const SETTINGS: &[Setting] = &[
    open("public_url", "", "the URL at which browsers and apps reach this server: the issuer"),
    open("listen", "127.0.0.1:8080", "the address that the server listens on"),
    open("ops_listen", "127.0.0.1:9090", "the address of health and metrics; off for none"),
    secret("database_url", "sqlite://./twinlock.db", "the database"),
    open("database_connections", "20", "the largest number of connections to PostgreSQL"),
    open("data_dir", "./twinlock-data", "where generated secrets are kept"),
    secret("master_key", "", "32 bytes that encrypt secrets at rest; by default generated in data_dir"),
    secret("smtp_url", "", "smtps://USER:PASSWORD@HOST; by default mail is written to files"),
    open("mail_from", "", "the sender of mail, such as Twinlock <twinlock@example.org>"),
    open("mail_dir", "./twinlock-mail", "where mail is written when there is no smtp_url"),
    open("trusted_proxies", "", "proxies whose X-Forwarded-For is trusted: addresses or networks"),
    open("sign_up_open", "true", "whether anybody may sign up"),
    open("apps_open", "true", "whether every account may register apps"),
    open("log_filter", "info,actix_server=warn", "what is logged, such as info,twinlock_server=debug"),
    open("log_format", "text", "text or json"),
    open("lifetimes.code", "60s", "an authorization code"),
    open("lifetimes.access_token", "10m", "an access token"),
    open("lifetimes.refresh_sliding", "30d", "a refresh token, from its last rotation"),
    open("lifetimes.refresh_absolute", "90d", "all refresh tokens of a grant"),
    open("lifetimes.refresh_retry", "30s", "how long a refresh whose answer was lost can be repeated"),
    open("lifetimes.session", "12h", "a session, from sign-in"),
    open("lifetimes.session_idle", "30m", "a session, from its last use"),
    open("lifetimes.authorization_request", "1h", "a pending authorization request"),
    open("lifetimes.trusted_device", "30d", "a device that an account trusts"),
    open("lifetimes.password_fresh", "5m", "how long a password counts as just given"),
    open("lifetimes.audit", "400d", "a line of the audit log"),
    open("lifetimes.audit_refusals", "90d", "a line of the audit log about a refusal"),
    open("limits.passwords_by_address", "60", "passwords and sign-ups a minute from one address"),
    open("limits.passwords_by_account", "10", "passwords a minute for one account from one address"),
    open("limits.codes_by_address", "60", "codes a minute from one address"),
    open("limits.links_by_address", "10", "mailed links a minute requested from one address"),
    open("limits.tokens_by_address", "12000", "token requests a minute from one address"),
    open("limits.tokens_by_client", "6000", "token requests a minute by one client from one address"),
    open(
        "limits.requests_by_address",
        "60",
        "authorization requests a minute from one address that are stored without a signed-in user",
    ),
    open("limits.apps_by_account", "10", "apps a minute that one account registers"),
];
