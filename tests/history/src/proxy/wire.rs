//! As much of PostgreSQL's protocol (version 3, "Message Formats") as it takes to classify a client's messages.

use std::collections::HashSet;

/// The kinds of request at which a connection can be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Request {
    /// The `COMMIT` of a transaction.
    Commit,
    /// A statement outside a transaction, which commits by itself.
    Statement,
}

/// A message: its type (`None` for the first of a connection) and all of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) kind: Option<u8>,
    pub(super) bytes: Vec<u8>,
}

impl Message {
    /// Takes the first message off a buffer, if it is complete.
    pub(super) fn take(buffer: &mut Vec<u8>, typed: bool) -> Option<Self> {
        let head = usize::from(typed);
        let length = buffer.get(head..head + 4)?;
        let length = length.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
        let whole = head + length.max(4);
        if buffer.len() < whole {
            return None;
        }
        let bytes: Vec<u8> = buffer.drain(..whole).collect();
        Some(Self { kind: bytes.first().copied().filter(|_| typed), bytes })
    }

    fn body(&self) -> &[u8] {
        self.bytes.get(5..).unwrap_or_default()
    }

    /// For the server's `ReadyForQuery`: whether no transaction is open. `None` for other messages.
    pub(super) fn ready_outside_transaction(&self) -> Option<bool> {
        (self.kind == Some(b'Z')).then(|| self.body().first() == Some(&b'I'))
    }
}

/// Whether a connection begins with an `SSLRequest`.
pub(super) fn asks_for_tls(first: [u8; 8]) -> bool {
    first == [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]
}

/// What one connection's client has sent so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// Prepared statements that commit.
    commits: HashSet<Vec<u8>>,
    about_to_commit: bool,
    about_to_execute: bool,
}

impl Reader {
    /// The request that a client's message makes the database execute, if it is one of [`Request`].
    pub(super) fn read(&mut self, message: &Message, outside_transaction: bool) -> Option<Request> {
        let mut words = message.body().split(|byte| *byte == 0);
        let mut word = || words.next().unwrap_or_default();
        match message.kind? {
            b'Q' => {
                let sql = word();
                if commits(sql) { Some(Request::Commit) } else { None }
            }
            b'P' => {
                let (name, sql) = (word().to_vec(), word());
                if commits(sql) {
                    self.commits.insert(name);
                } else {
                    self.commits.remove(&name);
                }
                None
            }
            b'B' => {
                let (_portal, name) = (word(), word());
                self.about_to_commit |= self.commits.contains(name);
                None
            }
            b'E' => {
                self.about_to_execute = true;
                None
            }
            b'S' => {
                let (commit, execute) = (self.about_to_commit, self.about_to_execute);
                (self.about_to_commit, self.about_to_execute) = (false, false);
                let statement = execute && outside_transaction;
                if commit { Some(Request::Commit) } else { statement.then_some(Request::Statement) }
            }
            _ => None,
        }
    }
}

fn commits(sql: &[u8]) -> bool {
    let sql = sql.trim_ascii_start();
    sql.get(..6).is_some_and(|word| word.eq_ignore_ascii_case(b"commit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Message {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        Message { kind: Some(kind), bytes: [&[kind], &length[..], body].concat() }
    }

    #[test]
    fn messages_come_off_a_buffer_when_they_are_whole() {
        let (first, second) = (message(b'Q', b"select 1\0"), message(b'S', b""));
        let mut buffer = [first.bytes.clone(), second.bytes.clone()].concat();
        let last = buffer.pop().unwrap();
        assert_eq!(Message::take(&mut buffer, true), Some(first));
        assert_eq!(Message::take(&mut buffer, true), None);
        buffer.push(last);
        assert_eq!(Message::take(&mut buffer, true), Some(second));
        assert!(buffer.is_empty());
    }

    #[test]
    fn a_first_message_has_no_type() {
        let tls = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
        let mut buffer = [&tls[..], b"x"].concat();
        let first = Message::take(&mut buffer, false).unwrap();
        assert!(first.kind.is_none() && first.bytes == tls);
        assert_eq!(buffer, b"x");
        assert!(asks_for_tls(tls) && !asks_for_tls([0, 0, 0, 8, 0, 3, 0, 0]));
    }

    #[test]
    fn a_commit_is_known_in_either_protocol() {
        let mut reader = Reader::default();
        assert_eq!(reader.read(&message(b'Q', b" COMMIT\0"), false), Some(Request::Commit));
        assert_eq!(reader.read(&message(b'Q', b"BEGIN\0"), true), None);
        assert_eq!(reader.read(&message(b'P', b"s1\0commit\0\0\0"), false), None);
        assert_eq!(reader.read(&message(b'B', b"\0s1\0\0\0"), false), None);
        assert_eq!(reader.read(&message(b'E', b"\0\0\0\0\0"), false), None);
        assert_eq!(reader.read(&message(b'S', b""), false), Some(Request::Commit));
        assert_eq!(reader.read(&message(b'S', b""), false), None, "it was asked for once");
    }

    #[test]
    fn a_statement_counts_outside_a_transaction_alone() {
        let mut reader = Reader::default();
        for outside in [true, false] {
            reader.read(&message(b'B', b"\0s2\0\0\0"), outside);
            reader.read(&message(b'E', b"\0\0\0\0\0"), outside);
            let read = reader.read(&message(b'S', b""), outside);
            assert_eq!(read, outside.then_some(Request::Statement));
        }
    }

    #[test]
    fn readiness_says_whether_a_transaction_is_open() {
        assert_eq!(message(b'Z', b"I").ready_outside_transaction(), Some(true));
        assert_eq!(message(b'Z', b"T").ready_outside_transaction(), Some(false));
        assert_eq!(message(b'C', b"COMMIT\0").ready_outside_transaction(), None);
    }
}
