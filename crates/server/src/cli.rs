//! The command line: its arguments, and the function that runs each command.

pub(crate) mod app;
mod user;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use app::AppCommand;
use user::UserCommand;

use crate::commands::{accounts, config as config_command, keys, migrate};
use crate::config::{Config, ConfigError, Sources};
use crate::nothing_here::NothingHere;
use crate::{Adapters, OutputFormat, Report, demo, logging, serve};

/// The exit code of a command that finds no database or no master key. Every other failure is 1.
const NOTHING_HERE: u8 = 2;

/// What the commands that run a server print about settings. The flags are accepted by every command.
const SETTINGS: &str = "\
Settings (every command takes them; `twinlock config print` shows all):
      --config <FILE>              The configuration file [default: twinlock.toml, if there is one]
      --public-url <URL>           Where browsers and apps reach this server. It is the issuer
      --listen <ADDRESS:PORT>      The address to listen on [default: 127.0.0.1:8080]
      --ops-listen <ADDRESS:PORT>  The address for health and metrics, or off [default: 127.0.0.1:9090]
      --database-url <URL>         The database [default: sqlite://./twinlock.db]
      --data-dir <FOLDER>          The folder for generated secrets [default: ./twinlock-data]
      --set <KEY=VALUE>            Any setting, such as lifetimes.code=30s";

/// Twinlock signs people in to your apps with OpenID Connect, and each app can require two-factor authentication.
#[derive(Debug, Parser)]
#[command(
    name = "twinlock",
    version,
    about = "Twinlock signs people in to your apps with OpenID Connect, and each app can require two-factor authentication.",
    after_help = SETTINGS
)]
pub struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes. The settings are hidden, or the help of each command would repeat them.
#[derive(Debug, Args)]
struct Options {
    #[arg(long, global = true, value_name = "FILE", hide = true)]
    config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "URL", hide = true)]
    public_url: Option<String>,
    #[arg(long, global = true, value_name = "ADDRESS:PORT", hide = true)]
    listen: Option<String>,
    #[arg(long, global = true, value_name = "ADDRESS:PORT", hide = true)]
    ops_listen: Option<String>,
    #[arg(long, global = true, value_name = "URL", hide = true)]
    database_url: Option<String>,
    #[arg(long, global = true, value_name = "FOLDER", hide = true)]
    data_dir: Option<String>,
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", hide = true)]
    set: Vec<String>,
    /// Print the answer as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server. It needs no configuration to try it on this machine.
    #[command(after_help = SETTINGS)]
    Serve,
    /// Run a server with demo accounts and apps on a new database.
    #[command(after_help = SETTINGS)]
    Demo {
        /// Folder for the demo database. An existing demo database in it is deleted.
        #[arg(long, default_value = "./demo-data", value_name = "FOLDER")]
        folder: PathBuf,
        /// The address of a relying party that is running. The demo apps send people back to it.
        #[arg(long, value_name = "ADDRESS:PORT")]
        relying_party: Option<SocketAddr>,
    },
    /// Create the database, or bring its schema up to date.
    Migrate {
        /// Only list pending migrations. Fails when there are any.
        #[arg(long)]
        check: bool,
    },
    /// Check or print the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Create, find, disable and delete accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Register and manage apps.
    #[command(subcommand)]
    App(AppCommand),
    /// List and rotate signing keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Recover access to locked-out accounts.
    #[command(subcommand)]
    Admin(AdminCommand),
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum ConfigCommand {
    /// Check the configuration and report the first error.
    Check,
    /// Print every setting with its value and its source. Secrets are not shown.
    Print,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum KeysCommand {
    /// List the published keys.
    List,
    /// Create new keys. They are published at once and start to sign in an hour.
    Rotate {
        /// Use the new keys at once and accept nothing made with the old ones: every code and token ends, and users
        /// authorize their apps again. For keys that have leaked.
        #[arg(long)]
        at_once: bool,
    },
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Print a one-time link that creates an administrator. An earlier link stops working.
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
        self.run_with(|adapters| adapters)
    }

    /// Runs the command as [`Self::run`] does, but `serve` uses the adapters that `alter` makes of the configured ones:
    /// for a server that is to fail in a certain way.
    pub fn run_with(self, alter: impl FnOnce(Adapters) -> Adapters) -> ExitCode {
        let output = if self.options.json { OutputFormat::Json } else { OutputFormat::Text };
        match self.execute(output, alter) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                output.failure(&error);
                let is_nothing = error.downcast_ref::<NothingHere>().is_some();
                if is_nothing { ExitCode::from(NOTHING_HERE) } else { ExitCode::FAILURE }
            }
        }
    }

    fn execute(self, output: OutputFormat, alter: impl FnOnce(Adapters) -> Adapters) -> anyhow::Result<()> {
        let flags = self.options.flags()?;
        let sources = match &self.command {
            Command::Demo { folder, .. } => demo::sources(folder, flags),
            _ => Sources::of_process(flags, self.options.config),
        };
        let (config, values) = Config::load(&sources)?;
        logging::begin(&config)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("cannot start the async runtime")?;
        runtime.block_on(async {
            let report = match self.command {
                Command::Serve => return serve::serve(&config, output, alter).await,
                Command::Demo { folder, relying_party } => {
                    return demo::demo(&config, &demo::Stage { folder, relying_party }, output).await;
                }
                Command::Config(ConfigCommand::Check) => config_command::check(&config),
                Command::Config(ConfigCommand::Print) => config_command::print(&config, &values),
                Command::Migrate { check: true } => migrate::check(&config).await?,
                Command::Migrate { check: false } => migrate::migrate(&config).await?,
                Command::User(command) => command.execute(&config).await?,
                Command::App(command) => command.execute(&config).await?,
                Command::Keys(KeysCommand::List) => keys::list(&config).await?,
                Command::Keys(KeysCommand::Rotate { at_once }) => keys::rotate(&config, at_once).await?,
                Command::Admin(command) => command.execute(&config).await?,
            };
            output.report(&report);
            Ok(())
        })
    }
}

impl Options {
    /// The flags as settings. A flag of its own, such as `--listen`, overrides the same key in `--set`.
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
