//! chromedriver as a child process: on a port that the system picks, and gone with Chromium when the test ends.

use std::{
    io::{BufRead, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

const PROGRAM: &str = "chromedriver";

/// A running chromedriver.
#[derive(Debug)]
pub(super) struct Chromedriver {
    child: Child,
    port: u16,
    // Kept open, so that chromedriver can go on printing.
    _output: BufReader<ChildStdout>,
}

impl Chromedriver {
    /// Starts it and reads from its output on which port it listens.
    pub(super) fn start() -> Result<Self> {
        let mut child = Command::new(PROGRAM)
            .args(["--port=0", "--log-level=SEVERE"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver does not start: install Debian's chromium and chromium-driver")?;
        let output = child.stdout.take().context("chromedriver has no output")?;
        let mut output = BufReader::new(output);
        match port_from(&mut output) {
            Ok(port) => Ok(Self { child, port, _output: output }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks chromedriver to quit Chromium and itself; returns when both are gone.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port)?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // Killing chromedriver alone would leave Chromium behind, so it is asked first.
        let _ = self.shut_down();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn port_from(output: &mut impl BufRead) -> Result<u16> {
    for line in output.lines() {
        let line = line?;
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port.trim_end_matches('.').parse().with_context(|| format!("no port in {line:?}"));
        }
    }
    bail!("chromedriver ended before it told its port")
}
