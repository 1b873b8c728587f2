-- The first schema on PostgreSQL. An id is a uuid, a hash is the 32 bytes of a SHA-256, a time is a timestamptz, a word
-- of a fixed set is text with a CHECK. SQLite spells the same tables with blobs and integers.
--
-- What many requests write at once references nothing: a foreign key locks the row that it points to, and one app's row
-- would be locked by every request of its users. The functions at the end hold instead what a decision was made on.

-- Accounts ------------------------------------------------------------------------------------------------------------

-- `version` rises with every change of what a decision may have been made on: the account itself, its factors, its
-- sessions, its consents.
CREATE TABLE accounts (
    id                uuid        NOT NULL PRIMARY KEY,
    version           bigint      NOT NULL DEFAULT 0,
    email             text        NOT NULL,
    email_verified_at timestamptz,
    display_name      text        NOT NULL,
    user_name         text,
    locale            text,
    password          text        NOT NULL,
    password_set_at   timestamptz NOT NULL,
    guess_failures    bigint      NOT NULL CHECK (guess_failures >= 0),
    last_guess_at     timestamptz,
    is_admin          boolean     NOT NULL,
    disabled_at       timestamptz,
    created_at        timestamptz NOT NULL
);

CREATE UNIQUE INDEX accounts_email ON accounts (email);
-- Both are few: found without a scan.
CREATE INDEX accounts_admins ON accounts (id) WHERE is_admin;
CREATE INDEX accounts_disabled ON accounts (id) WHERE disabled_at IS NOT NULL;

-- Second factors ------------------------------------------------------------------------------------------------------

-- No reference to sessions: a factor outlives the session that it was shown in.
CREATE TABLE totp_factors (
    id           uuid        NOT NULL PRIMARY KEY,
    account_id   uuid        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id   uuid        NOT NULL,
    sealed_seed  bytea       NOT NULL,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint,
    CHECK (last_step IS NULL OR confirmed_at IS NOT NULL)
);

CREATE INDEX totp_factors_account ON totp_factors (account_id);

CREATE TABLE recovery_codes (
    account_id uuid        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    code       bytea       NOT NULL CHECK (length(code) = 32),
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (account_id, code)
);

-- Sessions and trusted devices ----------------------------------------------------------------------------------------

CREATE TABLE sessions (
    id                   uuid        NOT NULL PRIMARY KEY,
    token                bytea       NOT NULL CHECK (length(token) = 32),
    account_id           uuid        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    stage                text        NOT NULL CHECK (stage IN ('pending', 'active')),
    password_at          timestamptz NOT NULL,
    second_factor_method text        CHECK (second_factor_method IN ('totp', 'recovery_code', 'passkey')),
    second_factor_at     timestamptz,
    user_agent           text        NOT NULL,
    address              text        NOT NULL,
    created_at           timestamptz NOT NULL,
    last_seen_at         timestamptz NOT NULL,
    expires_at           timestamptz NOT NULL,
    CHECK ((second_factor_method IS NULL) = (second_factor_at IS NULL))
);

CREATE UNIQUE INDEX sessions_token ON sessions (token);
CREATE INDEX sessions_account ON sessions (account_id, created_at);
CREATE INDEX sessions_end ON sessions (expires_at);

