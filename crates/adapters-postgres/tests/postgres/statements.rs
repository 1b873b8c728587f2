//! What the hot paths cost: one joined read, and one write that needs no transaction around it. Counted by PostgreSQL.

use twinlock_adapters_postgres::{OnOpen, PostgresStore};
use twinlock_cluster::{Cluster, Options};
use twinlock_domain::{AuditEventId, AuditKind, AuditOutcome, Generation, GrantId, Handle, RefreshHandle};
use twinlock_ports::contract::fixture::{ACCOUNT, APP, NOW, SECRET, SESSION, code, fill, tokens};
use twinlock_ports::{
    AuditEvent, ClientKey, ClientWithGrant, GrantOfOwner, Mode, StoreError, Transaction, transaction,
};

/// The app, by its secret.
const CLIENT: ClientKey = ClientKey { app: APP, secret: Some(SECRET) };

fn event(kind: AuditKind, n: u8) -> AuditEvent {
    AuditEvent {
        id: AuditEventId::from_bytes([n; 16]),
        at: NOW,
        kind,
        outcome: AuditOutcome::Done,
        account: Some(ACCOUNT),
        actor: None,
        app: Some(APP),
        reason: None,
        detail: None,
        request: String::new(),
        address: String::new(),
    }
}

struct Counted {
    cluster: Cluster,
    store: PostgresStore,
}

impl Counted {
    async fn start() -> Self {
        let options = Options::default()
            .with("shared_preload_libraries", "pg_stat_statements")
            .with("pg_stat_statements.track_utility", "on");
        let cluster = Cluster::start(&options).unwrap();
        cluster.create_database("counted").unwrap();
        cluster.query("counted", "create extension pg_stat_statements").unwrap();
        // One connection, whose setup is done before anything is counted.
        let store = PostgresStore::open_with(&cluster.url("counted"), OnOpen::Migrate, 1).await.unwrap();
        fill(&store).await;
        Self { cluster, store }
    }

    /// How many statements work takes, those that begin and end a transaction included.
    async fn statements<T>(
        &self,
        mode: Mode,
        work: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>,
    ) -> (T, String) {
        self.cluster.query("counted", "select pg_stat_statements_reset()").unwrap();
        let done = transaction(&self.store, mode, work).await.unwrap();
        let counted = "select coalesce(string_agg(format('%s× %s', calls, left(query, 60)), E'\\n'), '')
            from pg_stat_statements where toplevel and query not like '%pg_stat_statements%'";
        (done, self.cluster.query("counted", counted).unwrap())
    }
}

#[tokio::test]
async fn a_hot_path_is_one_read_and_one_write() {
    let counted = Counted::start().await;

    let authorize = async |tx: &mut dyn Transaction| {
        let arrival = tx.authorization_data(Some(SESSION), APP).await?.unwrap();
        assert!(arrival.principal.is_some() && arrival.consent.is_some());
        tx.touch_session(arrival.principal.unwrap().session.id, NOW).await?;
        tx.touch_consent(ACCOUNT, APP, NOW).await?;
        tx.add_code(&code(&arrival.app, 10)).await?;
        tx.record(&event(AuditKind::CodeIssued, 1)).await
    };
    let ((), statements) = counted.statements(Mode::Write, authorize).await;
    assert_eq!(statements.lines().count(), 2, "authorize:\n{statements}");

    let grant = GrantId::from_bytes([10; 16]);
    let of_code = Handle::Code(grant);
    let redeem = async |tx: &mut dyn Transaction| {
        let ClientWithGrant { client, grant } = tx.client_with_grant(CLIENT, &of_code).await?.unwrap();
        let GrantOfOwner { grant, holder } = grant.unwrap();
        assert_eq!((client.secret.is_some(), holder.account.id), (true, ACCOUNT));
        tx.touch_secret(client.secret.unwrap().id, NOW).await?;
        tx.record(&event(AuditKind::CodeRedeemed, 2)).await?;
        assert!(tx.record_tokens(&tokens(&client.app, &grant)).await?);
        Ok(())
    };
    let ((), statements) = counted.statements(Mode::Write, redeem).await;
    assert_eq!(statements.lines().count(), 2, "redeem:\n{statements}");

    let of_refresh_token = Handle::RefreshToken(RefreshHandle { grant, generation: Generation::new(1) });
    let refresh = async |tx: &mut dyn Transaction| {
        let ClientWithGrant { client, grant } = tx.client_with_grant(CLIENT, &of_refresh_token).await?.unwrap();
        tx.record(&event(AuditKind::TokenRefreshed, 3)).await?;
        assert!(tx.record_tokens(&tokens(&client.app, &grant.unwrap().grant)).await?);
        Ok(())
    };
    let ((), statements) = counted.statements(Mode::Write, refresh).await;
    assert_eq!(statements.lines().count(), 2, "refresh:\n{statements}");

    let userinfo = async |tx: &mut dyn Transaction| Ok(tx.access(grant).await?.unwrap().account.id);
    let (account, statements) = counted.statements(Mode::ReadLatest, userinfo).await;
    assert_eq!((account, statements.lines().count()), (ACCOUNT, 1), "userinfo:\n{statements}");

    let introspect = async |tx: &mut dyn Transaction| tx.client_with_grant(CLIENT, &of_refresh_token).await;
    let (found, statements) = counted.statements(Mode::ReadLatest, introspect).await;
    assert_eq!(found.unwrap().grant.unwrap().grant.generation(), Generation::new(2));
    assert_eq!(statements.lines().count(), 1, "introspect:\n{statements}");
}

#[tokio::test]
async fn what_was_settled_in_one_statement_is_all_there() {
    let counted = Counted::start().await;
    let app = transaction::<_, StoreError>(&counted.store, Mode::ReadLatest, async |tx| tx.app(APP).await).await;
    let app = app.unwrap().unwrap();
    counted.statements(Mode::Write, async |tx| tx.add_code(&code(&app, 10)).await).await;
    let redeem = async |tx: &mut dyn Transaction| {
        let grant = tx.grant(GrantId::from_bytes([10; 16])).await?.unwrap();
        let tokens = tokens(&app, &grant);
        assert!(tx.record_tokens(&tokens).await?);
        Ok(*tokens.tokens())
    };
    let (recorded, _) = counted.statements(Mode::Write, redeem).await;
    let look = async |tx: &mut dyn Transaction| tx.grant(GrantId::from_bytes([10; 16])).await;
    let (seen, _) = counted.statements(Mode::ReadSnapshot, look).await;
    assert_eq!(seen.unwrap().tokens(), Some(&recorded));
}
