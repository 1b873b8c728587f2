-- What an authorization reads and writes, as narrow as the question allows: the columns that decide and the indexes that are paid for.

CREATE TABLE accounts (id uuid PRIMARY KEY, disabled_at timestamptz);
CREATE TABLE totp_factors (id uuid PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts, confirmed_at timestamptz);
CREATE INDEX totp_factors_account ON totp_factors (account_id, confirmed_at);
CREATE TABLE sessions (
    id uuid PRIMARY KEY, token bytea NOT NULL UNIQUE, account_id uuid NOT NULL REFERENCES accounts,
    password_at timestamptz NOT NULL, second_factor_at timestamptz, expires_at timestamptz NOT NULL);
CREATE TABLE apps (
    id uuid PRIMARY KEY, name text NOT NULL, redirect_uris text NOT NULL, scope text NOT NULL,
    two_factor_required boolean NOT NULL, epoch bigint NOT NULL, revoked_epoch bigint NOT NULL, version bigint NOT NULL);
CREATE TABLE consents (
    account_id uuid NOT NULL REFERENCES accounts, app_id uuid NOT NULL REFERENCES apps, scope text NOT NULL,
    epoch bigint NOT NULL, last_used_at timestamptz NOT NULL, PRIMARY KEY (account_id, app_id)) WITH (fillfactor = 80);
CREATE TABLE grants (
    id uuid PRIMARY KEY, app_id uuid NOT NULL, account_id uuid NOT NULL, session_id uuid NOT NULL,
    epoch bigint NOT NULL, scope text NOT NULL, code bytea NOT NULL UNIQUE, code_expires_at timestamptz NOT NULL);
CREATE INDEX grants_by_account ON grants (account_id, app_id, epoch);
CREATE INDEX grants_by_app ON grants (app_id, epoch);
CREATE TABLE audit_events (
    id uuid PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL, account_id uuid, app_id uuid, detail text);
CREATE INDEX audit_events_account ON audit_events (account_id, id);
CREATE INDEX audit_events_app ON audit_events (app_id, id);

-- Shared by all who decide on the app's policy, until they commit; whoever changes the policy takes it alone. Waiters of an
-- advisory lock queue in order, so a change waits for those who came before it and for nobody else. Each statement of a
-- VOLATILE function sees what was committed before it (READ COMMITTED): the row is read after the lock is held.
CREATE FUNCTION hold(app uuid, known bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE current bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(app::text, 0));
    SELECT version INTO current FROM apps WHERE id = app;
    IF current IS DISTINCT FROM known THEN
        RAISE EXCEPTION 'the policy of the app has changed' USING ERRCODE = '40001';
    END IF;
    RETURN true;
END $$;
