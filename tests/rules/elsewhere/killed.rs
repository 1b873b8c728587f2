//! Row 61 (CVE-2026-9802): a rotated token stays rotated when the server, and with PostgreSQL the database, is killed
//! right after its response.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use twinlock_adapters_crypto::{ManualClock, MasterKey};
use twinlock_domain::{AuditKind, Timestamp};
use twinlock_test_client::http::HttpClient;

use super::place::{Place, open};
use crate::support::{Person, RelyingParty, Server, ServerOptions};

/// The environment of a server that is a process of its own: its store, the issuer, the master key, and the time.
const STORE: &str = "TWINLOCK_TEST_VICTIM_STORE";
const ISSUER: &str = "TWINLOCK_TEST_VICTIM_ISSUER";
const KEY: &str = "TWINLOCK_TEST_VICTIM_KEY";
const TIME: &str = "TWINLOCK_TEST_VICTIM_TIME";

/// This file's second test, by its whole name.
const VICTIM: &str = "rules::elsewhere::killed::a_process_for_cve_61_that_serves_until_it_is_killed";

/// The beginning of the line in which such a process prints where it listens.
const GREETING: &str = "serving at ";

/// A server in a process of its own. It ends when this value is dropped, or when it is killed.
struct Victim {
    process: Child,
    url: String,
}

impl Victim {
    fn start(place: &Place, like: &Server, later: Duration) -> Self {
        let time = like.now().unix_seconds() + i64::try_from(later.as_secs()).unwrap();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([VICTIM, "--exact", "--nocapture"])
            .env(STORE, place.address())
            .env(ISSUER, &like.twinlock.settings().issuer)
            .env(KEY, like.master_key.to_base64().as_str())
            .env(TIME, time.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut lines = output.lines().map(Result::unwrap);
        let url = lines.find_map(|line| Some(line.split_once(GREETING)?.1.to_owned())).expect("it says where it is");
        Self { process, url }
    }

    /// SIGKILL: the process can neither finish its work nor write anything.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_process_for_cve_61_that_serves_until_it_is_killed() {
    let Ok(address) = std::env::var(STORE) else { return };
    let setting = |name: &str| std::env::var(name).unwrap();
    let time = Timestamp::from_unix_seconds(setting(TIME).parse().unwrap());
    let server = Server::start_with(ServerOptions {
        store: Some(open(&address).await),
        master_key: Some(MasterKey::parse(&setting(KEY)).unwrap()),
        clock: Some(Arc::new(ManualClock::at(time))),
        public_url: Some(setting(ISSUER)),
        ..ServerOptions::default()
    })
    .await;
    println!("\n{GREETING}{}", server.url);
    std::io::stdout().flush().unwrap();
    // Until it is killed, or the pipe is closed by a test that failed.
    let wait = || std::io::stdin().read_to_end(&mut Vec::new());
    tokio::task::spawn_blocking(wait).await.unwrap().unwrap();
}

#[tokio::test]
async fn cve_61_a_rotated_refresh_token_is_known_as_such_after_its_server_was_killed() {
    let mut place = Place::new();
    let server = Server::on(open(&place.address()).await).await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let stolen = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    let at = |victim: &Victim| HttpClient::new(&server.url, std::slice::from_ref(&victim.url));

    let victim = Victim::start(&place, &server, Duration::ZERO);
    let (status, body) = bank.at_address(&at(&victim)).refresh_by_hand(&stolen).await;
    assert_eq!(status, 200, "{body}");
    let next = body["refresh_token"].as_str().unwrap().to_owned();
    let access = body["access_token"].as_str().unwrap().to_owned();
    victim.kill();
    place.crash();

    // Later than any time in which the lost response would be repeated.
    let victim = Victim::start(&place, &server, Duration::from_mins(5));
    let bank = bank.at_address(&at(&victim));
    assert_eq!(bank.userinfo(&access).await.0, 200, "what was answered is there");
    let (status, body) = bank.refresh_by_hand(&stolen).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
    let (status, body) = bank.refresh_by_hand(&next).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "the whole family has ended: {body}");
    assert_eq!(bank.userinfo(&access).await.0, 401);
    assert_eq!(bank.introspect(&next).await["active"], false);
    drop(victim);
    let reused = server.events().await.into_iter().filter(|event| event.kind == AuditKind::RefreshReused).count();
    assert_eq!(reused, 1);
}
