//! The content, the name and the permissions of the files.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::AtomicI64;

use tempfile::TempDir;
use twinlock_domain::Timestamp;

use super::*;

struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::Relaxed))
    }
}

fn mailer(folder: &TempDir) -> (FileMailer, Arc<Ticking>) {
    let clock = Arc::new(Ticking(AtomicI64::new(1_790_000_000_000)));
    let sender = "Twinlock <twinlock@localhost>".parse().unwrap();
    let host = MailHost::of(&"http://localhost:8080".parse().unwrap());
    (FileMailer::new(folder.path().join("mail"), sender, host, clock.clone()), clock)
}

fn mail(to: &str) -> Mail {
    Mail {
        to: EmailAddress::parse(to).unwrap(),
        subject: "Verify your address".into(),
        body: format!("Grüße!\n\nOpen http://localhost:8080/email/verify?token={}&x=1\n", "a".repeat(80)),
    }
}

fn names(folder: &TempDir) -> Vec<String> {
    let files = std::fs::read_dir(folder.path().join("mail")).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_mail_is_a_file_that_its_owner_alone_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let (mailer, _) = mailer(&folder);
    mailer.send(DeliveryId::from_bytes([7; 16]), &mail("ada@example.org")).await.unwrap();
    let names = names(&folder);
    assert_eq!(names, ["1790000000000-000000-ada@example.org.eml"]);
    let path = folder.path().join("mail").join(&names[0]);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(folder.path().join("mail")).unwrap().permissions().mode() & 0o777, 0o700);
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("To: ada@example.org\r\n"), "{text}");
    let link = format!("http://localhost:8080/email/verify?token={}&x=1\r\n", "a".repeat(80));
    assert!(text.contains(&link), "the link can be copied: {text}");
}

#[tokio::test]
async fn files_sort_as_they_were_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (mailer, clock) = mailer(&folder);
    for to in ["z@example.org", "a@example.org"] {
        mailer.send(DeliveryId::from_bytes([7; 16]), &mail(to)).await.unwrap();
    }
    clock.0.fetch_add(1, Ordering::Relaxed);
    mailer.send(DeliveryId::from_bytes([7; 16]), &mail("b@example.org")).await.unwrap();
    let whom: Vec<String> = names(&folder).iter().map(|name| name.rsplit('-').next().unwrap().to_owned()).collect();
    assert_eq!(whom, ["z@example.org.eml", "a@example.org.eml", "b@example.org.eml"]);
}

#[tokio::test]
async fn an_address_cannot_name_another_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (mailer, _) = mailer(&folder);
    mailer.send(DeliveryId::from_bytes([7; 16]), &mail("/etc/x/passwd@example.org")).await.unwrap();
    assert_eq!(names(&folder), ["1790000000000-000000-_etc_x_passwd@example.org.eml"]);
}

#[test]
fn links_are_found_in_a_text() {
    let text = "Open\nhttps://a.example/x?y=z or http://b.example now, not ftp://c.example";
    assert_eq!(links(text).collect::<Vec<_>>(), ["https://a.example/x?y=z", "http://b.example"]);
}
