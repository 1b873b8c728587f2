//! Tests of precedence, unknown keys, secrets in files, and the text of every error.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use super::*;

/// A folder with a configuration file, and environment variables.
struct Place {
    folder: TempDir,
    sources: Sources,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { sources: Sources { file: ConfigFile::Ignored, ..Sources::default() }, folder }
    }

    fn file(mut self, toml: &str) -> Self {
        let path = self.folder.path().join("twinlock.toml");
        fs::write(&path, toml).unwrap();
        self.sources.file = ConfigFile::Named(path);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.sources.environment.push((name.into(), value.into()));
        self
    }

    fn flag(mut self, key: &str, value: &str) -> Self {
        self.sources.flags.push((key.into(), value.into()));
        self
    }

    fn secret_file(&self, content: &str) -> String {
        let path = self.folder.path().join("secret");
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn load(&self) -> Result<(Config, Values), ConfigError> {
        Config::load(&self.sources)
    }

    fn config(&self) -> Config {
        self.load().unwrap().0
    }

    /// The error message, without the path of the folder.
    fn refusal(&self) -> String {
        let folder = self.folder.path().to_str().unwrap();
        self.load().unwrap_err().to_string().replace(folder, "")
    }
}

const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

#[test]
fn no_configuration_at_all_works() {
    let config = Place::new().config();
    assert_eq!(config.settings().issuer, "http://localhost:8080");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.ops_listen.unwrap().to_string(), "127.0.0.1:9090");
    assert_eq!(config.database, Database::Sqlite("./twinlock.db".into()));
    assert!(matches!(config.master_key, MasterKeySource::Generated(path) if path.ends_with("master.key")));
    assert!(matches!(config.mail, MailTarget::Files(path) if path.as_os_str() == "./twinlock-mail"));
    assert_eq!(config.lifetimes, Lifetimes::default());
    assert_eq!(config.limits, Limits::default());
}

#[test]
fn flags_come_before_the_environment_and_that_before_the_file() {
    let place = Place::new().file("listen = \"127.0.0.1:1\"\nlog_filter = \"warn\"\napps_open = false");
    let place = place.variable("TWINLOCK_LISTEN", "127.0.0.1:2").variable("TWINLOCK_LOG_FILTER", "debug");
    assert_eq!(place.config().listen.port(), 2);
    let place = place.flag("listen", "127.0.0.1:3");
    let (config, values) = place.load().unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.log_filter, "debug");
    assert!(!config.apps_open);
    assert_eq!(values["listen"].origin, Origin::Flag);
    assert_eq!(values["log_filter"].origin, Origin::Environment("TWINLOCK_LOG_FILTER".into()));
    assert!(matches!(values["apps_open"].origin, Origin::File(_)));
    assert_eq!(values["data_dir"].origin, Origin::Default);
}

#[test]
fn tables_lists_and_numbers_of_the_file_are_read() {
    let place = Place::new().file(
        "trusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n[lifetimes]\ncode = 30\nsession = \"1d\"\n[limits]\nlinks_by_address = 3",
    );
    let config = place.config();
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.lifetimes.code, Duration::from_secs(30));
    assert_eq!(config.lifetimes.session, Duration::from_hours(24));
    assert_eq!(config.limits.links_by_address.get(), 3);
}

#[test]
fn every_setting_has_a_variable_that_sets_it() {
    for setting in SETTINGS.iter().filter(|setting| !setting.default.is_empty()) {
        let (_, values) = Place::new().variable(&setting.variable(), setting.default).load().unwrap();
        assert_eq!(values[setting.key].origin, Origin::Environment(setting.variable()), "{}", setting.key);
    }
}

#[test]
fn an_unknown_key_is_named_wherever_it_stands() {
    assert_eq!(
        Place::new().file("publik_url = 1").refusal(),
        "/twinlock.toml: there is no setting \"publik_url\"; did you mean \"public_url\"?"
    );
    assert_eq!(
        Place::new().file("[lifetimes]\ntoken = \"1h\"").refusal(),
        format!("/twinlock.toml: there is no setting \"lifetimes.token\"{}", suggestion("lifetimes.token"))
    );
    assert_eq!(
        Place::new().variable("TWINLOCK_ISSUER", "x").refusal(),
        format!("environment TWINLOCK_ISSUER: there is no setting \"issuer\"{}", suggestion("issuer"))
    );
    assert_eq!(Place::new().flag("zzz", "x").refusal(), "flag: there is no setting \"zzz\"");
    assert!(Place::new().file("listen_file = \"x\"").refusal().contains("\"listen_file\""), "listen is no secret");
}

fn suggestion(key: &str) -> String {
    nearest(key).map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
}

#[test]
fn what_kubernetes_sets_for_a_service_of_that_name_is_left_alone() {
    let place =
        Place::new().variable("TWINLOCK_PORT", "tcp://10.0.0.1:80").variable("TWINLOCK_SERVICE_HOST", "10.0.0.1");
    place.variable("TWINLOCK_PORT_80_TCP", "x").variable("TWINLOCK_SERVICE_PORT_HTTP", "80").config();
}

