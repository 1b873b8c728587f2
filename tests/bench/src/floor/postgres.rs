//! The floor on PostgreSQL: one statement for each operation, prepared once on each connection. A commit reaches the
//! disk, except that of a code, as in the product.

use std::{cell::Cell, fmt};

use anyhow::{Context as _, Result};
use futures_util::future::try_join_all;
use tokio_postgres::{Client, NoTls, Row, Statement};

use crate::{
    records::{
        ACCESS, CODE, Contents, Grant, Holder, Login, NewCode, NewSession, REFRESH, Redemption, Rotation, SESSION,
    },
    secret::{self, Hash},
};

const SCHEMA: &str = include_str!("postgres.sql");

/// Sent on each new connection. JIT compilation is off, as in the product. A plan is kept for as long as the connection
/// lives, and one that was made while a table was small would read all of it.
const SETTINGS: &str = "SET jit = off; SET enable_seqscan = off";

const LOGIN: &str = "SELECT id, salt, password FROM accounts WHERE email = $1";

const OPEN_SESSION: &str = "INSERT INTO sessions VALUES ($1, $2, $3, $4)";

const ADD_CODE: &str = "WITH arrival AS (
        SELECT s.account_id, s.authenticated_at
        FROM sessions s JOIN consents c ON c.account_id = s.account_id AND c.client_id = $3
        WHERE s.hash = $2 AND s.expires_at > $8
    ), code AS (
        INSERT INTO codes SELECT $1, account_id, $3, $4, $5, $6, $7, authenticated_at, $9 FROM arrival RETURNING 1
    )
    SELECT set_config('synchronous_commit', 'off', true) FROM code";

const REDEEM: &str = "WITH code AS (
        DELETE FROM codes WHERE hash = $1 AND redirect_uri = $2 AND challenge = $3 AND expires_at > $7
        RETURNING account_id, authenticated_at, nonce, scope
    ), access AS (
        INSERT INTO access_tokens SELECT $5, $4, account_id, scope, $8 FROM code
    ), refresh AS (
        INSERT INTO refresh_tokens SELECT $6, $4, account_id, scope, authenticated_at, $9 FROM code
    )
    SELECT account_id, authenticated_at, nonce, scope FROM code";

const ROTATE: &str = "WITH grant_ AS (
        UPDATE refresh_tokens SET hash = $3 WHERE hash = $1 AND expires_at > $4
        RETURNING grant_id, account_id, authenticated_at, scope
    ), access AS (
        INSERT INTO access_tokens SELECT $2, grant_id, account_id, scope, $5 FROM grant_
    )
    SELECT account_id, authenticated_at, NULL::text, scope FROM grant_";

const HOLDER: &str = "SELECT a.id, a.email, a.name, t.scope, t.expires_at
    FROM access_tokens t JOIN accounts a ON a.id = t.account_id
    WHERE t.hash = $1 AND t.expires_at > $2";

/// The connections of one worker, used in turn; a connection takes a statement while it waits for the answer to another.
#[derive(Debug)]
pub(crate) struct Postgres {
    connections: Vec<Connection>,
    next: Cell<usize>,
}

struct Connection {
    client: Client,
    login: Statement,
    open_session: Statement,
    add_code: Statement,
    redeem: Statement,
    rotate: Statement,
    holder: Statement,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    async fn open(url: &str) -> Result<Self> {
        let client = connect(url).await?;
        client.batch_execute(SETTINGS).await?;
        Ok(Self {
            login: client.prepare(LOGIN).await.context("login")?,
            open_session: client.prepare(OPEN_SESSION).await.context("open_session")?,
            add_code: client.prepare(ADD_CODE).await.context("add_code")?,
            redeem: client.prepare(REDEEM).await.context("redeem")?,
            rotate: client.prepare(ROTATE).await.context("rotate")?,
            holder: client.prepare(HOLDER).await.context("holder")?,
            client,
        })
    }
}

impl Postgres {
    pub(crate) async fn open(url: &str, connections: usize) -> Result<Self> {
        let connections = try_join_all((0..connections).map(|_| Connection::open(url))).await?;
        Ok(Self { connections, next: Cell::new(0) })
    }

