//! Which URLs are accepted, and a dialogue with an SMTP server on loopback.

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
    let host = MailHost::of(&"https://id.example.org:8443".parse().unwrap());
    SmtpMailer::new(url, "twinlock@example.org".parse().unwrap(), host, Arc::new(Noon))
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
        ("smtp://mail.example.org?tls=", InvalidSmtpUrl::Tls),
    ] {
        assert_eq!(mailer(given).unwrap_err(), error, "{given}");
    }
    assert!(!InvalidSmtpUrl::PasswordInClear.to_string().contains("hunter2"));
}

#[test]
fn b26_what_is_left_over_after_the_host_is_refused_with_a_hint() {
    for given in [
        "smtps://user:p@ss/w@mail.example.org",
        "smtps://user:123/w@mail.example.org",
        "smtps://mail.example.org/inbox",
        "smtps://user:p@ss?w@mail.example.org",
        "smtps://user:p@ss#w@mail.example.org",
        "smtp://mail.example.org?tls=required&x=1",
        "smtp://mail.example.org?x=1",
        "smtp://mail.example.org?tls=none&tls=required",
        "smtp://mail.example.org#tls=none",
    ] {
        assert_eq!(check_smtp_url(given).unwrap_err(), InvalidSmtpUrl::Leftover, "{given}");
    }
    for given in ["smtps://user:pa/w@mail.example.org", "smtps://user:pa#w@mail.example.org"] {
        let error = check_smtp_url(given).unwrap_err();
        assert!(error.to_string().contains("%2F"), "{given}: {error}");
    }
    assert!(InvalidSmtpUrl::Leftover.to_string().contains("/ as %2F"));
    for fine in
        ["smtps://user:p%40ss%2Fw@mail.example.org", "smtps://user:p@ss@mail.example.org/", "smtp://u:p@[::1]:25"]
    {
        assert_eq!(check_smtp_url(fine), Ok(()), "{fine}");
    }
}

/// A minimal SMTP server that takes one mail and returns the lines it received.
async fn take_one_mail(listener: TcpListener) -> String {
    converse(listener, |_| None).await
}

/// As [`take_one_mail`], with other replies to some lines.
async fn converse(listener: TcpListener, answers: impl Fn(&str) -> Option<&'static str>) -> String {
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
            told if answers(told).is_some() => answers(told).unwrap(),
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
    mailer(&format!("smtp://{address}")).unwrap().send(DeliveryId::from_bytes([7; 16]), &mail()).await.unwrap();
    let heard = server.await.unwrap();
    assert!(heard.starts_with("EHLO id.example.org\r\n"), "b25: not what the machine is called: {heard}");
    assert!(heard.contains("Message-ID: <07070707-0707-0707-0707-070707070707@id.example.org>"), "{heard}");
    assert!(heard.contains("MAIL FROM:<twinlock@example.org>"), "{heard}");
    assert!(heard.contains("RCPT TO:<ada@example.org>"), "{heard}");
    assert!(heard.contains("Subject: Hello\r\n"), "{heard}");
}

#[tokio::test]
async fn b25_a_recipient_that_is_refused_for_good_is_told_from_one_refused_for_now() {
    for (answer, for_good) in [
        ("550 5.1.1 no such user\r\n", true),
        ("551 user not local\r\n", true),
        ("552 5.2.2 mailbox full\r\n", true),
        ("553 5.1.3 bad address\r\n", true),
        ("554 5.7.1 refused\r\n", true),
        ("450 4.2.1 try again\r\n", false),
        ("451 4.7.1 greylisted\r\n", false),
        ("452 4.5.3 too many\r\n", false),
        ("421 closing\r\n", false),
        ("530 5.7.0 sign in first\r\n", false),
        ("535 5.7.8 wrong password\r\n", false),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(converse(listener, move |told| told.starts_with("RCPT").then_some(answer)));
        let sent = mailer(&format!("smtp://{address}")).unwrap().send(DeliveryId::from_bytes([7; 16]), &mail()).await;
        assert_eq!(matches!(sent, Err(MailError::Never(_))), for_good, "{answer}: {sent:?}");
        assert_eq!(matches!(sent, Err(MailError::Later(_))), !for_good, "{answer}: {sent:?}");
        server.abort();
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert!(
        mailer(&format!("smtp://{address}")).unwrap().send(DeliveryId::from_bytes([7; 16]), &mail()).await.is_err()
    );
}
