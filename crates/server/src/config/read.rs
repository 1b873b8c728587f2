//! Parses the settings, and refuses values that cannot work or would not be safe.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use twinlock_adapters_crypto::MasterKey;
use twinlock_adapters_mail::Sender;
use twinlock_domain::Lifetimes;
use twinlock_http_actix::Limits;
use url::{Host, Url};

use super::values::{Origin, Values};
use super::{Config, ConfigError, Database, LogFormat, MailTarget, MasterKeySource, span};

/// Parses every setting.
pub(super) fn read(values: &Values) -> Result<Config, ConfigError> {
    let reader = Reader(values);
    let listen = reader.parsed("listen", "write ADDRESS:PORT, such as 127.0.0.1:8080", |text| text.parse().ok())?;
    let public_url = reader.public_url(listen)?;
    let data_dir = PathBuf::from(reader.text("data_dir"));
    Ok(Config {
        ops_listen: reader.ops_listen()?,
        database: reader.database()?,
        master_key: reader.master_key(&data_dir)?,
        mail: reader.mail()?,
        mail_from: reader.mail_from(&public_url)?,
        trusted_proxies: reader.trusted_proxies()?,
        sign_up_open: reader.yes_or_no("sign_up_open")?,
        apps_open: reader.yes_or_no("apps_open")?,
        log_filter: reader.text("log_filter").to_owned(),
        log_format: reader.log_format()?,
        lifetimes: reader.lifetimes()?,
        limits: reader.limits()?,
        public_url,
        listen,
    })
}

struct Reader<'a>(&'a Values);

