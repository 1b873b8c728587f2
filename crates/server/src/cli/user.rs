//! The `user` commands: their arguments, and the function that runs each.

use std::io::Read;

use anyhow::Context;
use clap::Subcommand;

use crate::Report;
use crate::commands::{accounts, users};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Create an account. Its address counts as verified.
    Create {
        /// The e-mail address.
        email: String,
        /// Read the password from standard input: one line.
        #[arg(long, required = true)]
        password_stdin: bool,
        /// The name that other people see [default: the address up to the @].
        #[arg(long)]
        name: Option<String>,
        /// Make the account an administrator of this server.
        #[arg(long)]
        admin: bool,
        /// The language of pages and mails, such as de. Default: the language of the browser.
        #[arg(long, value_name = "TAG")]
        locale: Option<String>,
    },
    /// List accounts in the order of their addresses.
    List {
        /// Only accounts whose address contains this text.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
        search: String,
        /// Start after this address: the value of `next` in the previous page.
        #[arg(long, value_name = "EMAIL")]
        after: Option<String>,
        /// How many accounts to list at most.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Show an account, its apps, and whether it has a second factor.
    Show {
        /// The account's address.
        email: String,
    },
    /// Disable an account: sign it out everywhere, and give apps no more access with it.
    Disable {
        /// The account's address.
        email: String,
    },
    /// Enable a disabled account again.
    Enable {
        /// The account's address.
        email: String,
    },
    /// Delete an account and everything kept for it, except the audit log. This cannot be undone.
    Delete {
        /// The account's address.
        email: String,
        /// Confirm the deletion.
        #[arg(long)]
        yes: bool,
    },
}

impl UserCommand {
    pub(super) async fn execute(self, config: &Config) -> anyhow::Result<Report> {
        match self {
            Self::Create { email, password_stdin: _, name, admin, locale } => {
                let password = password_from(std::io::stdin())?;
                accounts::create(config, accounts::NewUser { email, name, password, admin, locale }).await
            }
            Self::List { search, after, limit } => users::list(config, users::Page { search, after, limit }).await,
            Self::Show { email } => users::show(config, &email).await,
            Self::Disable { email } => users::disable(config, &email).await,
            Self::Enable { email } => users::enable(config, &email).await,
            Self::Delete { email, yes } => users::delete(config, &email, yes).await,
        }
    }
}

/// Reads the password from one line. The line's end is not part of it.
fn password_from(mut input: impl Read) -> anyhow::Result<String> {
    let mut text = String::new();
    input.read_to_string(&mut text).context("the password could not be read from standard input")?;
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    anyhow::ensure!(
        !text.contains('\n'),
        "standard input has more than one line; the password has to be a single line"
    );
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_one_line_without_its_end() {
        assert_eq!(password_from(&b"correct horse \r\n"[..]).unwrap(), "correct horse ");
        assert_eq!(password_from(&b"correct horse"[..]).unwrap(), "correct horse");
        assert!(password_from(&b"one\ntwo\n"[..]).is_err());
    }
}
