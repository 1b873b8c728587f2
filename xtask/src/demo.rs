//! `cargo xtask demo`: runs the provider and a relying party with two apps until Ctrl-C.

mod child;
mod http;
mod smoke;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use tokio::signal::unix::{SignalKind, signal};

use self::child::Child;
use crate::{ci, shell};

/// The options of `demo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Checks that both programs answer, then stops.
    pub(crate) check: bool,
    /// Uses the unoptimised build, which the tests have already made.
    pub(crate) dev: bool,
}

impl Options {
    pub(crate) fn parse(flags: &[&str]) -> Result<Self> {
        let mut options = Self { check: false, dev: false };
        for flag in flags {
            match *flag {
                "--check" => options.check = true,
                "--dev" => options.dev = true,
                other => bail!("demo knows --check and --dev, not {other}"),
            }
        }
        Ok(options)
    }
}

/// The addresses of all listeners.
#[derive(Clone, Copy, Debug)]
struct Addresses {
    provider: SocketAddr,
    operations: SocketAddr,
    apps: SocketAddr,
}

impl Addresses {
    /// The ports that the documentation names.
    fn documented() -> Result<Self> {
        Ok(Self { provider: free(8080)?, operations: free(9090)?, apps: free(9000)? })
    }

    /// Free ports, so that a check does not disturb running servers.
    fn any() -> Result<Self> {
        // All three are held until the last is found, so that no two are the same.
        let held = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let [provider, operations, apps] = held;
        Ok(Self { provider: provider?.local_addr()?, operations: operations?.local_addr()?, apps: apps?.local_addr()? })
    }
}

/// Builds, starts and watches the demo.
pub(crate) fn demo(options: Options) -> Result<()> {
    let addresses = if options.check { Addresses::any()? } else { Addresses::documented()? };
    let programs = build(options.dev)?;
    let folder = shell::root()?.join("target").join(if options.check { "demo-check" } else { "demo" });
    let config = folder.join("demo.json");
    // The provider writes the file when it is ready, so a file from an earlier run must not be mistaken for it.
    if config.exists() {
        std::fs::remove_file(&config)?;
    }
    let mut provider = start_provider(&programs, &folder, addresses)?;
    smoke::wait_for(&mut provider, addresses.provider, "/.well-known/openid-configuration")?;
    let mut apps = start_apps(&programs, &config, addresses.apps)?;
    smoke::wait_for(&mut apps, addresses.apps, "/")?;
    if options.check {
        smoke::check(addresses.provider, addresses.apps, &config)?;
        eprintln!("The demo answers: discovery, both apps, and the way from an app to the sign-in page");
        return Ok(());
    }
    eprintln!("\nOpen http://{} in a browser. Ctrl-C ends the demo.", addresses.apps);
    watch(provider, apps)
}

/// Builds both programs, and returns their folder.
fn build(dev: bool) -> Result<PathBuf> {
    if dev {
        return ci::build(&["twinlock"]);
    }
    eprintln!("Building Twinlock, optimised: the first time takes some minutes");
    let programs = ["--workspace", "--release", "--bin", "twinlock", "--example", "demo_rp"];
    shell::run(shell::cargo()?.arg("build").args(programs))?;
    Ok(shell::target()?.join("release"))
}

fn start_provider(programs: &Path, folder: &Path, addresses: Addresses) -> Result<Child> {
    let port = addresses.provider.port();
    let mut command = shell::command(programs.join("twinlock"))?;
    command.arg("demo").arg("--folder").arg(folder);
    command.arg("--listen").arg(addresses.provider.to_string());
    command.arg("--ops-listen").arg(addresses.operations.to_string());
    command.arg("--public-url").arg(format!("http://localhost:{port}"));
    command.arg("--relying-party").arg(addresses.apps.to_string());
    Child::start("twinlock", command)
}

fn start_apps(programs: &Path, config: &Path, listen: SocketAddr) -> Result<Child> {
    let mut command = shell::command(programs.join("examples").join("demo_rp"))?;
    command.arg("--config").arg(config).arg("--listen").arg(listen.to_string());
    Child::start("demo_rp", command)
}

/// Waits for Ctrl-C, SIGTERM or the end of either program; then ends both.
#[tokio::main(flavor = "current_thread")]
async fn watch(mut provider: Child, mut apps: Child) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut look = tokio::time::interval(Duration::from_millis(500));
    loop {
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => { pressed?; return Ok(()); }
            _ = terminate.recv() => return Ok(()),
            _ = look.tick() => { provider.still_runs()?; apps.still_runs()?; }
        }
    }
}

/// This port on loopback, or an error that names the port if it is taken.
fn free(port: u16) -> Result<SocketAddr> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address)
        .with_context(|| format!("port {port} is taken: end what listens there and try again"))?;
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = holder.local_addr().unwrap().port();
        let error = free(port).unwrap_err().to_string();
        assert!(error.contains(&format!("port {port} is taken")), "{error}");
    }

    #[test]
    fn any_addresses_are_three() {
        let any = Addresses::any().unwrap();
        assert!(any.provider != any.apps && any.apps != any.operations && any.provider != any.operations);
    }

    #[test]
    fn an_unknown_flag_is_refused() {
        assert_eq!(Options::parse(&["--dev"]).unwrap(), Options { check: false, dev: true });
        assert!(Options::parse(&["--chekc"]).is_err());
    }
}
