//! A minimal HTTP client for the smoke check: one request, one response, no dependency.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context as _, Result};

const TIMEOUT: Duration = Duration::from_secs(10);

/// A response.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
}

impl Answer {
    /// A header's value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1);
        lines
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|it| it.1.trim())
    }

    fn parse(text: &str) -> Result<Self> {
        let (head, body) = text.split_once("\r\n\r\n").context("the answer is no HTTP")?;
        let status = head.split(' ').nth(1).context("the answer has no status")?.parse()?;
        Ok(Self { status, head: head.to_owned(), body: body.to_owned() })
    }
}

/// GET `path`, with this `Host` header.
pub(super) fn get(address: SocketAddr, host: &str, path: &str) -> Result<Answer> {
    send(address, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
}

/// POST a form.
pub(super) fn post(address: SocketAddr, path: &str, form: &str) -> Result<Answer> {
    let length = form.len();
    send(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
        ),
    )
}

fn send(address: SocketAddr, request: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Answer::parse(&String::from_utf8_lossy(&answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_apart() {
        let answer = Answer::parse("HTTP/1.1 303 See Other\r\nlocation: /sign-in\r\nA: b\r\n\r\nhere: it is").unwrap();
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("Location"), Some("/sign-in"));
        assert_eq!(answer.header("here"), None, "the body is no header");
        assert_eq!(answer.body, "here: it is");
    }

    #[test]
    fn what_is_no_http_is_refused() {
        assert!(Answer::parse("hello").is_err());
        assert!(Answer::parse("HTTP/1.1 maybe\r\n\r\n").is_err());
    }
}
