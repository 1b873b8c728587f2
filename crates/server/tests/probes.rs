//! Probes, malformed requests and too many connections against a real process: its operations listener and its log.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test stands on may fail it too")]

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A server in a folder of its own, killed when the test ends.
struct Running {
    child: Child,
    listen: SocketAddr,
    ops: SocketAddr,
    _folder: TempDir,
}

impl Running {
    fn start() -> Self {
        Self::start_below(1024)
    }

    /// Starts a server with this limit on open files.
    fn start_below(descriptors: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Another process may take a port before the server does; loopback on a test machine is quiet.
        let free = || TcpListener::bind("127.0.0.1:0").unwrap();
        let (one, other) = (free(), free());
        let (listen, ops) = (one.local_addr().unwrap(), other.local_addr().unwrap());
        drop((one, other));
        let mut command = Command::new("sh");
        let limit = format!("ulimit -n {descriptors}; exec \"$0\" \"$@\"");
        command.args(["-c", &limit, env!("CARGO_BIN_EXE_twinlock")]);
        for name in std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("TWINLOCK_")) {
            command.env_remove(name);
        }
        command.args(["serve", "--listen", &listen.to_string(), "--ops-listen", &ops.to_string()]);
        let mut child =
            command.current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Health and metrics") {
            assert!(lines.read_line(&mut said).unwrap() > 0, "the server did not start: {said}");
        }
        Self { child, listen, ops, _folder: folder }
    }

    /// Stops the server, and returns everything that it logged.
    fn log(mut self) -> String {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(self.child.wait().unwrap().success());
        log
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.child.try_wait().unwrap().is_none() {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }
}

/// Sends these bytes, and returns what came back until the connection was closed.
fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    // The server may reset the connection instead of closing it.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn ask(address: SocketAddr, method: &str, path: &str) -> String {
    exchange(address, format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())
}

#[test]
fn b22_probes_may_use_head() {
    let server = Running::start();
    for path in ["/healthz", "/readyz", "/metrics"] {
        let get = ask(server.ops, "GET", path);
        let head = ask(server.ops, "HEAD", path);
        assert!(get.starts_with("HTTP/1.1 200") && head.starts_with("HTTP/1.1 200"), "{path}: {get} {head}");
        assert!(head.ends_with("\r\n\r\n") && !get.ends_with("\r\n\r\n"), "{path}: {head}");
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
            assert!(ask(server.ops, method, path).starts_with("HTTP/1.1 4"), "{method} {path}");
        }
    }
    assert!(ask(server.ops, "HEAD", "/nothing").starts_with("HTTP/1.1 404"));
}

#[test]
fn s4_malformed_requests_are_counted_and_not_logged() {
    let server = Running::start();
    let malformed: [&[u8]; 7] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Name: 1\r\n\r\n",
    ];
    for bytes in malformed {
        let answer = exchange(server.listen, bytes);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.0 4"), "{answer}");
    }
    let metrics = ask(server.ops, "GET", "/metrics");
    let count = metrics.lines().find_map(|line| line.strip_prefix("twinlock_malformed_requests_total "));
    let count: u32 = count.unwrap_or_else(|| panic!("no count: {metrics}")).parse().unwrap();
    assert!(count >= 5, "{count}");
    let log = server.log();
    assert!(!log.contains("ERROR") && !log.contains("stream error"), "{log}");
}

/// Requests a page with the host of the public URL.
fn visit(server: &Running, header: &str) -> String {
    let host = format!("localhost:{}", server.listen.port());
    let head = format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}\r\n");
    exchange(server.listen, head.as_bytes())
}

/// Opens a connection and sends these bytes.
fn connected(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    // Longer than the server's timeouts, even on a busy machine. If the server never closes the connection, the read
    // fails here.
    stream.set_read_timeout(Some(Duration::from_mins(2))).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

/// Reads until the server closes the connection.
fn until_the_end(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("it was not ended: {error}"),
        Ok(_) | Err(_) => String::from_utf8_lossy(&answer).into_owned(),
    }
}

#[test]
fn m2_a_head_that_does_not_come_and_a_connection_without_requests_are_ended() {
    let server = Running::start();
    let request = format!("GET /sign-in HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.listen.port());
    let (head, _) = request.split_at(request.len() - 2);
    let silent = connected(server.listen, b"");
    let unfinished = connected(server.listen, head.as_bytes());
    let idle = connected(server.listen, request.as_bytes());
    let answer = until_the_end(idle);
    assert!(answer.starts_with("HTTP/1.1 200"), "a whole request is answered, and then the connection ends: {answer}");
    for stream in [silent, unfinished] {
        let answer = until_the_end(stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
}

#[test]
fn m2_more_connections_than_there_are_descriptors_take_nothing_from_the_server() {
    let server = Running::start_below(256);
    let silent: Vec<_> = (0..600).map(|_| connected(server.listen, b"")).collect();
    let answer = visit(&server, "");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(ask(server.ops, "GET", "/readyz").starts_with("HTTP/1.1 200"));
    drop(silent);
    let log = server.log();
    assert!(!log.contains("os error 24") && !log.contains("ERROR"), "{log}");
}

#[test]
fn h1_a_proxy_that_is_not_trusted_is_named_in_the_log_once() {
    let server = Running::start();
    for header in ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 203.0.113.8", "Forwarded: for=203.0.113.9"] {
        let answer = visit(&server, &format!("{header}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let log = server.log();
    let named: Vec<_> = log.lines().filter(|line| line.contains("TWINLOCK_TRUSTED_PROXIES")).collect();
    assert!(named.len() == 1 && named[0].contains("WARN") && named[0].contains("127.0.0.1"), "{log}");
}
