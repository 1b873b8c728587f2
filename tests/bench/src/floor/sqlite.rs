//! The floor on SQLite: one connection that writes, lent to one worker at a time, and one that reads for each worker.
//! A commit reaches the disk.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result, ensure};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    records::{
        ACCESS, CODE, Contents, Grant, Holder, Login, NewCode, NewSession, NewTokens, REFRESH, Redemption, Rotation,
        SESSION,
    },
    secret::{self, Hash},
};

const SCHEMA: &str = include_str!("sqlite.sql");

/// As durable as the product: a commit that returned survives a loss of power.
const DURABLE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;";

const LOGIN: &str = "SELECT id, salt, password FROM accounts WHERE email = ?1";

const OPEN_SESSION: &str = "INSERT INTO sessions VALUES (?1, ?2, ?3, ?4)";

const ADD_CODE: &str = "INSERT INTO codes
    SELECT ?1, s.account_id, ?3, ?4, ?5, ?6, ?7, s.authenticated_at, ?9
    FROM sessions s JOIN consents c ON c.account_id = s.account_id AND c.client_id = ?3
    WHERE s.hash = ?2 AND s.expires_at > ?8";

const TAKE_CODE: &str = "DELETE FROM codes WHERE hash = ?1 AND redirect_uri = ?2 AND challenge = ?3 AND expires_at > ?4
    RETURNING account_id, authenticated_at, nonce, scope";

const ROTATE: &str = "UPDATE refresh_tokens SET hash = ?2 WHERE hash = ?1 AND expires_at > ?3
    RETURNING account_id, authenticated_at, NULL, scope, grant_id";

const ADD_ACCESS: &str = "INSERT INTO access_tokens VALUES (?1, ?2, ?3, ?4, ?5)";

const ADD_REFRESH: &str = "INSERT INTO refresh_tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

const HOLDER: &str = "SELECT a.id, a.email, a.name, t.scope, t.expires_at
    FROM access_tokens t JOIN accounts a ON a.id = t.account_id
    WHERE t.hash = ?1 AND t.expires_at > ?2";

/// The connections of one worker.
#[derive(Debug)]
pub(crate) struct Sqlite {
    reader: Connection,
    writer: Arc<Mutex<Connection>>,
}

impl Sqlite {
    pub(crate) fn open(path: &str, writer: Arc<Mutex<Connection>>) -> Result<Self> {
        let reader = Connection::open(path)?;
        reader.execute_batch("PRAGMA query_only = ON")?;
        Ok(Self { reader, writer })
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // After a panic, an open transaction makes the next `BEGIN` fail.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn login(&self, email: &str) -> Result<Option<Login>> {
        let read = |row: &Row<'_>| Ok(Login { account: row.get(0)?, salt: row.get(1)?, password: row.get(2)? });
        Ok(self.reader.prepare_cached(LOGIN)?.query_row([email], read).optional()?)
    }

    pub(crate) fn open_session(&self, session: &NewSession) -> Result<()> {
        let NewSession { hash, account, now } = session;
        let writer = self.writer();
        let mut insert = writer.prepare_cached(OPEN_SESSION)?;
        insert.execute(params![hash.bytes(), account, now, now + SESSION])?;
        Ok(())
    }

    pub(crate) fn add_code(&self, code: &NewCode<'_>) -> Result<bool> {
        let NewCode { hash, session, client_id, redirect_uri, challenge, nonce, scope, now } = code;
        let writer = self.writer();
        let mut insert = writer.prepare_cached(ADD_CODE)?;
        let rows = insert.execute(params![
            hash.bytes(),
            session.bytes(),
            client_id,
            redirect_uri,
            challenge,
            nonce,
            scope,
            now,
            now + CODE
        ])?;
        Ok(rows == 1)
    }

    pub(crate) fn redeem(&self, redemption: &Redemption<'_>) -> Result<Option<Grant>> {
        let Redemption { code, redirect_uri, challenge, grant: id, tokens } = redemption;
        in_transaction(&self.writer(), |writer| {
            let mut take = writer.prepare_cached(TAKE_CODE)?;
            let code = params![code.bytes(), redirect_uri, challenge, tokens.now];
            let Some(grant) = take.query_row(code, read_grant).optional()? else { return Ok(None) };
            add_access(writer, tokens, *id, &grant)?;
            let mut add = writer.prepare_cached(ADD_REFRESH)?;
            let (hash, expires) = (tokens.refresh.bytes(), tokens.now + REFRESH);
            add.execute(params![hash, id, grant.account, grant.scope, grant.authenticated_at, expires])?;
            Ok(Some(grant))
        })
    }

    pub(crate) fn rotate(&self, rotation: &Rotation) -> Result<Option<Grant>> {
        let Rotation { old, tokens } = rotation;
        in_transaction(&self.writer(), |writer| {
            let mut rotate = writer.prepare_cached(ROTATE)?;
            let read = |row: &Row<'_>| Ok((read_grant(row)?, row.get(4)?));
            let hashes = params![old.bytes(), tokens.refresh.bytes(), tokens.now];
            let Some((grant, id)) = rotate.query_row(hashes, read).optional()? else { return Ok(None) };
            add_access(writer, tokens, id, &grant)?;
            Ok(Some(grant))
        })
    }

