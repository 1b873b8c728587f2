//! The command line: what can be typed, and which command runs for it.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{accounts, apps, config as config_command, keys, migrate};
use crate::config::{Config, ConfigError, Sources};
use crate::{Report, Say, demo, logging, serve};

/// An OpenID Connect provider where each app can require two-factor authentication.
#[derive(Debug, Parser)]
#[command(name = "twinlock", version, about)]
pub struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings (see `twinlock config print`)")]
struct Options {
    /// The configuration file [default: twinlock.toml, if there is one].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where browsers and apps reach this server: the issuer.
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// Where it listens.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Where health and metrics are served, or off.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    ops_listen: Option<String>,
    /// The database.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// Where generated secrets are kept.
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// Any setting, such as lifetimes.code=30s.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server. Works without any configuration.
    Serve,
    /// Run a server with demo accounts and apps, on a new database of its own.
    Demo {
        /// Where the demo's database is made. One that is there already goes.
        #[arg(long, default_value = "./demo-data", value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Bring the database up to date.
    Migrate {
        /// Only say what is pending; fails when anything is.
        #[arg(long)]
        check: bool,
    },
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Make accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Register and administer apps.
    #[command(subcommand)]
    App(AppCommand),
    /// Look at and rotate signing keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Get people in who are locked out.
    #[command(subcommand)]
    Admin(AdminCommand),
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum ConfigCommand {
    /// Say whether the configuration does.
    Check,
    /// Print every setting, its value and where that comes from. Secrets are not shown.
    Print,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make an account. Its address counts as verified.
    Create {
        /// The address.
        email: String,
        /// Read the password from standard input: one line.
        #[arg(long, required = true)]
        password_stdin: bool,
        /// What other people will see [default: the address up to the @].
        #[arg(long)]
        name: Option<String>,
        /// The account administers this server.
        #[arg(long)]
        admin: bool,
    },
}

#[derive(Debug, Subcommand)]
enum AppCommand {
    /// Register an app. Prints its client id and, once, its client secret.
    Create(NewApp),
    /// List all apps.
    List,
    /// Show one app.
    Show {
        /// Its client id.
        client_id: String,
    },
    /// Add a client secret and print it once. The one before goes on working; an older one goes.
    RotateSecret {
        /// The app's client id.
        client_id: String,
    },
    /// Turn the app's two-factor requirement on or off.
    #[command(name = "require-2fa")]
    RequireTwoFactor {
        /// The app's client id.
        client_id: String,
        /// On or off.
        switch: Switch,
    },
    /// End every consent, code and token of the app.
    RevokeConsents {
        /// The app's client id.
        client_id: String,
    },
}

/// What is said of a new app.
#[derive(Clone, Debug, Args)]
pub(crate) struct NewApp {
    /// Its name.
    #[arg(long)]
    pub(crate) name: String,
    /// Where answers may go; can be given more than once.
    #[arg(long = "redirect-uri", required = true, value_name = "URL")]
    pub(crate) redirect_uris: Vec<String>,
    /// The account that will own it.
    #[arg(long, value_name = "EMAIL")]
    pub(crate) owner: String,
    /// It cannot keep a secret: a page or a program on a user's machine.
    #[arg(long)]
    pub(crate) public: bool,
    /// Do not require PKCE, for an app whose library has none.
    #[arg(long, conflicts_with = "public")]
    pub(crate) no_pkce: bool,
    /// How its ID tokens are signed.
    #[arg(long, default_value = "RS256", value_name = "RS256|ES256|EdDSA")]
    pub(crate) id_token_alg: String,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum KeysCommand {
    /// List the keys that are published.
    List,
    /// Make new keys: published at once, signing in an hour.
    Rotate {
        /// Sign with them at once and drop the old ones: for keys that leaked.
        #[arg(long)]
        at_once: bool,
    },
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Print a one-time link that makes an administrator. One printed before stops working.
    SetupLink,
    /// Print a one-time link that sets a new password. Two-factor authentication stays as it is.
    ResetLink {
        /// The account's address.
        email: String,
    },
    /// Remove an account's second factor and sign it out everywhere.
    #[command(name = "reset-2fa")]
    ResetTwoFactor {
        /// The account's address.
        email: String,
    },
}

impl Cli {
    /// Runs the command in this process, on its environment and standard streams.
    pub fn run(self) -> ExitCode {
        let say = if self.options.json { Say::Json } else { Say::Text };
        match self.execute(say) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                say.failure(&error);
                ExitCode::FAILURE
            }
        }
    }

    fn execute(self, say: Say) -> anyhow::Result<()> {
        let flags = self.options.flags()?;
        let sources = match &self.command {
            Command::Demo { folder } => demo::sources(folder, flags),
            _ => Sources::of_process(flags, self.options.config),
        };
        let (config, values) = Config::load(&sources)?;
        logging::begin(&config)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("no async runtime")?;
        runtime.block_on(async {
            let report = match self.command {
                Command::Serve => return serve::serve(&config, say).await,
                Command::Demo { folder } => return demo::demo(&config, &folder, say).await,
                Command::Config(ConfigCommand::Check) => config_command::check(&config),
                Command::Config(ConfigCommand::Print) => config_command::print(&values),
                Command::Migrate { check: true } => migrate::check(&config).await?,
                Command::Migrate { check: false } => migrate::migrate(&config).await?,
                Command::User(command) => command.execute(&config).await?,
                Command::App(command) => command.execute(&config).await?,
                Command::Keys(KeysCommand::List) => keys::list(&config).await?,
                Command::Keys(KeysCommand::Rotate { at_once }) => keys::rotate(&config, at_once).await?,
                Command::Admin(command) => command.execute(&config).await?,
            };
            say.report(&report);
            Ok(())
        })
    }
}

impl Options {
    /// The flags as settings. One of its own comes before `--set`.
    fn flags(&self) -> Result<Vec<(String, String)>, ConfigError> {
        let pair = |text: &String| {
            let (key, value) = text.split_once('=').ok_or_else(|| ConfigError::NotAPair(text.clone()))?;
            Ok((key.trim().to_owned(), value.to_owned()))
        };
        let mut flags = self.set.iter().map(pair).collect::<Result<Vec<_>, ConfigError>>()?;
        for (key, value) in [
            ("public_url", &self.public_url),
            ("listen", &self.listen),
            ("ops_listen", &self.ops_listen),
            ("database_url", &self.database_url),
            ("data_dir", &self.data_dir),
        ] {
            flags.extend(value.clone().map(|value| (key.to_owned(), value)));
        }
        Ok(flags)
    }
}

impl UserCommand {
    async fn execute(self, config: &Config) -> anyhow::Result<Report> {
        let Self::Create { email, password_stdin: _, name, admin } = self;
        accounts::create(config, accounts::NewUser { email, name, password: password_from(std::io::stdin())?, admin })
            .await
    }
}

/// One line; its end is not part of the password.
fn password_from(mut input: impl Read) -> anyhow::Result<String> {
    let mut text = String::new();
    input.read_to_string(&mut text).context("the password could not be read from standard input")?;
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    anyhow::ensure!(!text.contains('\n'), "standard input has more than one line; the password is one");
    Ok(text)
}

impl AppCommand {
    async fn execute(self, config: &Config) -> anyhow::Result<Report> {
        match self {
            Self::Create(new) => apps::create(config, new).await,
            Self::List => apps::list(config).await,
            Self::Show { client_id } => apps::show(config, &client_id).await,
            Self::RotateSecret { client_id } => apps::rotate_secret(config, &client_id).await,
            Self::RequireTwoFactor { client_id, switch } => {
                apps::require_two_factor(config, &client_id, switch == Switch::On).await
            }
            Self::RevokeConsents { client_id } => apps::revoke_consents(config, &client_id).await,
        }
    }
}

impl AdminCommand {
    async fn execute(self, config: &Config) -> anyhow::Result<Report> {
        match self {
            Self::SetupLink => accounts::setup_link(config).await,
            Self::ResetLink { email } => accounts::reset_link(config, &email).await,
            Self::ResetTwoFactor { email } => accounts::reset_two_factor(config, &email).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_password_is_one_line_without_its_end() {
        assert_eq!(password_from(&b"correct horse \r\n"[..]).unwrap(), "correct horse ");
        assert_eq!(password_from(&b"correct horse"[..]).unwrap(), "correct horse");
        assert!(password_from(&b"one\ntwo\n"[..]).is_err());
    }

    #[test]
    fn a_flag_of_its_own_comes_before_set() {
        let cli = Cli::parse_from(["twinlock", "serve", "--set", "listen=127.0.0.1:1", "--listen", "127.0.0.1:2"]);
        let sources = Sources {
            flags: cli.options.flags().unwrap(),
            file: crate::config::ConfigFile::Ignored,
            ..Sources::default()
        };
        assert_eq!(Config::load(&sources).unwrap().0.listen.port(), 2);
    }
}