    fn lend(&self) -> Result<&Connection> {
        let turn = self.next.get();
        self.next.set(turn.wrapping_add(1));
        self.connections.get(turn % self.connections.len().max(1)).context("no connection")
    }

    pub(crate) async fn login(&self, email: &str) -> Result<Option<Login>> {
        let connection = self.lend()?;
        let row = connection.client.query_opt(&connection.login, &[&email]).await?;
        row.map(|row| Ok(Login { account: row.try_get(0)?, salt: row.try_get(1)?, password: row.try_get(2)? }))
            .transpose()
    }

    pub(crate) async fn open_session(&self, session: &NewSession) -> Result<()> {
        let connection = self.lend()?;
        let NewSession { hash, account, now } = session;
        let expires = now + SESSION;
        connection.client.execute(&connection.open_session, &[&hash.bytes(), account, now, &expires]).await?;
        Ok(())
    }

    pub(crate) async fn add_code(&self, code: &NewCode<'_>) -> Result<bool> {
        let connection = self.lend()?;
        let NewCode { hash, session, client_id, redirect_uri, challenge, nonce, scope, now } = code;
        let expires = now + CODE;
        let (hash, session) = (hash.bytes(), session.bytes());
        let row = connection
            .client
            .query_opt(
                &connection.add_code,
                &[&hash, &session, client_id, redirect_uri, challenge, nonce, scope, now, &expires],
            )
            .await?;
        Ok(row.is_some())
    }

    pub(crate) async fn redeem(&self, redemption: &Redemption<'_>) -> Result<Option<Grant>> {
        let connection = self.lend()?;
        let Redemption { code, redirect_uri, challenge, grant, tokens } = redemption;
        let (access_expires, refresh_expires) = (tokens.now + ACCESS, tokens.now + REFRESH);
        let (code, access, refresh) = (code.bytes(), tokens.access.bytes(), tokens.refresh.bytes());
        let row = connection
            .client
            .query_opt(
                &connection.redeem,
                &[
                    &code,
                    redirect_uri,
                    challenge,
                    grant,
                    &access,
                    &refresh,
                    &tokens.now,
                    &access_expires,
                    &refresh_expires,
                ],
            )
            .await?;
        row.map(|row| read_grant(&row)).transpose()
    }

    pub(crate) async fn rotate(&self, rotation: &Rotation) -> Result<Option<Grant>> {
        let connection = self.lend()?;
        let Rotation { old, tokens } = rotation;
        let (old, access, refresh) = (old.bytes(), tokens.access.bytes(), tokens.refresh.bytes());
        let expires = tokens.now + ACCESS;
        let row =
            connection.client.query_opt(&connection.rotate, &[&old, &access, &refresh, &tokens.now, &expires]).await?;
        row.map(|row| read_grant(&row)).transpose()
    }

    pub(crate) async fn holder(&self, access_token: &Hash, now: i64) -> Result<Option<Holder>> {
        let connection = self.lend()?;
        let row = connection.client.query_opt(&connection.holder, &[&access_token.bytes(), &now]).await?;
        row.map(|row| {
            Ok(Holder {
                account: row.try_get(0)?,
                email: row.try_get(1)?,
                name: row.try_get(2)?,
                scope: row.try_get(3)?,
                expires_at: row.try_get(4)?,
            })
        })
        .transpose()
    }
}

fn read_grant(row: &Row) -> Result<Grant> {
    Ok(Grant {
        account: row.try_get(0)?,
        authenticated_at: row.try_get(1)?,
        nonce: row.try_get(2)?,
        scope: row.try_get(3)?,
    })
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("cannot connect to PostgreSQL")?;
    tokio::spawn(connection);
    Ok(client)
}

pub(crate) async fn fill(url: &str, contents: &Contents<'_>) -> Result<()> {
    let client = connect(url).await?;
    client.batch_execute(SCHEMA).await.context("the schema")?;
    for email in contents.emails {
        let id = secret::id(contents.now)?;
        let account = "INSERT INTO accounts VALUES ($1, $2, $3, $4, $5)";
        client.execute(account, &[&id, email, &"Somebody", &contents.salt, &contents.password]).await?;
        let consent = "INSERT INTO consents VALUES ($1, $2, 'openid profile email offline_access')";
        client.execute(consent, &[&id, &contents.client_id]).await?;
    }
    Ok(())
}
