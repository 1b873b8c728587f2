//! The `app` commands: their arguments, and the function that runs each.

use clap::{Subcommand, ValueEnum};

use crate::Report;
use crate::commands::apps::{self, NewApp};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum AppCommand {
    /// Register an app. Prints its client id and, this once, its client secret.
    Create(NewApp),
    /// List all apps.
    List,
    /// Show one app.
    Show {
        /// The app's client id.
        client_id: String,
    },
    /// Add a client secret and print it once. The previous secret stays valid. Any older secret is revoked.
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
    /// End all access to the app: every consent, code and token.
    RevokeConsents {
        /// The app's client id.
        client_id: String,
    },
    /// Delete an app with everything that belongs to it, except the audit log. This cannot be undone.
    Delete {
        /// The app's client id.
        client_id: String,
        /// Confirm the deletion.
        #[arg(long)]
        yes: bool,
    },
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    On,
    Off,
}

impl AppCommand {
    pub(super) async fn execute(self, config: &Config) -> anyhow::Result<Report> {
        match self {
            Self::Create(new) => apps::create(config, new).await,
            Self::List => apps::list(config).await,
            Self::Show { client_id } => apps::show(config, &client_id).await,
            Self::RotateSecret { client_id } => apps::rotate_secret(config, &client_id).await,
            Self::RequireTwoFactor { client_id, switch } => {
                apps::require_two_factor(config, &client_id, switch == Switch::On).await
            }
            Self::RevokeConsents { client_id } => apps::revoke_consents(config, &client_id).await,
            Self::Delete { client_id, yes } => apps::delete(config, &client_id, yes).await,
        }
    }
}
