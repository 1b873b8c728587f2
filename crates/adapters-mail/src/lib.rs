//! Mailers: by SMTP, into files on a machine without SMTP, or into memory for tests.
#![warn(missing_docs)]

mod file;
mod memory;
mod message;
mod smtp;

pub use file::FileMailer;
pub use memory::MemoryMailer;
pub use message::{InvalidSender, MailHost, Sender};
pub use smtp::{InvalidSmtpUrl, SmtpMailer, check_smtp_url};