CREATE TABLE trusted_devices (
    id         uuid        NOT NULL PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token      bytea       NOT NULL CHECK (length(token) = 32),
    user_agent text        NOT NULL,
    address    text        NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX trusted_devices_token ON trusted_devices (token);
CREATE INDEX trusted_devices_account ON trusted_devices (account_id, created_at);
CREATE INDEX trusted_devices_end ON trusted_devices (expires_at);

-- Apps and their policy -----------------------------------------------------------------------------------------------

-- The policy (R6) is part of the row: what an authorization needs to know of an app is one search away, and the
-- requirement and *revoke all* are one row's change. `version` rises with every change of the row.
CREATE TABLE apps (
    id                  uuid        NOT NULL PRIMARY KEY,
    version             bigint      NOT NULL DEFAULT 0,
    owner_id            uuid        NOT NULL REFERENCES accounts (id),
    kind                text        NOT NULL CHECK (kind IN ('confidential', 'public')),
    name                text        NOT NULL,
    client_uri          text,
    redirect_uris       text[]      NOT NULL CHECK (cardinality(redirect_uris) > 0),
    scope               text        NOT NULL,
    optional_scope      text        NOT NULL,
    scope_descriptions  text        NOT NULL,
    pkce_required       boolean     NOT NULL,
    id_token_algorithm  text        NOT NULL CHECK (id_token_algorithm IN ('RS256', 'ES256', 'EdDSA')),
    machine_access      boolean     NOT NULL,
    id_token_claims     boolean     NOT NULL,
    sector              text        NOT NULL,
    two_factor_required boolean     NOT NULL,
    epoch               bigint      NOT NULL,
    required_epoch      bigint      NOT NULL CHECK (required_epoch BETWEEN 0 AND epoch),
    required_since      timestamptz,
    revoked_epoch       bigint      NOT NULL CHECK (revoked_epoch BETWEEN 0 AND epoch),
    revoked_at          timestamptz,
    enrolment_age       bigint      NOT NULL CHECK (enrolment_age >= 0),
    created_at          timestamptz NOT NULL,
    CHECK ((required_epoch = 0) = (required_since IS NULL)),
    CHECK ((revoked_epoch = 0) = (revoked_at IS NULL)),
    CHECK (NOT two_factor_required OR required_epoch > 0)
);

CREATE INDEX apps_owner ON apps (owner_id, created_at);
CREATE INDEX apps_demanding ON apps (id) WHERE two_factor_required;

-- Where the pages of an app come from: the origins of its redirect URIs. Browsers ask by origin, before they say for which
-- app, so there is an index by it.
CREATE TABLE app_origins (
    origin text NOT NULL,
    app_id uuid NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    PRIMARY KEY (origin, app_id)
);

CREATE INDEX app_origins_app ON app_origins (app_id);

CREATE TABLE app_secrets (
    id           uuid        NOT NULL PRIMARY KEY,
    app_id       uuid        NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    hash         bytea       NOT NULL CHECK (length(hash) = 32),
    label        text        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz
);

CREATE INDEX app_secrets_app ON app_secrets (app_id, created_at);

-- Pending authorization requests --------------------------------------------------------------------------------------

-- What was asked is read and written whole, and nothing ever looks for a part of it.
CREATE TABLE authorization_requests (
    id         uuid        NOT NULL PRIMARY KEY,
    app_id     uuid        NOT NULL,
    parameters jsonb       NOT NULL,
    visitor    bytea       CHECK (length(visitor) = 32),
    session_id uuid,
    account_id uuid,
    decided_at timestamptz,
    verdict    text        CHECK (verdict IN ('allowed', 'denied', 'unasked')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK ((session_id IS NULL) = (account_id IS NULL)),
    CHECK ((decided_at IS NULL) = (verdict IS NULL))
);

CREATE INDEX authorization_requests_app ON authorization_requests (app_id);
CREATE INDEX authorization_requests_end ON authorization_requests (expires_at);

-- Consents ------------------------------------------------------------------------------------------------------------

CREATE TABLE consents (
    account_id   uuid        NOT NULL,
    app_id       uuid        NOT NULL,
    scope        text        NOT NULL,
    epoch        bigint      NOT NULL CHECK (epoch >= 0),
    granted_at   timestamptz NOT NULL,
    widened_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    revoked_at   timestamptz,
    PRIMARY KEY (account_id, app_id)
) WITH (fillfactor = 80);

-- Holds all that the owner's census counts by.
CREATE INDEX consents_app ON consents (app_id, epoch, account_id) WHERE revoked_at IS NULL;

-- Grants and their tokens ---------------------------------------------------------------------------------------------

-- A grant is one row with its code, and later with the tokens of its last response. Codes and tokens name their grant and
-- are authenticated by a key that is not here, so no hash of them is kept, and they are found by the primary key.
-- No CHECK here and in the audit log, which every token response writes: PostgreSQL parses each one again for every
-- statement. What is read is checked instead.
CREATE TABLE grants (
    id                   uuid        NOT NULL PRIMARY KEY,
    app_id               uuid        NOT NULL,
    account_id           uuid        NOT NULL,
    session_id           uuid        NOT NULL,
    epoch                bigint      NOT NULL,
    password_at          timestamptz NOT NULL,
    second_factor_method text,
    second_factor_at     timestamptz,
    scope                text        NOT NULL,
    id_token_scope       text        NOT NULL,
    -- The code, until it is redeemed.
    redirect_uri         text,
    challenge            text,
    nonce                text,
    code_expires_at      timestamptz,
    -- How many token responses there were, and the tokens of the last.
    generation           bigint      NOT NULL,
    token_scope          bigint,
    issued_at            timestamptz,
    access_expires_at    timestamptz,
    refresh_expires_at   timestamptz,
    created_at           timestamptz NOT NULL,
    absolute_expiry      timestamptz NOT NULL,
    revoked_at           timestamptz,
    -- When it may be cleared away: nothing of it works any more. Of tokens, the end of the day, so that most refreshes
    -- change no index.
    ends_at              timestamptz NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX grants_account ON grants (account_id, app_id);
CREATE INDEX grants_app ON grants (app_id, epoch);
CREATE INDEX grants_end ON grants (ends_at);

-- Access tokens of apps that act for themselves (R25): no account.
CREATE TABLE machine_tokens (
    hash       bytea       NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    app_id     uuid        NOT NULL,
    epoch      bigint      NOT NULL CHECK (epoch >= 0),
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX machine_tokens_app ON machine_tokens (app_id);
CREATE INDEX machine_tokens_end ON machine_tokens (expires_at);

-- One-time links and mail ---------------------------------------------------------------------------------------------

CREATE TABLE links (
    token      bytea       NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    purpose    text        NOT NULL CHECK (purpose IN ('set_up', 'verify_email', 'reset_password', 'undo_enrolment')),
    account_id uuid        REFERENCES accounts (id) ON DELETE CASCADE,
    -- The authorization request to go on with. No reference: it may end first.
    request_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX links_account ON links (account_id, purpose);
CREATE INDEX links_end ON links (expires_at);

-- The answer to a form that gave its session a new cookie, for half a minute: for a second click, and for an answer that
-- was lost on the way.
CREATE TABLE form_answers (
    form       bytea       NOT NULL PRIMARY KEY CHECK (length(form) = 32),
    sealed     bytea       NOT NULL,
    tries      bigint      NOT NULL CHECK (tries >= 0),
    expires_at timestamptz NOT NULL
);

CREATE INDEX form_answers_end ON form_answers (expires_at);

-- Somebody asked for a link to set a new password. Whether there is such an account is looked up in the background, so that
-- asking costs the same for every address. One row for each address.
CREATE TABLE reset_requests (
    email      text        NOT NULL PRIMARY KEY,
    request_id uuid,
    trace      text        NOT NULL,
    user_agent text        NOT NULL,
    address    text        NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE INDEX reset_requests_age ON reset_requests (created_at);

-- How many links of a kind went to a mailbox in the hour that began then.
CREATE TABLE mail_quotas (
    mailbox  text        NOT NULL,
    purpose  text        NOT NULL CHECK (purpose IN ('set_up', 'verify_email', 'reset_password', 'undo_enrolment')),
    sent     bigint      NOT NULL CHECK (sent > 0),
    began_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (mailbox, purpose)
);

CREATE INDEX mail_quotas_age ON mail_quotas (last_at);

-- What is delivered after a commit. Of a mail: recipient, subject and body.
CREATE TABLE outbox (
    id        uuid        NOT NULL PRIMARY KEY,
    kind      text        NOT NULL CHECK (kind IN ('mail')),
    recipient text        NOT NULL,
    subject   text        NOT NULL,
    body      text        NOT NULL,
    attempts  bigint      NOT NULL CHECK (attempts >= 0),
    due_at    timestamptz NOT NULL
);

CREATE INDEX outbox_due ON outbox (due_at);

-- Audit log -----------------------------------------------------------------------------------------------------------

-- References nothing, so that it outlives what it speaks of. The kinds grow with every version: no CHECK. An id begins
-- with its time, so the order of ids is the order of events.
CREATE TABLE audit_events (
    id         uuid        NOT NULL PRIMARY KEY,
    at         timestamptz NOT NULL,
    kind       text        NOT NULL,
    outcome    text        NOT NULL,
    account_id uuid,
    actor_id   uuid,
    app_id     uuid,
    reason     text,
    detail     text,
    request    text        NOT NULL,
    address    text        NOT NULL
);

CREATE INDEX audit_events_account ON audit_events (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX audit_events_app ON audit_events (app_id, id) WHERE app_id IS NOT NULL;
CREATE INDEX audit_events_policy ON audit_events (app_id, id) WHERE kind IN ('requirement_on', 'requirement_off', 'enrolment_age_changed', 'consents_revoked');
-- Refusals are kept for a shorter time: those to be removed are found without a look at all others.
CREATE INDEX audit_events_refused ON audit_events (id) WHERE outcome = 'refused';

-- Keys and secrets of the server, sealed under the master key ---------------------------------------------------------

CREATE TABLE signing_keys (
    id             uuid        NOT NULL PRIMARY KEY,
    algorithm      text        NOT NULL CHECK (algorithm IN ('RS256', 'ES256', 'EdDSA')),
    sealed_private bytea       NOT NULL,
    public_jwk     text        NOT NULL,
    created_at     timestamptz NOT NULL,
    signs_from     timestamptz NOT NULL,
    retires_at     timestamptz
);

-- The keys of codes and tokens.
CREATE TABLE handle_keys (
    number     bigint      NOT NULL PRIMARY KEY CHECK (number BETWEEN 0 AND 65535),
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    used_from  timestamptz NOT NULL,
    retires_at timestamptz
);

CREATE TABLE server_secrets (
    name   text  NOT NULL PRIMARY KEY,
    sealed bytea NOT NULL
);

-- One row, written over and over, to learn whether the database takes writes.
CREATE TABLE write_probe (
    id     bigint      NOT NULL PRIMARY KEY CHECK (id = 1),
    at     timestamptz NOT NULL,
    filler bytea       NOT NULL
);

-- Upgrades ------------------------------------------------------------------------------------------------------------

-- The newest migration that a program must know to work with this schema. A migration that only adds leaves it, so that
-- programs of the version before go on beside the new ones; one that takes something away raises it to itself.
CREATE TABLE schema_floor (
    version text NOT NULL PRIMARY KEY
);

INSERT INTO schema_floor VALUES ('20261125000000');

-- Holding what was read -----------------------------------------------------------------------------------------------

-- A request reads without locks and decides; the one statement that writes what it decided calls these, and fails with
-- serialization_failure when what it read has changed since. Whoever changes an app or an account takes its lock alone,
-- a transaction that relies on it shares the lock until the commit. Advisory locks are served in the order of asking, so that a
-- crowd of readers cannot keep a change waiting, as it could with shared row locks.
--
-- Each statement in a VOLATILE function sees what was committed before that statement began: what is compared under a
-- lock is compared with the newest row.

CREATE FUNCTION hold_app(held uuid, seen bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(uuid_hash_extended(held, 0));
    PERFORM FROM apps WHERE id = held AND version = seen;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the app was changed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION hold_account(held uuid, seen bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(uuid_hash_extended(held, 0));
    PERFORM FROM accounts WHERE id = held AND version = seen;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the account was changed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN true;
END $$;

-- Before a statement that changes the row and its version, so that it is written once. `seen` is NULL when nothing was
-- read of it before.
CREATE FUNCTION take_app(changed uuid, seen bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(changed, 0));
    PERFORM FROM apps WHERE id = changed AND version = coalesce(seen, version);
    IF NOT FOUND AND seen IS NOT NULL THEN
        RAISE EXCEPTION 'the app was changed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN true;
END $$;

-- Before a change of what hangs on it.
CREATE FUNCTION change_app(changed uuid, seen bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM take_app(changed, seen);
    UPDATE apps SET version = version + 1 WHERE id = changed;
    RETURN true;
END $$;

CREATE FUNCTION change_account(changed uuid, seen bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(changed, 0));
    UPDATE accounts SET version = version + 1 WHERE id = changed AND version = coalesce(seen, version);
    IF NOT FOUND AND seen IS NOT NULL THEN
        RAISE EXCEPTION 'the account was changed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN true;
END $$;

-- What must have hit exactly one row, such as the use of something that works once.
CREATE FUNCTION hit_once(hits bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF hits <> 1 THEN
        RAISE EXCEPTION 'another came first' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN true;
END $$;

COMMENT ON FUNCTION hold_app(uuid, bigint) IS
    'Fails with a serialization failure unless the app still has the version that was read, and keeps it so until the commit. Any number of transactions may hold an app at once.';
COMMENT ON FUNCTION hold_account(uuid, bigint) IS
    'The same for an account, with what depends on it: its second factors and its sessions.';
COMMENT ON FUNCTION take_app(uuid, bigint) IS
    'Waits until nobody else holds or changes the app, and fails unless it still has the version that was read. For a statement that goes on to change the row and its version.';
COMMENT ON FUNCTION change_app(uuid, bigint) IS
    'Takes the app and raises its version, so that transactions that read it before fail. For a change of rows that belong to it, such as its secrets.';
COMMENT ON FUNCTION change_account(uuid, bigint) IS
    'The same for an account: for a change of the account, its second factors or its sessions.';
COMMENT ON FUNCTION hit_once(bigint) IS
    'Fails with a serialization failure unless exactly one row was changed, as when something is used that works once.';
