//! The log at level `trace`, while somebody sets up and uses a second factor, contains no secret.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test stands on may fail it too")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::UNIX_EPOCH;

use reqwest::header::{ACCEPT, COOKIE, SET_COOKIE};
use tempfile::TempDir;

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "granite-harbour-oboe-47";

fn twinlock(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinlock"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TWINLOCK_")) {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(folder.path()).env("TWINLOCK_LOG_FILTER", "trace");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A server whose log is collected while it runs.
struct Running {
    process: Child,
    url: String,
    logs: Vec<JoinHandle<String>>,
}

impl Running {
    fn start(folder: &TempDir) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let mut process = twinlock(folder, &["serve", "--listen", &listen, "--ops-listen", "off"]).spawn().unwrap();
        let stderr = process.stderr.take().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let errors = std::thread::spawn(|| collect(stderr));
        let mut said = String::new();
        while !said.contains("http://") {
            assert_ne!(stdout.read_line(&mut said).unwrap(), 0, "the server did not start: {said}");
        }
        let rest = std::thread::spawn(|| collect(stdout));
        Self { process, url: format!("http://localhost:{port}"), logs: vec![errors, rest] }
    }

    /// Stops the server, and returns everything that it logged.
    fn log(mut self) -> String {
        let status = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().unwrap();
        assert!(status.success());
        self.process.wait().unwrap();
        std::mem::take(&mut self.logs).into_iter().map(|log| log.join().unwrap()).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn collect(mut from: impl std::io::Read) -> String {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A browser with a cookie jar.
struct Browser {
    url: String,
    client: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new(url: &str) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { url: url.to_owned(), client, cookies: BTreeMap::new() }
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> String {
        let jar: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(COOKIE, jar.join("; ")).header(ACCEPT, "text/html").send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        response.text().await.unwrap()
    }

    async fn get(&mut self, path: &str) -> String {
        let request = self.client.get(format!("{}{path}", self.url));
        self.send(request).await
    }

    /// Sends a form with the CSRF token of the page.
    async fn post(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let csrf = between(page, "name=\"csrf\" value=\"", "\"");
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf)]).collect();
        let request = self.client.post(format!("{}{path}", self.url)).form(&fields);
        self.send(request).await
    }

    async fn sign_in(&mut self) {
        let page = self.get("/sign-in").await;
        self.post(&page, "/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("nothing between {before:?} and {after:?}: {text}")).0
}

/// The TOTP code that an authenticator app shows now.
fn code(key: &str) -> String {
    let fives = key.bytes().map(|letter| format!("{:05b}", if letter < b'A' { letter - 24 } else { letter - b'A' }));
    let bits = fives.collect::<Vec<_>>().concat();
    let seed: Vec<u8> =
        bits.as_bytes().chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum * 2 + (bit - b'0'))).collect();
    // The time of a new file is the system's clock, which the server uses too.
    let now = std::fs::metadata(tempfile::NamedTempFile::new().unwrap().path()).unwrap().modified().unwrap();
    totp_lite::totp_custom::<totp_lite::Sha1>(30, 6, &seed, now.duration_since(UNIX_EPOCH).unwrap().as_secs())
}

/// Sets up a second factor, signs in with it, and turns it off. Returns all secrets that were used.
async fn enrol_and_use(url: &str) -> Vec<String> {
    let mut ada = Browser::new(url);
    ada.sign_in().await;
    let page = ada.get("/dashboard/security").await;
    let page = ada.post(&page, "/dashboard/security/enrol", &[("password", PASSWORD)]).await;
    let key = between(&page, "secret=", "&").to_owned();
    let first = code(&key);
    let page = ada.post(&page, "/dashboard/security/confirm", &[("code", &first)]).await;
    let codes = between(&page, "<textarea", "</textarea>").split_once('>').unwrap().1;
    let codes: Vec<String> = codes.split_whitespace().map(str::to_owned).collect();
    assert_eq!(codes.len(), 10, "{page}");
    let mut again = Browser::new(url);
    again.sign_in().await;
    // A used code, a wrong one, a malformed one, and a valid one.
    let page = again.get("/two-factor").await;
    for code in [&first, "aaaa-bbbb-cccc-dddd", "12 34", codes.first().unwrap().as_str()] {
        again.post(&page, "/two-factor", &[("code", code)]).await;
    }
    let page = again.get("/dashboard/security").await;
    assert!(page.contains("/sign-out"), "the recovery code signs in: {page}");
    let fields = [("password", PASSWORD), ("code", codes.last().unwrap())];
    again.post(&page, "/dashboard/security/disable", &fields).await;
    let bare: Vec<_> = codes.iter().map(|code| code.replace('-', "")).collect();
    [vec![key, first, PASSWORD.to_owned()], codes, bare].concat()
}

#[tokio::test]
async fn cve_34_no_line_of_the_log_has_a_seed_a_code_a_recovery_code_or_a_password() {
    let folder = tempfile::tempdir().unwrap();
    assert!(twinlock(&folder, &["migrate"]).output().unwrap().status.success());
    let mut create = twinlock(&folder, &["user", "create", EMAIL, "--password-stdin"]);
    let mut create = create.stdin(Stdio::piped()).spawn().unwrap();
    writeln!(create.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(create.wait_with_output().unwrap().status.success());
    let server = Running::start(&folder);
    let secrets = enrol_and_use(&server.url).await;
    let log = server.log();
    assert!(log.contains("TRACE") && log.lines().count() > 20, "everything is logged: {log}");
    let words: Vec<&str> = log.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
    for secret in &secrets {
        // Six digits may occur in a longer number by chance, so a code is compared with whole words.
        let found = if secret.len() == 6 { words.contains(&secret.as_str()) } else { log.contains(secret.as_str()) };
        assert!(!found, "the log has {secret}: {:?}", log.lines().find(|line| line.contains(secret.as_str())));
    }
}
