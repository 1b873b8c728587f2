//! Layers of settings, one over the other: flags over the environment over `twinlock.toml` over defaults.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::Value as Toml;

use super::setting::{PREFIX, SETTINGS, Setting};
use super::{ConfigError, nearest};

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The default.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A flag.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// Which configuration file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConfigFile {
    /// The file that `TWINLOCK_CONFIG` names; without the variable, `twinlock.toml` in the working folder, if there is
    /// one.
    #[default]
    Usual,
    /// This file, which must exist.
    Named(PathBuf),
    /// No file.
    Ignored,
}

/// What a configuration is read from. A value, so that tests can set it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Flags, as keys and values.
    pub flags: Vec<(String, String)>,
    /// The environment.
    pub environment: Vec<(OsString, OsString)>,
    /// The configuration file.
    pub file: ConfigFile,
}

impl Sources {
    /// The environment and the arguments of the process.
    pub fn of_process(flags: Vec<(String, String)>, file: Option<PathBuf>) -> Self {
        let file = file.map_or(ConfigFile::Usual, ConfigFile::Named);
        Self { flags, environment: std::env::vars_os().collect(), file }
    }
}

/// The value of a setting as text, with its origin.
#[derive(Clone, PartialEq, Eq)]
pub struct Value {
    /// The text.
    pub text: String,
    /// Its origin.
    pub origin: Origin,
}

impl fmt::Debug for Value {
    /// The source only: the value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// The value of every setting.
pub type Values = BTreeMap<&'static str, Value>;

/// The default configuration file.
const FILE: &str = "twinlock.toml";
/// The variable that names the configuration file. It is not a setting itself.
const FILE_VARIABLE: &str = "TWINLOCK_CONFIG";

/// Reads all layers and merges them.
pub(super) fn gather(sources: &Sources) -> Result<Values, ConfigError> {
    let defaults = SETTINGS.iter().map(|setting| (setting.key, Value::default_of(setting)));
    let mut values: Values = defaults.collect();
    values.extend(from_file(sources)?);
    values.extend(from_environment(&sources.environment)?);
    values.extend(from_flags(&sources.flags)?);
    Ok(values)
}

impl Value {
    fn default_of(setting: &Setting) -> Self {
        Self { text: setting.default.to_owned(), origin: Origin::Default }
    }
}

/// Builds a layer: looks up settings by key, and reads the files of secrets.
#[derive(Default)]
struct Layer(Vec<(&'static str, Value)>);

impl Layer {
    fn add(&mut self, key: &str, text: String, origin: Origin) -> Result<(), ConfigError> {
        if let Some(setting) = Setting::of_key(key) {
            return self.put(setting, text, origin);
        }
        let of_file = key.strip_suffix("_file").and_then(Setting::of_key).filter(|setting| setting.secret);
        let Some(setting) = of_file else {
            return Err(ConfigError::UnknownKey { key: key.to_owned(), origin, nearest: nearest(key) });
        };
        let path = PathBuf::from(text);
        let read = std::fs::read_to_string(&path).map_err(|source| ConfigError::File { path, source })?;
        self.put(setting, read.trim_end_matches(['\r', '\n']).to_owned(), origin)
    }

    fn put(&mut self, setting: &'static Setting, text: String, origin: Origin) -> Result<(), ConfigError> {
        if setting.secret && self.0.iter().any(|(key, _)| *key == setting.key) {
            return Err(ConfigError::Twice { key: setting.key, origin });
        }
        self.0.push((setting.key, Value { text, origin }));
        Ok(())
    }
}

fn from_flags(flags: &[(String, String)]) -> Result<Vec<(&'static str, Value)>, ConfigError> {
    let mut layer = Layer::default();
    for (key, text) in flags {
        layer.add(key, text.clone(), Origin::Flag)?;
    }
    Ok(layer.0)
}

fn from_environment(environment: &[(OsString, OsString)]) -> Result<Vec<(&'static str, Value)>, ConfigError> {
    let mut layer = Layer::default();
    for (name, text) in environment {
        let name = name.to_string_lossy();
        let Some(rest) = name.strip_prefix(PREFIX) else { continue };
        if name == FILE_VARIABLE || is_of_kubernetes(rest) {
            continue;
        }
        let origin = Origin::Environment(name.clone().into_owned());
        let text = text.to_string_lossy().into_owned();
        layer.add(&key_of_variable(rest), text, origin)?;
    }
    Ok(layer.0)
}

/// Kubernetes sets variables such as `TWINLOCK_PORT` in the containers of a namespace with a service named `twinlock`.
fn is_of_kubernetes(rest: &str) -> bool {
    rest == "PORT" || rest.starts_with("PORT_") || rest.starts_with("SERVICE_HOST") || rest.starts_with("SERVICE_PORT")
}

/// Converts `LIFETIMES_CODE` to `lifetimes.code`. An unknown name is returned in lower case, for the error message.
fn key_of_variable(rest: &str) -> String {
    let lower = rest.to_ascii_lowercase();
    let (stem, suffix) = lower.strip_suffix("_file").map_or((lower.as_str(), ""), |stem| (stem, "_file"));
    let known = |text: &str| SETTINGS.iter().find(|setting| setting.key.replace('.', "_") == text);
    if let Some(setting) = known(&lower) {
        return setting.key.to_owned();
    }
    known(stem).map_or_else(|| lower.clone(), |setting| format!("{}{suffix}", setting.key))
}

fn from_file(sources: &Sources) -> Result<Vec<(&'static str, Value)>, ConfigError> {
    let of_variable = sources.environment.iter().find(|(name, _)| name == FILE_VARIABLE).map(|(_, path)| path.into());
    let named = match &sources.file {
        ConfigFile::Usual => of_variable,
        ConfigFile::Named(path) => Some(path.clone()),
        ConfigFile::Ignored => return Ok(Vec::new()),
    };
    let may_be_missing = named.is_none();
    let path = named.unwrap_or_else(|| PathBuf::from(FILE));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if may_be_missing && error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(ConfigError::File { path, source }),
    };
    // The parser's message quotes the line, which may hold a secret, so only the position is reported.
    let table: toml::Table = toml::from_str(&text).map_err(|error: toml::de::Error| {
        let line =
            error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.lines().count().max(1));
        ConfigError::Toml { path: path.clone(), problem: format!("line {line}: {}", error.message()) }
    })?;
    let mut layer = Layer::default();
    add_table(&mut layer, "", table, &path)?;
    Ok(layer.0)
}

fn add_table(layer: &mut Layer, prefix: &str, table: toml::Table, path: &Path) -> Result<(), ConfigError> {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            Toml::Table(inner) => add_table(layer, &format!("{key}."), inner, path)?,
            value => layer.add(&key, text_of(value), Origin::File(path.to_owned()))?,
        }
    }
    Ok(())
}

fn text_of(value: Toml) -> String {
    match value {
        Toml::String(text) => text,
        Toml::Array(items) => items.into_iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
