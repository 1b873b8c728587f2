//! The program as an operator runs it: real processes in a folder of their own, judged by the JSON they answer.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what a test stands on may fail it too"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const PASSWORD: &str = "granite-harbour-oboe-47";

/// A folder with a server's files in it.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twinlock"));
        let inherited: Vec<String> =
            std::env::vars().map(|(name, _)| name).filter(|n| n.starts_with("TWINLOCK_")).collect();
        for name in inherited {
            command.env_remove(name);
        }
        command.args(arguments).arg("--json").current_dir(self.0.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command that succeeds answers.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Why a command fails.
    fn failure(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        assert!(output.stdout.is_empty(), "a command that fails answers nothing");
        let json: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(json["error"], "command_failed");
        json["error_description"].as_str().unwrap().to_owned()
    }

    fn create_user(&self, email: &str, password: &str) -> Output {
        let mut child =
            self.command(&["user", "create", email, "--password-stdin"]).stdin(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        child.wait_with_output().unwrap()
    }

    fn with_owner() -> Self {
        let place = Self::new();
        let output = place.create_user("ada@example.org", PASSWORD);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        place
    }

    fn create_app(&self, more: &[&str]) -> Value {
        let base = ["app", "create", "--name", "Bank", "--owner", "ada@example.org"];
        let redirect = ["--redirect-uri", "https://bank.example/callback", "--id-token-alg", "EdDSA"];
        self.json(&[&base[..], &redirect[..], more].concat())
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.0.path().join(name)).unwrap().permissions().mode() & 0o777
    }
}

/// A server that is ended when the test is.
struct Running(Child);

impl Running {
    /// Starts one and answers what it said once it was ready.
    fn start(place: &Place, arguments: &[&str]) -> (Self, Value) {
        let mut child = place.command(arguments).spawn().unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        // A pretty-printed object ends in the first line that is a brace alone.
        while !said.ends_with("\n}\n") {
            if lines.read_line(&mut said).unwrap() == 0 {
                let mut errors = String::new();
                child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
                panic!("the server did not start: {said}{errors}");
            }
        }
        (Self(child), serde_json::from_str(&said).unwrap())
    }

    fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        if self.0.try_wait().unwrap().is_none() {
            self.0.kill().unwrap();
            self.0.wait().unwrap();
        }
    }
}

/// Two free ports. Another process may take one before the server does; loopback on a test machine is quiet.
fn free_ports() -> (String, String) {
    let bind = || std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (a, b) = (bind(), bind());
    (a.local_addr().unwrap().to_string(), b.local_addr().unwrap().to_string())
}

fn get(url: &str) -> (u16, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = reqwest::get(url).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    })
}

#[test]
fn an_account_is_made_once_with_a_password_from_standard_input() {
    let place = Place::new();
    let output = place.create_user("Ada@Example.org", PASSWORD);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["email"], "ada@example.org");
    assert_eq!(json["display_name"], "Ada");
    assert_eq!(json["admin"], false);
    let again = place.create_user("ada@example.org", PASSWORD);
    assert!(String::from_utf8_lossy(&again.stderr).contains("this address has an account"));
}

#[test]
fn the_files_that_are_made_are_for_their_owner_alone() {
    let place = Place::with_owner();
    assert_eq!(place.mode("twinlock.db"), 0o600);
    assert_eq!(place.mode("twinlock-data"), 0o700);
    assert_eq!(place.mode("twinlock-data/master.key"), 0o600);
}

#[test]
fn all_that_is_wrong_with_an_account_is_said_at_once() {
    let output = Place::new().create_user("ada", "password1");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("not an e-mail address"), "{errors}");
    assert!(errors.contains("this password is guessed too easily: "), "{errors}");
}

#[test]
fn an_app_is_registered_and_its_secret_told_once() {
    let place = Place::with_owner();
    let app = place.create_app(&[]);
    assert_eq!(app["client_secret"].as_str().unwrap().len(), 43);
    assert_eq!(app["public"], false);
    assert_eq!(app["pkce_required"], true);
    assert_eq!(app["require_2fa"], false);
    assert_eq!(app["redirect_uris"], serde_json::json!(["https://bank.example/callback"]));
    assert_eq!(app["id_token_signed_response_alg"], "EdDSA");

    let id = app["client_id"].as_str().unwrap();
    let shown = place.json(&["app", "show", id]);
    assert!(shown.get("client_secret").is_none());
    assert_eq!(shown["secrets"].as_array().unwrap().len(), 1);
    let listed = place.json(&["app", "list"]);
    assert_eq!(listed["apps"], serde_json::json!([shown]));
}

#[test]
fn a_public_app_has_no_secret_and_one_without_pkce_has_one() {
    let place = Place::with_owner();
    let public = place.create_app(&["--public"]);
    assert_eq!(public["public"], true);
    assert!(public.get("client_secret").is_none());
    let without = place.create_app(&["--no-pkce"]);
    assert_eq!(without["pkce_required"], false);
    assert!(
        place
            .failure(&["app", "rotate-secret", public["client_id"].as_str().unwrap()])
            .contains("a public app has none")
    );
}