impl Reader<'_> {
    fn text(&self, key: &'static str) -> &str {
        self.0.get(key).map_or("", |value| value.text.trim())
    }

    fn invalid(&self, key: &'static str, problem: impl Into<String>) -> ConfigError {
        let origin = self.0.get(key).map_or(Origin::Default, |value| value.origin.clone());
        ConfigError::Invalid { key, origin, problem: problem.into() }
    }

    fn parsed<T>(&self, key: &'static str, problem: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, ConfigError> {
        parse(self.text(key)).ok_or_else(|| self.invalid(key, problem))
    }

    /// By default, `localhost` with the port of `listen`.
    fn public_url(&self, listen: SocketAddr) -> Result<Url, ConfigError> {
        const KEY: &str = "public_url";
        let text = match self.text(KEY) {
            "" if listen.ip().is_loopback() => format!("http://localhost:{}", listen.port()),
            "" => return Err(self.invalid(KEY, format!("say under which URL browsers reach {listen}"))),
            text => text.to_owned(),
        };
        let url = Url::parse(&text).map_err(|_| self.invalid(KEY, "write a URL, such as https://id.example.org"))?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() || !url.has_host() {
            return Err(self.invalid(KEY, "write scheme, host and perhaps a port, without a path or anything after it"));
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if is_loopback(&url) => Ok(url),
            "http" => Err(self.invalid(KEY, "plain http is for this machine alone (localhost); use https")),
            _ => Err(self.invalid(KEY, "the scheme is https, or http on this machine")),
        }
    }

    fn ops_listen(&self) -> Result<Option<SocketAddr>, ConfigError> {
        match self.text("ops_listen") {
            "off" => Ok(None),
            _ => self.parsed("ops_listen", "write ADDRESS:PORT, or off", |text| text.parse().ok()).map(Some),
        }
    }

    fn database(&self) -> Result<Database, ConfigError> {
        const KEY: &str = "database_url";
        let text = self.text(KEY);
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            twinlock_adapters_postgres::check_url(text).map_err(|error| self.invalid(KEY, error.to_string()))?;
            return Ok(Database::Postgres { url: text.to_owned(), connections: self.connections()? });
        }
        match text.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() && !path.contains('?') => Ok(Database::Sqlite(PathBuf::from(path))),
            Some(_) | None => {
                let problem = "write sqlite://PATH, such as sqlite://./twinlock.db, or postgres://USER@HOST/DATABASE";
                Err(self.invalid(KEY, problem))
            }
        }
    }

    fn connections(&self) -> Result<usize, ConfigError> {
        const KEY: &str = "database_connections";
        let count = self.text(KEY).parse().ok().filter(|count| (1..=1000).contains(count));
        count.ok_or_else(|| self.invalid(KEY, "write a number from 1 to 1000"))
    }

    fn master_key(&self, data_dir: &std::path::Path) -> Result<MasterKeySource, ConfigError> {
        match self.text("master_key") {
            "" => Ok(MasterKeySource::Generated(data_dir.join("master.key"))),
            text => MasterKey::parse(text)
                .map(MasterKeySource::Given)
                .map_err(|error| self.invalid("master_key", error.to_string())),
        }
    }

    fn mail(&self) -> Result<MailTarget, ConfigError> {
        match self.text("smtp_url") {
            "" => Ok(MailTarget::Files(PathBuf::from(self.text("mail_dir")))),
            url => twinlock_adapters_mail::check_smtp_url(url)
                .map(|()| MailTarget::Smtp(url.to_owned()))
                .map_err(|error| self.invalid("smtp_url", error.to_string())),
        }
    }

    fn mail_from(&self, public_url: &Url) -> Result<Sender, ConfigError> {
        let text = match self.text("mail_from") {
            "" => format!("Twinlock <twinlock@{}>", public_url.domain().unwrap_or("localhost")),
            text => text.to_owned(),
        };
        text.parse()
            .map_err(|error: twinlock_adapters_mail::InvalidSender| self.invalid("mail_from", error.to_string()))
    }

    fn trusted_proxies(&self) -> Result<Vec<IpNet>, ConfigError> {
        let items = self.text("trusted_proxies").split(',').map(str::trim).filter(|item| !item.is_empty());
        let net = |item: &str| item.parse().ok().or_else(|| item.parse::<IpAddr>().ok().map(IpNet::from));
        let problem = |item| format!("\"{item}\" is neither an address nor a network such as 10.0.0.0/8");
        items.map(|item| net(item).ok_or_else(|| self.invalid("trusted_proxies", problem(item)))).collect()
    }

    fn yes_or_no(&self, key: &'static str) -> Result<bool, ConfigError> {
        self.parsed(key, "write true or false", |text| text.parse().ok())
    }

    fn log_format(&self) -> Result<LogFormat, ConfigError> {
        self.parsed("log_format", "write text or json", |text| match text {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        })
    }

    fn lifetimes(&self) -> Result<Lifetimes, ConfigError> {
        let lifetimes = Lifetimes {
            code: self.span("lifetimes.code")?,
            access_token: self.span("lifetimes.access_token")?,
            refresh_sliding: self.span("lifetimes.refresh_sliding")?,
            refresh_absolute: self.span("lifetimes.refresh_absolute")?,
            session: self.span("lifetimes.session")?,
            session_idle: self.span("lifetimes.session_idle")?,
            authorization_request: self.span("lifetimes.authorization_request")?,
            trusted_device: self.span("lifetimes.trusted_device")?,
            password_fresh: self.span("lifetimes.password_fresh")?,
            audit: self.span("lifetimes.audit")?,
            audit_refusals: self.span("lifetimes.audit_refusals")?,
            refresh_retry: self.span("lifetimes.refresh_retry")?,
        };
        // RFC 6749 4.1.2: ten minutes at most.
        if lifetimes.code > Duration::from_mins(10) {
            return Err(self.invalid("lifetimes.code", "a code lives for 10m at most"));
        }
        // Until it ends, a copy of the old token works like the new one.
        if lifetimes.refresh_retry > Duration::from_mins(1) {
            return Err(self.invalid("lifetimes.refresh_retry", "the time to repeat a lost answer is at most 1m"));
        }
        if lifetimes.refresh_sliding > lifetimes.refresh_absolute {
            return Err(self.invalid("lifetimes.refresh_sliding", "cannot be longer than lifetimes.refresh_absolute"));
        }
        if lifetimes.audit_refusals > lifetimes.audit {
            return Err(self.invalid("lifetimes.audit_refusals", "cannot be longer than lifetimes.audit"));
        }
        if lifetimes.session_idle > lifetimes.session {
            return Err(self.invalid("lifetimes.session_idle", "cannot be longer than lifetimes.session"));
        }
        Ok(lifetimes)
    }

    fn span(&self, key: &'static str) -> Result<Duration, ConfigError> {
        /// A larger number is surely a mistake.
        const LONGEST: Duration = Duration::from_hours(10 * 366 * 24);
        let fits = |span: &Duration| !span.is_zero() && *span <= LONGEST;
        let problem = "write a number and one of s, m, h, d, such as 10m; longer than zero, at most ten years";
        self.parsed(key, problem, |text| span::parse(text).filter(fits))
    }

    fn limits(&self) -> Result<Limits, ConfigError> {
        Ok(Limits {
            passwords_by_address: self.count("limits.passwords_by_address")?,
            passwords_by_account: self.count("limits.passwords_by_account")?,
            codes_by_address: self.count("limits.codes_by_address")?,
            links_by_address: self.count("limits.links_by_address")?,
            tokens_by_address: self.count("limits.tokens_by_address")?,
            tokens_by_client: self.count("limits.tokens_by_client")?,
            requests_by_address: self.count("limits.requests_by_address")?,
            apps_by_account: self.count("limits.apps_by_account")?,
        })
    }

    fn count(&self, key: &'static str) -> Result<NonZeroU32, ConfigError> {
        self.parsed(key, "write a whole number from 1", |text| text.parse().ok())
    }
}

/// Whether a URL names this machine. `localhost` and names under it resolve to loopback (RFC 6761 6.3).
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
