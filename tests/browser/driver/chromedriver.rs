//! chromedriver as a child process that every test of the run shares. It ends, with every Chromium, when the run does.

use std::{
    io::{BufRead, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result, anyhow, bail};

/// How often a start is tried. chromedriver takes a free port of IPv4 and ends when another program has the same port
/// of IPv6, which happens on a busy machine.
const ATTEMPTS: usize = 8;

/// How long chromedriver may take to end a Chromium before the test goes on without waiting.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs its arguments, prints their exit status, and kills the whole process group as soon as its input is closed. The
/// operating system closes it when the test program ends, however that happens. Chromium is in the group of its
/// chromedriver.
const SCRIPT: &str = r#"
exec 3<&0
{ cat; kill -KILL 0; } <&3 >/dev/null 2>&1 &
"$@" </dev/null 2>&1 3<&-
echo "it ended with status $?"
kill -KILL 0
"#;

/// The running chromedriver. A static value is never dropped: the script ends it.
static SHARED: Mutex<Option<Chromedriver>> = Mutex::new(None);

/// The port of a chromedriver that answers: the running one, or a new one.
pub(super) fn port() -> Result<u16> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(running) = shared.as_ref().filter(|it| it.answers()) {
        return Ok(running.port);
    }
    // A chromedriver that does not answer is ended before another is started.
    *shared = None;
    let started = start(&["chromedriver", "--port=0", "--log-level=SEVERE"])?;
    Ok(shared.insert(started).port)
}

/// Asks chromedriver to end the Chromium of a session; returns when it is gone.
pub(super) fn end(port: u16, session: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let head = format!("DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    // The response begins when Chromium has ended. chromedriver keeps the connection open after it despite `close`.
    stream.read_exact(&mut [0; 12])
}

/// A running chromedriver.
#[derive(Debug)]
struct Chromedriver {
    shell: Child,
    port: u16,
}

impl Chromedriver {
    fn answers(&self) -> bool {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok()
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// Starts the program, and again if it ends before it has printed its port.
fn start(program: &[&str]) -> Result<Chromedriver> {
    let mut error = anyhow!("nothing was tried");
    for attempt in 1..=ATTEMPTS {
        match start_once(program) {
            Ok(running) => return Ok(running),
            Err(found) => error = found.context(format!("attempt {attempt} of {ATTEMPTS}")),
        }
    }
    Err(error.context("chromedriver does not start; is Debian's chromium-driver installed?"))
}

fn start_once(program: &[&str]) -> Result<Chromedriver> {
    let mut shell = Command::new("sh")
        .args(["-c", SCRIPT, "sh"])
        .args(program)
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot run sh")?;
    let output = shell.stdout.take().context("a shell without output")?;
    let mut running = Chromedriver { shell, port: 0 };
    let mut output = BufReader::new(output);
    running.port = port_from(&mut output)?;
    // The output has to be read on, or chromedriver would block when the pipe is full.
    std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    Ok(running)
}

/// The port that the output names; if it names none, an error with the whole output.
fn port_from(output: &mut impl BufRead) -> Result<u16> {
    let mut said = String::new();
    for line in output.lines() {
        let line = line?;
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port.trim_end_matches('.').parse().with_context(|| format!("no port in {line:?}"));
        }
        said.push_str(&line);
        said.push('\n');
    }
    bail!("it ended before it told its port, and said:\n{said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails as chromedriver does, or starts, depending on how often the file has been written to.
    const THIRD_TIME: &str = r#"
        echo x >> "$0"
        [ "$(wc -l < "$0")" -ge 3 ] || { echo "IPv6 port not available. Exiting..." >&2; exit 1; }
        echo "ChromeDriver was started successfully on port 4444."
        exec cat /dev/zero
    "#;

    #[test]
    fn what_ends_before_it_told_its_port_is_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let count = folder.path().join("count");
        let running = start(&["sh", "-c", THIRD_TIME, count.to_str().unwrap()]).unwrap();
        assert_eq!(running.port, 4444);
        assert_eq!(std::fs::read_to_string(&count).unwrap(), "x\nx\nx\n");
    }

    #[test]
    fn the_error_says_why_it_ended() {
        let error = start(&["sh", "-c", "echo port taken >&2; exit 7"]).unwrap_err();
        let error = format!("{error:#}");
        for words in ["port taken", "status 7", "attempt 8 of 8"] {
            assert!(error.contains(words), "{words}: {error}");
        }
    }

    #[test]
    fn when_its_owner_goes_the_whole_group_ends() {
        let program = r#"sh -c 'exec sleep 1000' & echo "$!"; echo "started successfully on port 4444."; wait"#;
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "sh", "sh", "-c", program])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(shell.stdout.take().unwrap());
        let mut first = String::new();
        output.read_line(&mut first).unwrap();
        let grandchild: u32 = first.trim().parse().unwrap();
        drop(shell.stdin.take());
        // The pipe ends when the last process that could write to it has ended.
        output.read_to_string(&mut String::new()).unwrap();
        shell.wait().unwrap();
        // It is killed by then, but may not have ended yet.
        let state = || std::fs::read_to_string(format!("/proc/{grandchild}/stat")).unwrap_or_default();
        for _ in 0..3000 {
            if state().is_empty() || state().contains(") Z ") {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{}", state());
    }
}
