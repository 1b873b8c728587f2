//! Which URLs are taken, and a conversation with a server that listens on loopback.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use twinlock_domain::{EmailAddress, Timestamp};

use super::*;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(1_790_000_000)
    }
}

fn mailer(url: &str) -> Result<SmtpMailer, InvalidSmtpUrl> {
    SmtpMailer::new(url, "twinlock@example.org".parse().unwrap(), Arc::new(Noon))
}

fn mail() -> Mail {
    Mail { to: EmailAddress::parse("ada@example.org").unwrap(), subject: "Hello".into(), body: "A line.\n".into() }
}

#[test]
fn mail_is_encrypted_unless_the_operator_says_otherwise() {
    for (given, effective) in [
        ("smtp://mail.example.org", "smtp://mail.example.org?tls=required"),
        ("smtp://mail.example.org:2525?tls=required", "smtp://mail.example.org:2525?tls=required"),
        ("smtps://u:p@mail.example.org", "smtps://u:p@mail.example.org"),
        ("smtp://mail.example.org:25?tls=none", "smtp://mail.example.org:25"),
        ("smtp://localhost:1025", "smtp://localhost:1025"),
        ("smtp://127.0.0.1:1025", "smtp://127.0.0.1:1025"),
        ("smtp://[::1]:1025", "smtp://[::1]:1025"),
        ("smtp://localhost:1025?tls=required", "smtp://localhost:1025?tls=required"),
    ] {
        assert_eq!(effective_url(given).map(String::from).as_deref(), Ok(effective), "{given}");
    }
}

#[test]
fn other_urls_are_refused_and_never_repeated() {
    for (given, error) in [
        ("mail.example.org", InvalidSmtpUrl::Malformed),
        ("http://mail.example.org", InvalidSmtpUrl::Malformed),
        ("smtp://", InvalidSmtpUrl::Malformed),
        ("smtp://mail.example.org?tls=opportunistic", InvalidSmtpUrl::Tls),
        ("smtp://u:hunter2@mail.example.org?tls=none", InvalidSmtpUrl::PasswordInClear),
    ] {
        assert_eq!(mailer(given).unwrap_err(), error, "{given}");
    }
    assert!(!InvalidSmtpUrl::PasswordInClear.to_string().contains("hunter2"));
}

/// Enough of a server to take one mail; answers what it was told.
async fn take_one_mail(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut heard = String::new();
    let mut in_data = false;
    stream.write_all(b"220 ready\r\n").await.unwrap();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap() == 0 {
            return heard;
        }
        heard.push_str(&line);
        let answer = match line.trim_end() {
            "." => {
                in_data = false;
                "250 taken\r\n"
            }
            _ if in_data => continue,
            "DATA" => {
                in_data = true;
                "354 go on\r\n"
            }
            "QUIT" => return heard,
            _ => "250 fine\r\n",
        };
        stream.write_all(answer.as_bytes()).await.unwrap();
        if answer.starts_with("250 taken") {
            return heard;
        }
    }
}

#[tokio::test]
async fn a_mail_reaches_the_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(take_one_mail(listener));
    mailer(&format!("smtp://{address}")).unwrap().send(&mail()).await.unwrap();
    let heard = server.await.unwrap();
    assert!(heard.contains("MAIL FROM:<twinlock@example.org>"), "{heard}");
    assert!(heard.contains("RCPT TO:<ada@example.org>"), "{heard}");
    assert!(heard.contains("Subject: Hello\r\n"), "{heard}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert!(mailer(&format!("smtp://{address}")).unwrap().send(&mail()).await.is_err());
}
