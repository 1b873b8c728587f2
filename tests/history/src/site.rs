//! The system under test: one or two real servers on one database, with a proxy between each and PostgreSQL.

pub mod node;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use tempfile::TempDir;
use twinlock_cluster::{Cluster, Options, Shutdown};
use twinlock_test_client::http::HttpClient;
use twinlock_test_client::process::NO_LIMITS;

use self::node::Node;
use crate::people::line;
use crate::proxy::Proxy;
use crate::rng::SeededRng;

/// The host name of the servers' public URL, which never leaves this machine (RFC 6761 6.3).
const HOST: &str = "twinlock.localhost";
const DATABASE: &str = "history";

/// How many connections PostgreSQL accepts: few, so that they can be used up.
pub const CONNECTIONS: u16 = 60;

/// Refresh tokens expire so soon that grandfathered access ends within a run.
pub const REFRESH_SLIDING_SECONDS: i64 = 45;
pub const ACCESS_TOKEN_SECONDS: i64 = 600;
pub const RETRY_WINDOW_SECONDS: i64 = 10;

/// The database of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// SQLite, with one server.
    Sqlite,
    /// PostgreSQL, with two servers.
    Postgres,
}

/// How a site is set up.
#[derive(Clone, Debug)]
pub struct Plan {
    pub program: PathBuf,
    pub store: Store,
    pub seed: u64,
    /// Additional environment variables of the servers.
    pub environment: Vec<(String, String)>,
    /// PostgreSQL acknowledges commits before they are on disk: a seeded bug.
    pub forgetful: bool,
}

/// Servers and database, stopped and deleted when this is dropped.
#[derive(Debug)]
pub struct Site {
    pub nodes: Vec<Node>,
    pub proxies: Vec<Proxy>,
    pub cluster: Option<Arc<Mutex<Cluster>>>,
    pub line: HttpClient,
    folder: TempDir,
}

impl Site {
    /// Starts the database, the proxies and the servers, and waits until the servers answer.
    pub async fn start(plan: &Plan) -> Result<Self> {
        let folder = TempDir::with_prefix("twinlock-history-").context("no temporary folder")?;
        let cluster = match plan.store {
            Store::Sqlite => None,
            Store::Postgres => Some(Arc::new(Mutex::new(start_cluster_apart(plan.forgetful).await?))),
        };
        let count = if cluster.is_some() { 2 } else { 1 };
        let mut proxies = Vec::new();
        if let Some(cluster) = &cluster {
            let port = cluster.lock().unwrap_or_else(PoisonError::into_inner).port();
            for _ in 0..count {
                proxies.push(Proxy::before(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?);
            }
        }
        let key = SeededRng::of(plan.seed, "master key").word(32);
        let key = base64::engine::general_purpose::STANDARD.encode(key);
        let mut nodes = Vec::new();
        for index in 0..count {
            let url = database_url(folder.path(), proxies.get(index));
            let mut settings = settings(&url, &key, folder.path());
            settings.extend(plan.environment.iter().cloned());
            let mut node = Node::new(&plan.program, folder.path(), index, settings)?;
            // One after the other: the first creates the tables.
            node.start(0).await?;
            nodes.push(node);
        }
        let addresses: Vec<_> = nodes.iter().map(|node| node.process.listen).collect();
        Ok(Self { line: line::to(&addresses, HOST), nodes, proxies, cluster, folder })
    }

    /// Runs SQL on the database as its owner, without a proxy.
    pub async fn sql(&self, sql: &str) -> Result<String> {
        let cluster = self.cluster.clone().context("there is no PostgreSQL")?;
        let url = cluster.lock().unwrap_or_else(PoisonError::into_inner).url(DATABASE);
        let sql = sql.to_owned();
        tokio::task::spawn_blocking(move || twinlock_cluster::query(&url, &sql)).await?
    }

    /// Stops PostgreSQL and starts it again.
    pub async fn restart_database(&self, shutdown: Shutdown) -> Result<()> {
        let cluster = self.cluster.clone().context("there is no PostgreSQL")?;
        let restart = move || {
            let mut cluster = cluster.lock().unwrap_or_else(PoisonError::into_inner);
            cluster.stop(shutdown)?;
            cluster.start_again()
        };
        tokio::task::spawn_blocking(restart).await?
    }

    /// The address of PostgreSQL itself, without a proxy.
    pub fn database_address(&self) -> Option<SocketAddr> {
        let cluster = self.cluster.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        Some(SocketAddr::from((Ipv4Addr::LOCALHOST, cluster.port())))
    }

    /// The name of the database.
    pub const fn database() -> &'static str {
        DATABASE
    }