#[test]
fn a_secret_is_read_from_a_file_of_its_own() {
    let place = Place::new();
    let file = place.secret_file(&format!("{KEY}\n"));
    let place = place.variable("TWINLOCK_MASTER_KEY_FILE", &file);
    assert!(matches!(place.config().master_key, MasterKeySource::Given(_)));

    let place = Place::new();
    let file = place.secret_file("smtps://u:p@mail.example.org\n");
    let place = place.file(&format!("smtp_url_file = \"{file}\""));
    assert!(matches!(place.config().mail, MailTarget::Smtp(url) if url == "smtps://u:p@mail.example.org"));

    let place = Place::new();
    let file = place.secret_file("sqlite:///var/lib/twinlock/twinlock.db");
    assert_eq!(
        place.flag("database_url_file", &file).config().database,
        Database::Sqlite("/var/lib/twinlock/twinlock.db".into())
    );
}

#[test]
fn a_secret_given_twice_in_one_place_is_refused() {
    let place = Place::new();
    let file = place.secret_file(KEY);
    let place = place.variable("TWINLOCK_MASTER_KEY_FILE", &file).variable("TWINLOCK_MASTER_KEY", KEY);
    assert!(place.refusal().ends_with("master_key is given twice; set it once, as master_key or as master_key_file"));
}

#[test]
fn a_file_that_is_named_must_be_there() {
    assert!(Place::new().variable("TWINLOCK_MASTER_KEY_FILE", "/nowhere/key").refusal().starts_with("/nowhere/key: "));
    let sources =
        Sources { environment: vec![("TWINLOCK_CONFIG".into(), "/nowhere/t.toml".into())], ..Sources::default() };
    assert!(Config::load(&sources).unwrap_err().to_string().starts_with("/nowhere/t.toml: "));
}

#[test]
fn a_file_that_is_not_toml_is_refused_without_showing_what_is_in_it() {
    let refusal = Place::new().file("listen = \"127.0.0.1:1\"\nmaster_key = \"hunter2\n").refusal();
    assert!(refusal.starts_with("/twinlock.toml: line 2: "), "{refusal}");
    assert!(!refusal.contains("hunter2"), "{refusal}");
}

#[test]
fn secrets_never_stand_in_an_error() {
    for (key, value) in [
        ("master_key", "hunter2"),
        ("smtp_url", "https://u:hunter2@x"),
        // b26: the authority of a URL ends at the slash in the password, so `hunter2` is parsed as the host.
        ("smtp_url", "smtps://u:p@hunter2/w@x"),
        ("smtp_url", "smtps://u:p@x#hunter2"),
        ("database_url", "mysql://u:hunter2@x"),
    ] {
        let refusal = Place::new().flag(key, value).refusal();
        assert!(refusal.starts_with(&format!("flag: {key}: ")), "{refusal}");
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    for url in [
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://[::1]:80",
        "http://id.localhost",
        "https://id.example.org",
    ] {
        assert!(Place::new().flag("public_url", url).load().is_ok(), "{url}");
    }
    assert_eq!(
        Place::new().flag("public_url", "http://id.example.org").refusal(),
        "flag: public_url: plain http is for this machine alone (localhost); use https"
    );
}

#[test]
fn a_public_url_is_an_origin_and_nothing_else() {
    for url in
        ["", "id.example.org", "https://id.example.org/auth", "https://u@id.example.org", "https://x/?y", "ftp://x"]
    {
        let place = Place::new().flag("listen", "0.0.0.0:80").flag("public_url", url);
        assert!(place.refusal().starts_with("flag: public_url: "), "{url}");
    }
    let slash = Place::new().flag("public_url", "https://id.example.org/").config();
    assert_eq!(slash.settings().issuer, "https://id.example.org");
}

#[test]
fn the_public_url_follows_the_port_that_is_listened_on() {
    assert_eq!(Place::new().flag("listen", "127.0.0.1:3000").config().settings().issuer, "http://localhost:3000");
}

#[test]
fn values_that_cannot_work_are_refused_with_what_would() {
    for (key, value, problem) in [
        ("listen", "8080", "write ADDRESS:PORT, such as 127.0.0.1:8080"),
        ("ops_listen", "no", "write ADDRESS:PORT, or off"),
        (
            "database_url",
            "postgres://localhost/x?sslmode=prefer",
            "invalid database URL: sslmode is disable, require or verify-full",
        ),
        (
            "database_url",
            "mysql://localhost/x",
            "write sqlite://PATH, such as sqlite://./twinlock.db, or postgres://USER@HOST/DATABASE",
        ),
        ("trusted_proxies", "10.0.0.0/8, proxy", "\"proxy\" is neither an address nor a network such as 10.0.0.0/8"),
        ("sign_up_open", "yes", "write true or false"),
        ("log_format", "xml", "write text or json"),
        ("mail_from", "Twinlock", "\"Twinlock\" is not a sender: write an address, or a name and an address in <>"),
        ("lifetimes.code", "1h", "a code lives for 10m at most"),
        ("lifetimes.refresh_sliding", "91d", "cannot be longer than lifetimes.refresh_absolute"),
        ("lifetimes.refresh_retry", "61s", "the time to repeat a lost answer is at most 1m"),
        ("lifetimes.session_idle", "13h", "cannot be longer than lifetimes.session"),
        ("limits.codes_by_address", "0", "write a whole number from 1"),
    ] {
        assert_eq!(Place::new().flag(key, value).refusal(), format!("flag: {key}: {problem}"));
    }
    assert!(Place::new().flag("lifetimes.session", "0s").refusal().contains("longer than zero"));
}

#[test]
fn a_configuration_prints_without_its_secrets() {
    let place = Place::new().flag("master_key", KEY).flag("smtp_url", "smtps://u:hunter2@mail.example.org");
    let printed = format!("{:?}", place.config());
    assert!(!printed.contains("hunter2") && !printed.contains(KEY), "{printed}");
}
