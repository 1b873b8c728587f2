//! A folder with a server's files in it, the commands that run there, and servers.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "granite-harbour-oboe-47";

/// A folder with a server's files in it.
pub(crate) struct Place(pub(crate) TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        // With SIGXFSZ ignored, a write beyond the size limit fails as on a full disk, and does not end the process.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_twinlock")]);
        let inherited: Vec<String> =
            std::env::vars().map(|(name, _)| name).filter(|n| n.starts_with("TWINLOCK_")).collect();
        for name in inherited {
            command.env_remove(name);
        }
        command.args(arguments).arg("--json").current_dir(self.0.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed, and returns its JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs a command that must fail, and returns its standard error.
    pub(crate) fn failure(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        assert!(output.stdout.is_empty(), "a command that fails answers nothing");
        let json: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(json["error"], "command_failed");
        json["error_description"].as_str().unwrap().to_owned()
    }

    pub(crate) fn create_user(&self, email: &str, password: &str) -> Output {
        let mut child =
            self.command(&["user", "create", email, "--password-stdin"]).stdin(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        child.wait_with_output().unwrap()
    }

    /// With a database and a master key, made by `migrate`.
    pub(crate) fn migrated() -> Self {
        let place = Self::new();
        place.json(&["migrate"]);
        place
    }

    /// The names of the files in the folder.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    pub(crate) fn with_owner() -> Self {
        let place = Self::migrated();
        let output = place.create_user("ada@example.org", PASSWORD);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        place
    }

    pub(crate) fn create_app(&self, more: &[&str]) -> Value {
        let base = ["app", "create", "--name", "Bank", "--owner", "ada@example.org"];
        let redirect = ["--redirect-uri", "https://bank.example/callback", "--id-token-alg", "EdDSA"];
        self.json(&[&base[..], &redirect[..], more].concat())
    }

    pub(crate) fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.0.path().join(name)).unwrap().permissions().mode() & 0o777
    }
}

/// A server process that is killed when the test ends.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Starts a server, and returns it with the greeting that it printed when it was ready.
    pub(crate) fn start(place: &Place, arguments: &[&str]) -> (Self, Value) {
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

    pub(crate) fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After a test that passed, the process has usually ended already.
        if self.0.try_wait().unwrap().is_none() {
            self.0.kill().unwrap();
            self.0.wait().unwrap();
        }
    }
}

/// The ports that tests have taken. None is handed out twice, so that no test talks to the server of another.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// Two free ports. Another process may take one before the server does; loopback on a test machine is quiet.
pub(crate) fn free_ports() -> (String, String) {
    (free_port(), free_port())
}

fn free_port() -> String {
    loop {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        if GIVEN.lock().unwrap().insert(address.port()) {
            return address.to_string();
        }
    }
}

pub(crate) fn get(url: &str) -> (u16, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = reqwest::get(url).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    })
}