#[test]
fn an_app_needs_an_owner_that_is_there_and_a_redirect_uri_that_does() {
    let place = Place::with_owner();
    let create = ["app", "create", "--name", "Bank", "--redirect-uri"];
    let failure = place.failure(&[&create[..], &["https://x.example/cb", "--owner", "eve@example.org"]].concat());
    assert!(failure.starts_with("an app of eve@example.org: "), "{failure}");
    let failure = place.failure(&[&create[..], &["http://x.example/cb", "--owner", "ada@example.org"]].concat());
    assert!(failure.contains("http://x.example/cb: "), "{failure}");
}

#[test]
fn secrets_rotate_two_at_a_time() {
    let place = Place::with_owner();
    let app = place.create_app(&[]);
    let id = app["client_id"].as_str().unwrap();
    let first = place.json(&["app", "rotate-secret", id]);
    assert_ne!(first["client_secret"], app["client_secret"]);
    assert_eq!(first["removed"], Value::Null);
    let second = place.json(&["app", "rotate-secret", id]);
    assert_eq!(second["kept"], first["id"]);
    assert_eq!(second["removed"], first["kept"]);
    assert_eq!(place.json(&["app", "show", id])["secrets"].as_array().unwrap().len(), 2);
}

#[test]
fn r06_the_switch_and_revoke_all_each_raise_the_epoch_by_one() {
    let place = Place::with_owner();
    let app = place.create_app(&[]);
    let id = app["client_id"].as_str().unwrap();
    let on = place.json(&["app", "require-2fa", id, "on"]);
    assert_eq!((on["required"].as_bool(), on["policy_epoch"].as_u64()), (Some(true), Some(1)));
    assert!(on["since"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(on["affected"]["grandfathered_grants"], 0);
    assert_eq!(place.json(&["app", "require-2fa", id, "on"])["policy_epoch"], 1, "on again changes nothing");
    assert_eq!(place.json(&["app", "show", id])["require_2fa"], true);
    assert_eq!(place.json(&["app", "require-2fa", id, "off"])["required"], false);
    let revoked = place.json(&["app", "revoke-consents", id]);
    assert_eq!(revoked["policy_epoch"], 2);
    assert!(revoked["revoked_at"].as_i64().unwrap() > 1_700_000_000);
}

#[test]
fn a_client_id_that_is_none_is_said_to_be() {
    let place = Place::with_owner();
    assert!(place.failure(&["app", "show", "bank"]).contains("\"bank\" is not a client_id"));
    assert!(place.failure(&["app", "show", "00000000-0000-7000-8000-000000000000"]).contains("no such app"));
}

#[test]
fn keys_are_listed_and_rotated() {
    let place = Place::with_owner();
    assert_eq!(place.json(&["keys", "list"])["keys"], serde_json::json!([]));
    place.create_app(&[]);
    let before = place.json(&["keys", "list"])["keys"].clone();
    assert_eq!(before.as_array().unwrap().len(), 1);
    assert_eq!((&before[0]["alg"], &before[0]["signs"]), (&"EdDSA".into(), &true.into()));
    let after = place.json(&["keys", "rotate"])["keys"].clone();
    assert_eq!(after.as_array().unwrap().len(), 2, "the old one signs on while the new one is published");
    let now = place.json(&["keys", "rotate", "--at-once"])["keys"].clone();
    assert!(now.as_array().unwrap().iter().any(|key| key["signs"] == true && key["kid"] != before[0]["kid"]));
}

#[test]
fn links_are_printed_under_the_issuer() {
    let place = Place::with_owner();
    let link = place.json(&["admin", "setup-link", "--public-url", "https://id.example.org"]);
    assert!(link["link"].as_str().unwrap().starts_with("https://id.example.org/set-up?token="));
    let link = place.json(&["admin", "reset-link", "ada@example.org"]);
    assert!(link["link"].as_str().unwrap().starts_with("http://localhost:8080/password/reset?token="));
    assert!(place.failure(&["admin", "reset-link", "eve@example.org"]).contains("no account has this address"));
}

#[test]
fn a_second_factor_is_reset_by_the_operator() {
    let place = Place::with_owner();
    let reset = place.json(&["admin", "reset-2fa", "ada@example.org"]);
    assert_eq!(reset, serde_json::json!({ "email": "ada@example.org", "disconnected": [] }));
}

#[test]
fn migrate_makes_a_database_and_check_says_whether_it_is_up_to_date() {
    let place = Place::new();
    assert!(place.failure(&["migrate", "--check"]).contains("run `twinlock migrate`"));
    assert_eq!(place.json(&["migrate"])["made"], true);
    assert_eq!(place.json(&["migrate", "--check"])["pending"], serde_json::json!([]));
    assert_eq!(place.json(&["migrate"])["applied"], serde_json::json!([]));
}

#[test]
fn a_lost_master_key_is_noticed_and_not_replaced() {
    let place = Place::with_owner();
    let key = place.0.path().join("twinlock-data/master.key");
    fs::remove_file(&key).unwrap();
    assert!(place.failure(&["app", "list"]).contains("put it back"));
    assert!(!key.exists());
}

#[test]
fn another_master_key_opens_nothing() {
    let place = Place::with_owner();
    let file = place.0.path().join("other.key");
    fs::write(&file, "07".repeat(32)).unwrap();
    let failure = place.failure(&["app", "list", "--set", "master_key_file=other.key"]);
    assert!(failure.contains("cannot be opened with this master key"), "{failure}");
}

#[test]
fn the_configuration_is_printed_without_its_secrets() {
    let place = Place::new();
    fs::write(place.0.path().join("twinlock.toml"), "smtp_url = \"smtps://u:hunter2@mail.example.org\"\n").unwrap();
    let output = place.run(&["config", "print", "--listen", "127.0.0.1:3000"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["smtp_url"], serde_json::json!({ "value": "(redacted)", "from": "twinlock.toml" }));
    assert_eq!(json["listen"], serde_json::json!({ "value": "127.0.0.1:3000", "from": "flag" }));
    assert_eq!(json["lifetimes.code"], serde_json::json!({ "value": "60s", "from": "default" }));
    assert_eq!(json["master_key"], serde_json::json!({ "value": null, "from": "default" }));
}

#[test]
fn config_check_says_what_is_wrong_with_it() {
    let place = Place::new();
    assert_eq!(place.json(&["config", "check"])["issuer"], "http://localhost:8080");
    fs::write(place.0.path().join("twinlock.toml"), "issuer = \"x\"\n").unwrap();
    assert!(place.failure(&["config", "check"]).starts_with("twinlock.toml: there is no setting \"issuer\""));
}

#[test]
fn serve_works_with_no_configuration_and_ends_when_told_to() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let (mut server, said) = Running::start(&place, &["serve", "--listen", &listen, "--ops-listen", &ops]);
    let port = listen.rsplit(':').next().unwrap();
    assert_eq!(said["issuer"], format!("http://localhost:{port}"));
    let link = said["setup_link"].as_str().unwrap();
    assert!(link.starts_with(&format!("http://localhost:{port}/set-up?token=")), "{link}");
    assert_eq!(get(link).0, 200);

    assert_eq!(get(&format!("http://{ops}/healthz")), (200, "ok\n".to_owned()));
    assert_eq!(get(&format!("http://{ops}/readyz")), (200, "ready\n".to_owned()));
    assert_eq!(get(&format!("http://{ops}/metrics")).0, 200);
    assert_eq!(get(&format!("http://localhost:{port}/oauth2/jwks")).0, 200);
    let (_, metadata) = get(&format!("http://localhost:{port}/.well-known/openid-configuration"));
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    assert_eq!(metadata["issuer"], said["issuer"]);

    server.terminate();
    assert!(server.0.wait().unwrap().success());
    // Made after the greeting: it has to be there by the time that the server has ended, and not before.
    assert_eq!(place.json(&["keys", "list"])["keys"][0]["alg"], "RS256");
}

#[test]
fn a_signal_right_after_the_greeting_ends_the_server_in_order() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let (mut server, _) = Running::start(&place, &["serve", "--listen", &listen, "--ops-listen", &ops]);
    server.terminate();
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn the_setup_link_is_not_printed_where_there_is_an_administrator() {
    let place = Place::new();
    let mut child = place.command(&["user", "create", "root@example.org", "--password-stdin", "--admin"]);
    let mut child = child.stdin(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(child.wait().unwrap().success());
    let (listen, ops) = free_ports();
    let (_server, said) = Running::start(&place, &["serve", "--listen", &listen, "--ops-listen", &ops]);
    assert_eq!(said["setup_link"], Value::Null);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let failure =
        Place::new().failure(&["serve", "--listen", &address, "--ops-listen", "off", "--set", "log_filter=off"]);
    assert!(failure.starts_with(&format!("cannot listen at {address}")), "{failure}");
}

#[test]
fn the_demo_says_what_to_open_and_who_is_there() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let (_server, said) = Running::start(&place, &["demo", "--listen", &listen, "--ops-listen", &ops]);
    let written = fs::read_to_string(place.0.path().join("demo-data/demo.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), said);
    assert_eq!(said["accounts"][0]["two_factor"], false);
    assert_eq!(said["accounts"][1]["totp_secret"].as_str().unwrap().len(), 32);
    assert!(said["accounts"][1]["otpauth_uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert_eq!(said["apps"][0]["requires_2fa"], true);
    assert_eq!(said["apps"][1]["requires_2fa"], false);
    assert_eq!(said["apps"][0]["redirect_uris"], serde_json::json!(["http://127.0.0.1:9000/callback"]));
    assert_eq!(get(&format!("{}/sign-in", said["issuer"].as_str().unwrap())).0, 200);
}