    /// The folder that mail is written to.
    pub fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// Copies the logs of the servers and the database to a folder, for whoever investigates a failed run.
    pub fn keep_logs(&self, to: &Path) -> Result<()> {
        std::fs::create_dir_all(to)?;
        for node in &self.nodes {
            std::fs::copy(&node.process.log, to.join(format!("node-{}.log", node.index)))?;
        }
        if let Some(cluster) = &self.cluster {
            let log = cluster.lock().unwrap_or_else(PoisonError::into_inner).log();
            std::fs::copy(log, to.join("postgres.log"))?;
        }
        Ok(())
    }
}

async fn start_cluster_apart(forgetful: bool) -> Result<Cluster> {
    tokio::task::spawn_blocking(move || start_cluster(forgetful)).await?
}

fn start_cluster(forgetful: bool) -> Result<Cluster> {
    // Only crashes of the server are tested, not losses of power. The timeouts limit how long a statement without an
    // answer may still take effect, which the checker relies on; the servers set their own for their connections.
    let options = Options { max_connections: CONNECTIONS, ..Options::default() };
    let options = options.with("statement_timeout", "5s").with("idle_in_transaction_session_timeout", "8s");
    let options = options.with("log_min_duration_statement", "1000");
    let options = if forgetful {
        let lazy = options.with("synchronous_commit", "off").with("wal_writer_delay", "10s");
        lazy.with("wal_writer_flush_after", "1GB")
    } else {
        options
    };
    let cluster = Cluster::start(&options)?;
    cluster.create_database(DATABASE)?;
    Ok(cluster)
}

fn database_url(folder: &Path, proxy: Option<&Proxy>) -> String {
    match proxy {
        Some(proxy) => format!("postgres://twinlock@{}/{DATABASE}", proxy.address),
        None => format!("sqlite://{}", folder.join("twinlock.db").display()),
    }
}

fn settings(url: &str, key: &str, folder: &Path) -> Vec<(String, String)> {
    let mail = folder.join("mail").display().to_string();
    let data = folder.join("data").display().to_string();
    let sliding = format!("{REFRESH_SLIDING_SECONDS}s");
    let access = format!("{ACCESS_TOKEN_SECONDS}s");
    let retry = format!("{RETRY_WINDOW_SECONDS}s");
    [
        ("PUBLIC_URL", format!("http://{HOST}").as_str()),
        ("DATABASE_URL", url),
        // Few, so that they are used up while one of them waits for a lock.
        ("DATABASE_CONNECTIONS", "6"),
        ("MASTER_KEY", key),
        ("MAIL_DIR", &mail),
        ("DATA_DIR", &data),
        ("LIFETIMES_REFRESH_SLIDING", &sliding),
        ("LIFETIMES_ACCESS_TOKEN", &access),
        ("LIFETIMES_REFRESH_RETRY", &retry),
        // Longer than any clock skew, so that no session expires: one that is gone without a cause was lost.
        ("LIFETIMES_SESSION", "48h"),
        ("LIFETIMES_SESSION_IDLE", "24h"),
        ("LIFETIMES_AUTHORIZATION_REQUEST", "24h"),
    ]
    .map(|(key, value)| (format!("TWINLOCK_{key}"), value.to_owned()))
    .into_iter()
    .chain(NO_LIMITS.map(|(key, value)| (key.to_owned(), value.to_owned())))
    .collect()
}
