//! `demo`: a server with two accounts and two apps, on a database of its own, to see the panel within a minute.

mod seed_data;

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::json;

use crate::config::{Config, ConfigFile, Sources};
use crate::database::Database;
use crate::open::{Purpose, open};
use crate::{OutputFormat, Report, serve};
use seed_data::Cast;

/// The file that the demo's relying party reads its registration from.
const FILE: &str = "demo.json";
/// The default address of the demo's relying party.
const RELYING_PARTY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9000);

/// The options of a demo.
pub(crate) struct Stage {
    /// The folder of its database.
    pub(crate) folder: PathBuf,
    /// The address of a relying party that is running.
    pub(crate) relying_party: Option<SocketAddr>,
}

/// The sources of the demo's configuration: flags only, so that a demo never uses the database of a real server.
pub(crate) fn sources(folder: &Path, flags: Vec<(String, String)>) -> Sources {
    let inside = |name: &str| folder.join(name).display().to_string();
    let own = [
        ("database_url", format!("sqlite://{}", inside("twinlock.db"))),
        ("data_dir", folder.display().to_string()),
        ("mail_dir", inside("mail")),
    ];
    // If a flag is repeated, the last one counts; `database_url` is a secret and may be given only once.
    let mut flags: Vec<_> = flags.into_iter().filter(|(key, _)| own.iter().all(|(name, _)| name != key)).collect();
    flags.extend(own.map(|(key, value)| (key.to_owned(), value)));
    Sources { flags, environment: Vec::new(), file: ConfigFile::Ignored }
}

/// Creates a new database with the demo's accounts and apps, and serves it.
pub(crate) async fn demo(config: &Config, stage: &Stage, output: OutputFormat) -> anyhow::Result<()> {
    let folder = stage.folder.as_path();
    if let Database::Sqlite(path) = &config.database {
        clear(path).with_context(|| folder.display().to_string())?;
    }
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let assembly = open(config, Purpose::Serve).await?;
    let relying_party = stage.relying_party.unwrap_or(RELYING_PARTY);
    let cast = Cast::assemble(&assembly.twinlock, &format!("http://{relying_party}/callback")).await?;
    let report = report(config, stage, &cast);
    // The relying party reads its registrations from this file.
    let file = folder.join(FILE);
    std::fs::write(&file, format!("{:#}\n", report.json)).with_context(|| file.display().to_string())?;
    serve::listen(config, &assembly, async || {
        output.report(&report);
        Ok(())
    })
    .await
}

/// Removes the database of an earlier demo. Nothing else in the folder is touched.
fn clear(database: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn report(config: &Config, stage: &Stage, cast: &Cast) -> Report {
    let issuer = config.settings().issuer;
    let apps_are_at = match stage.relying_party {
        Some(address) => format!("The demo apps are at http://{address}/"),
        None => format!(
            "Start the demo apps, then open http://{RELYING_PARTY}/:\n  \
             cargo run -p twinlock-server --example demo_rp -- --config {}",
            stage.folder.join(FILE).display()
        ),
    };
    let text = format!(
        "The Twinlock demo is at {issuer}\n\n{accounts}\n{apps}\n{apps_are_at}\n",
        accounts = cast.accounts_in_words(),
        apps = cast.apps_in_words(),
    );
    let json = json!({ "issuer": issuer, "accounts": cast.accounts_json(), "apps": cast.apps_json() });
    Report::new(text, json)
}
