//! The `app` commands: what can be typed, and what each runs.

use clap::{Args, Subcommand, ValueEnum};

use crate::Report;
use crate::commands::apps;
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

/// A new app.
#[derive(Clone, Debug, Args)]
pub(crate) struct NewApp {
    /// The app's name.
    #[arg(long)]
    pub(crate) name: String,
    /// Where people are sent back to. Can be given more than once.
    #[arg(long = "redirect-uri", required = true, value_name = "URL")]
    pub(crate) redirect_uris: Vec<String>,
    /// The account that owns the app.
    #[arg(long, value_name = "EMAIL")]
    pub(crate) owner: String,
    /// The app cannot keep a secret: a web page, or a program on a user's device.
    #[arg(long)]
    pub(crate) public: bool,
    /// Do not require PKCE. For an app whose library does not support it.
    #[arg(long, conflicts_with = "public")]
    pub(crate) no_pkce: bool,
    /// The algorithm that signs the app's ID tokens.
    #[arg(long, default_value = "RS256", value_name = "RS256|ES256|EdDSA")]
    pub(crate) id_token_alg: String,
    /// Set any other member of the app's metadata, such as `optional_scope="profile email"`. Can be given more than once.
    #[arg(long = "metadata", value_name = "MEMBER=VALUE")]
    pub(crate) members: Vec<String>,
    /// Put name and e-mail claims into the ID token too, for an app that reads them nowhere else.
    #[arg(long)]
    pub(crate) id_token_claims: bool,
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
