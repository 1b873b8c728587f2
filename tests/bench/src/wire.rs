//! HTTP/1.1 over one persistent connection, with as little work as possible, because the driver shares the machine with
//! the server.

use std::{
    fmt::Write as _,
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

use anyhow::{Context as _, Result, bail, ensure};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The address of the server, and its `Host`.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) host: String,
}

impl Target {
    /// A free port of this machine.
    pub(crate) fn free() -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        Ok(Self { address, host: format!("localhost:{}", address.port()) })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.host)
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> String {
        self.request(("GET", path), headers, None)
    }

    /// A POST request with a form.
    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], form: &str) -> String {
        self.request(("POST", path), headers, Some(("application/x-www-form-urlencoded", form)))
    }

    pub(crate) fn json(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        self.request((method, path), headers, Some(("application/json", body)))
    }

    fn request(&self, (method, path): (&str, &str), headers: &[(&str, &str)], body: Option<(&str, &str)>) -> String {
        let mut text = String::with_capacity(1024);
        for part in [method, " ", path, " HTTP/1.1\r\nhost: ", &self.host, "\r\n"] {
            text.push_str(part);
        }
        for (name, value) in headers {
            for part in [name, ": ", value, "\r\n"] {
                text.push_str(part);
            }
        }
        let (kind, body) = body.unwrap_or_default();
        if !kind.is_empty() {
            for part in ["content-type: ", kind, "\r\ncontent-length: ", &body.len().to_string(), "\r\n"] {
                text.push_str(part);
            }
        }
        text.push_str("\r\n");
        text.push_str(body);
        text
    }
}

/// A connection that sends one request after the other.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// The response, valid until the next request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    head: &'a str,
    pub(crate) body: &'a [u8],
}

impl Connection {
    pub(crate) async fn open(target: &Target) -> Result<Self> {
        let stream = TcpStream::connect(target.address).await.context("the server takes no connection")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8192) })
    }

    /// Sends a request and waits for the whole response.
    pub(crate) async fn send(&mut self, request: &str) -> Result<Answer<'_>> {
        self.buffer.clear();
        self.stream.write_all(request.as_bytes()).await?;
        let (head, length) = loop {
            self.more().await?;
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = std::str::from_utf8(self.buffer.get(..end).unwrap_or_default())?;
                let length = field(head, "content-length").context("an answer without content-length")?;
                break (end, length.parse::<usize>()?);
            }
        };
        let whole = head + 4 + length;
        while self.buffer.len() < whole {
            self.more().await?;
        }
        ensure!(self.buffer.len() == whole, "more came than was asked for");
        let (head, body) = self.buffer.split_at_checked(head).context("a short answer")?;
        let head = std::str::from_utf8(head)?;
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        Ok(Answer { status, head, body: body.get(4..).unwrap_or_default() })
    }

    async fn more(&mut self) -> Result<()> {
        ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server hung up");
        Ok(())
    }
}

impl<'a> Answer<'a> {
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        field(self.head, name)
    }

    /// The name and value of the cookie `name`.
    pub(crate) fn cookie(&self, name: &str) -> Option<&'a str> {
        let cookies = fields(self.head, "set-cookie").filter_map(|line| line.split(';').next());
        cookies
            .map(str::trim)
            .find(|pair| pair.split_once('=').is_some_and(|(key, value)| key == name && !value.is_empty()))
    }

    /// The body as text if the status is the expected one; otherwise an error that shows both.
    pub(crate) fn expect(self, status: u16) -> Result<&'a str> {
        let body = std::str::from_utf8(self.body)?;
        if self.status != status {
            let head: String = self.head.lines().take(1).collect();
            bail!("{status} was due, and {head} came: {}", body.chars().take(400).collect::<String>());
        }
        Ok(body)
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    fields(head, name).next()
}

fn fields<'a>(head: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    head.split("\r\n").skip(1).filter_map(move |line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Percent-encodes everything that is not unreserved (RFC 3986 2.3).
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The text between two others.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_in_any_case() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nset-cookie: a=; Path=/\r\nset-cookie: a=b; Path=/";
        let answer = Answer { status: 200, head, body: b"" };
        assert_eq!(answer.header("content-length"), Some("7"));
        assert_eq!(answer.cookie("a"), Some("a=b"));
    }

    #[test]
    fn an_unexpected_status_is_an_error_that_shows_the_answer() {
        let answer = Answer { status: 503, head: "HTTP/1.1 503 Busy\r\n", body: b"later" };
        let error = answer.expect(200).unwrap_err().to_string();
        assert!(error.contains("503 Busy") && error.contains("later"), "{error}");
    }

    #[test]
    fn what_is_not_unreserved_is_encoded() {
        assert_eq!(encoded("a-b c/é"), "a-b%20c%2F%C3%A9");
    }
}