    pub(crate) fn holder(&self, access_token: &Hash, now: i64) -> Result<Option<Holder>> {
        let read = |row: &Row<'_>| {
            let (account, email, name) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Holder { account, email, name, scope: row.get(3)?, expires_at: row.get(4)? })
        };
        let mut find = self.reader.prepare_cached(HOLDER)?;
        Ok(find.query_row(params![access_token.bytes(), now], read).optional()?)
    }
}

fn read_grant(row: &Row<'_>) -> rusqlite::Result<Grant> {
    Ok(Grant { account: row.get(0)?, authenticated_at: row.get(1)?, nonce: row.get(2)?, scope: row.get(3)? })
}

fn add_access(writer: &Connection, tokens: &NewTokens, id: Uuid, grant: &Grant) -> Result<()> {
    let mut add = writer.prepare_cached(ADD_ACCESS)?;
    add.execute(params![tokens.access.bytes(), id, grant.account, grant.scope, tokens.now + ACCESS])?;
    Ok(())
}

/// Takes the write lock, and commits what `work` did, or undoes it if `work` fails.
fn in_transaction<T>(writer: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let run = |statement: &str| writer.prepare_cached(statement)?.execute([]);
    run("BEGIN IMMEDIATE")?;
    let done = work(writer);
    run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

/// Makes the tables and their rows, and returns the connection that writes.
pub(crate) fn fill(path: &str, contents: &Contents<'_>) -> Result<Connection> {
    let writer = Connection::open(path)?;
    writer.execute_batch(DURABLE)?;
    let mode: String = writer.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    ensure!(mode == "wal", "the journal is {mode}");
    writer.execute_batch(SCHEMA).context("the schema")?;
    in_transaction(&writer, |writer| {
        for email in contents.emails {
            let id = secret::id(contents.now)?;
            let account = "INSERT INTO accounts VALUES (?1, ?2, 'Somebody', ?3, ?4)";
            writer.execute(account, params![id, email, contents.salt, contents.password])?;
            let consent = "INSERT INTO consents VALUES (?1, ?2, 'openid profile email offline_access')";
            writer.execute(consent, params![id, contents.client_id])?;
        }
        Ok(())
    })?;
    Ok(writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REDIRECT_URI: &str = "https://app.example/callback";

    fn tokens(access: &str, refresh: &str) -> NewTokens {
        NewTokens { access: Hash::of(access), refresh: Hash::of(refresh), now: 2 }
    }

    fn code(session: &str) -> NewCode<'static> {
        NewCode {
            hash: Hash::of("code"),
            session: Hash::of(session),
            client_id: "app",
            redirect_uri: REDIRECT_URI,
            challenge: "challenge",
            nonce: Some("nonce"),
            scope: "openid",
            now: 2,
        }
    }

    fn redemption(challenge: &str) -> Redemption<'static> {
        let (challenge, grant) = (challenge.to_owned(), Uuid::from_u128(7));
        let tokens = tokens("first access", "first refresh");
        Redemption { code: Hash::of("code"), redirect_uri: REDIRECT_URI, challenge, grant, tokens }
    }

    #[test]
    fn a_code_and_a_refresh_token_work_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("floor.db").to_str().unwrap().to_owned();
        let emails = ["ada@example.org".to_owned()];
        let contents = Contents { emails: &emails, client_id: "app", salt: vec![1], password: vec![2], now: 1 };
        let writer = fill(&path, &contents).unwrap();
        let sqlite = Sqlite::open(&path, Arc::new(Mutex::new(writer))).unwrap();
        let account = sqlite.login("ada@example.org").unwrap().unwrap().account;
        sqlite.open_session(&NewSession { hash: Hash::of("session"), account, now: 1 }).unwrap();

        assert!(!sqlite.add_code(&code("no session")).unwrap());
        assert!(sqlite.add_code(&code("session")).unwrap());
        assert!(sqlite.redeem(&redemption("another")).unwrap().is_none());
        let grant = sqlite.redeem(&redemption("challenge")).unwrap().unwrap();
        assert_eq!((grant.account, grant.nonce.as_deref(), grant.scope.as_str()), (account, Some("nonce"), "openid"));
        assert!(sqlite.redeem(&redemption("challenge")).unwrap().is_none());

        let rotate = || {
            sqlite
                .rotate(&Rotation { old: Hash::of("first refresh"), tokens: tokens("second access", "second refresh") })
        };
        assert_eq!(rotate().unwrap().unwrap().account, account);
        assert!(rotate().unwrap().is_none());

        for token in ["first access", "second access"] {
            assert_eq!(sqlite.holder(&Hash::of(token), 3).unwrap().unwrap().email, "ada@example.org");
        }
        assert!(sqlite.holder(&Hash::of("second access"), 3 + ACCESS).unwrap().is_none());
    }
}
