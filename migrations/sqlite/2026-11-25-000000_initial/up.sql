-- The first schema of the embedded store.
--
-- Conventions: an id is the 16 bytes of a UUIDv7, a bearer secret the 32 bytes of its SHA-256, a time is milliseconds
-- since 1970 (UTC), a word of a fixed set is TEXT with a CHECK. PostgreSQL spells the same tables with uuid, bytea,
-- timestamptz and boolean. Narrow tables that are only found by their key are WITHOUT ROWID: one search, not two.

-- Accounts ------------------------------------------------------------------------------------------------------------

CREATE TABLE accounts (
    id                BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email             TEXT    NOT NULL,
    email_verified_at INTEGER,
    display_name      TEXT    NOT NULL,
    user_name         TEXT,
    locale            TEXT,
    password          TEXT    NOT NULL,
    password_set_at   INTEGER NOT NULL,
    guess_failures    INTEGER NOT NULL CHECK (guess_failures >= 0),
    last_guess_at     INTEGER,
    is_admin          INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    disabled_at       INTEGER,
    created_at        INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX accounts_email ON accounts (email);
-- Both are few: found without a scan.
CREATE INDEX accounts_admins ON accounts (id) WHERE is_admin;
CREATE INDEX accounts_disabled ON accounts (id) WHERE disabled_at IS NOT NULL;

-- Second factors ------------------------------------------------------------------------------------------------------

-- No reference to sessions: a factor outlives the session that it was shown in.
CREATE TABLE totp_factors (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id   BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id   BLOB    NOT NULL CHECK (length(session_id) = 16),
    sealed_seed  BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_step    INTEGER,
    CHECK (last_step IS NULL OR confirmed_at IS NOT NULL)
) STRICT;

CREATE INDEX totp_factors_account ON totp_factors (account_id, confirmed_at);

CREATE TABLE recovery_codes (
    account_id BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    code       BLOB    NOT NULL CHECK (length(code) = 32),
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (account_id, code)
) STRICT, WITHOUT ROWID;

-- Sessions and trusted devices ----------------------------------------------------------------------------------------

CREATE TABLE sessions (
    id                   BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    token                BLOB    NOT NULL CHECK (length(token) = 32),
    account_id           BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    stage                TEXT    NOT NULL CHECK (stage IN ('pending', 'active')),
    password_at          INTEGER NOT NULL,
    second_factor_method TEXT    CHECK (second_factor_method IN ('totp', 'recovery_code', 'passkey')),
    second_factor_at     INTEGER,
    user_agent           TEXT    NOT NULL,
    address              TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    last_seen_at         INTEGER NOT NULL,
    expires_at           INTEGER NOT NULL,
    CHECK ((second_factor_method IS NULL) = (second_factor_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX sessions_token ON sessions (token);
CREATE INDEX sessions_account ON sessions (account_id, created_at);
CREATE INDEX sessions_end ON sessions (expires_at);

CREATE TABLE trusted_devices (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token      BLOB    NOT NULL CHECK (length(token) = 32),
    user_agent TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX trusted_devices_token ON trusted_devices (token);
CREATE INDEX trusted_devices_account ON trusted_devices (account_id, created_at);
CREATE INDEX trusted_devices_end ON trusted_devices (expires_at);

-- Apps and their policy -----------------------------------------------------------------------------------------------

-- The policy (R6) is part of the row: what an authorization needs to know of an app is one search away, and the
-- requirement and *revoke all* are one row's change. `redirect_uris` holds one URI a line; none has white space.
CREATE TABLE apps (
    id                  BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    owner_id            BLOB    NOT NULL REFERENCES accounts (id),
    kind                TEXT    NOT NULL CHECK (kind IN ('confidential', 'public')),
    name                TEXT    NOT NULL,
    client_uri          TEXT,
    redirect_uris       TEXT    NOT NULL,
    scope               TEXT    NOT NULL,
    optional_scope      TEXT    NOT NULL,
    scope_descriptions  TEXT    NOT NULL,
    pkce_required       INTEGER NOT NULL CHECK (pkce_required IN (0, 1)),
    id_token_algorithm  TEXT    NOT NULL CHECK (id_token_algorithm IN ('RS256', 'ES256', 'EdDSA')),
    machine_access      INTEGER NOT NULL CHECK (machine_access IN (0, 1)),
    id_token_claims     INTEGER NOT NULL CHECK (id_token_claims IN (0, 1)),
    sector              TEXT    NOT NULL,
    two_factor_required INTEGER NOT NULL CHECK (two_factor_required IN (0, 1)),
    epoch               INTEGER NOT NULL,
    required_epoch      INTEGER NOT NULL CHECK (required_epoch BETWEEN 0 AND epoch),
    required_since      INTEGER,
    revoked_epoch       INTEGER NOT NULL CHECK (revoked_epoch BETWEEN 0 AND epoch),
    revoked_at          INTEGER,
    enrolment_age       INTEGER NOT NULL CHECK (enrolment_age >= 0),
    created_at          INTEGER NOT NULL,
    CHECK ((required_epoch = 0) = (required_since IS NULL)),
    CHECK ((revoked_epoch = 0) = (revoked_at IS NULL)),
    CHECK (two_factor_required = 0 OR required_epoch > 0)
) STRICT;

CREATE INDEX apps_owner ON apps (owner_id, created_at);
CREATE INDEX apps_demanding ON apps (id) WHERE two_factor_required;

-- Where the pages of an app come from: the origins of its redirect URIs. Browsers ask by origin, before they say for which
-- app, so there is an index by it.
CREATE TABLE app_origins (
    origin TEXT NOT NULL,
    app_id BLOB NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    PRIMARY KEY (origin, app_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX app_origins_app ON app_origins (app_id);

CREATE TABLE app_secrets (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    app_id       BLOB    NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    hash         BLOB    NOT NULL CHECK (length(hash) = 32),
    label        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;

CREATE INDEX app_secrets_app ON app_secrets (app_id, created_at);

-- Pending authorization requests --------------------------------------------------------------------------------------

-- No reference to sessions: a request of an ended session is dead because the session is, and is swept in its time.
CREATE TABLE authorization_requests (
    id                  BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    app_id              BLOB    NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    redirect_uri        TEXT    NOT NULL,
    scope               TEXT    NOT NULL,
    state               TEXT,
    nonce               TEXT,
    challenge           TEXT,
    prompt_none         INTEGER NOT NULL CHECK (prompt_none IN (0, 1)),
    prompt_login        INTEGER NOT NULL CHECK (prompt_login IN (0, 1)),
    prompt_consent      INTEGER NOT NULL CHECK (prompt_consent IN (0, 1)),
    max_age             INTEGER CHECK (max_age >= 0),
    floor               TEXT    NOT NULL CHECK (floor IN ('1fa', '2fa')),
    aim                 TEXT    NOT NULL CHECK (aim IN ('1fa', '2fa')),
    response_mode       TEXT    NOT NULL CHECK (response_mode IN ('query', 'form_post')),
    subjects            TEXT    NOT NULL,
    id_token_scope      TEXT    NOT NULL,
    login_hint          TEXT,
    problem             TEXT,
    problem_description TEXT,
    visitor             BLOB    CHECK (length(visitor) = 32),
    session_id          BLOB    CHECK (length(session_id) = 16),
    account_id          BLOB    REFERENCES accounts (id) ON DELETE CASCADE,
    decided_at          INTEGER,
    verdict             TEXT    CHECK (verdict IN ('allowed', 'denied', 'unasked')),
    created_at          INTEGER NOT NULL,
    expires_at          INTEGER NOT NULL,
    CHECK ((problem IS NULL) = (problem_description IS NULL)),
    CHECK ((session_id IS NULL) = (account_id IS NULL)),
    CHECK ((decided_at IS NULL) = (verdict IS NULL)),
    -- PostgreSQL keeps no NUL in a text: neither does this store.
    CHECK (coalesce(instr(state, char(0)), 0) = 0),
    CHECK (coalesce(instr(nonce, char(0)), 0) = 0),
    CHECK (coalesce(instr(login_hint, char(0)), 0) = 0)
) STRICT;

CREATE INDEX authorization_requests_app ON authorization_requests (app_id);
CREATE INDEX authorization_requests_end ON authorization_requests (expires_at);

-- Consents ------------------------------------------------------------------------------------------------------------

CREATE TABLE consents (
    account_id   BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    app_id       BLOB    NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    scope        TEXT    NOT NULL,
    epoch        INTEGER NOT NULL CHECK (epoch >= 0),
    granted_at   INTEGER NOT NULL,
    widened_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    revoked_at   INTEGER,
    PRIMARY KEY (account_id, app_id)
) STRICT, WITHOUT ROWID;

-- Holds all that the owner's census counts by.
CREATE INDEX consents_app ON consents (app_id, epoch, revoked_at);

-- Grants and their tokens ---------------------------------------------------------------------------------------------

-- A grant is one row with its code, and later with the tokens of its last response. Codes and tokens name their grant and
-- are authenticated by a key that is not here, so no hash of them is kept, and they are found by the primary key. No
-- reference to sessions: a grant outlives its session.
CREATE TABLE grants (
    id                   BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    app_id               BLOB    NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    account_id           BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id           BLOB    NOT NULL CHECK (length(session_id) = 16),
    epoch                INTEGER NOT NULL CHECK (epoch >= 0),
    password_at          INTEGER NOT NULL,
    second_factor_method TEXT    CHECK (second_factor_method IN ('totp', 'recovery_code', 'passkey')),
    second_factor_at     INTEGER,
    scope                TEXT    NOT NULL,
    id_token_scope       TEXT    NOT NULL,
    -- The code, until it is redeemed.
    redirect_uri         TEXT,
    challenge            TEXT,
    nonce                TEXT,
    code_expires_at      INTEGER,
    -- How many token responses there were, and the tokens of the last.
    generation           INTEGER NOT NULL CHECK (generation >= 0),
    token_scope          INTEGER,
    issued_at            INTEGER,
    access_expires_at    INTEGER,
    refresh_expires_at   INTEGER,
    created_at           INTEGER NOT NULL,
    absolute_expiry      INTEGER NOT NULL,
    revoked_at           INTEGER,
    -- When it may be cleared away: nothing of it works any more. Of tokens, the end of the day, so that most refreshes
    -- change no index.
    ends_at              INTEGER NOT NULL,
    CHECK ((second_factor_method IS NULL) = (second_factor_at IS NULL)),
    CHECK ((generation = 0) = (code_expires_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_account ON grants (account_id, app_id, epoch);
CREATE INDEX grants_app ON grants (app_id, epoch);
CREATE INDEX grants_end ON grants (ends_at);

-- Access tokens of apps that act for themselves (R25): no account.
CREATE TABLE machine_tokens (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    app_id     BLOB    NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    epoch      INTEGER NOT NULL CHECK (epoch >= 0),
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX machine_tokens_app ON machine_tokens (app_id);
CREATE INDEX machine_tokens_end ON machine_tokens (expires_at);

-- One-time links and mail ---------------------------------------------------------------------------------------------

CREATE TABLE links (
    token      BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    purpose    TEXT    NOT NULL CHECK (purpose IN ('set_up', 'verify_email', 'reset_password', 'undo_enrolment')),
    account_id BLOB    REFERENCES accounts (id) ON DELETE CASCADE,
    -- The authorization request to go on with. No reference: it may end first.
    request_id BLOB    CHECK (length(request_id) = 16),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX links_account ON links (account_id, purpose);
CREATE INDEX links_end ON links (expires_at);

-- The answer to a form that gave its session a new cookie, for half a minute: for a second click, and for an answer that
-- was lost on the way.
CREATE TABLE form_answers (
    form       BLOB    NOT NULL PRIMARY KEY CHECK (length(form) = 32),
    sealed     BLOB    NOT NULL,
    tries      INTEGER NOT NULL CHECK (tries >= 0),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX form_answers_end ON form_answers (expires_at);

-- Somebody asked for a link to set a new password. Whether there is such an account is looked up in the background, so that
-- asking costs the same for every address. One row for each address.
CREATE TABLE reset_requests (
    email      TEXT    NOT NULL PRIMARY KEY,
    request_id BLOB    CHECK (length(request_id) = 16),
    trace      TEXT    NOT NULL,
    user_agent TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX reset_requests_age ON reset_requests (created_at);

-- How many links of a kind went to a mailbox in the hour that began then.
CREATE TABLE mail_quotas (
    mailbox  TEXT    NOT NULL,
    purpose  TEXT    NOT NULL CHECK (purpose IN ('set_up', 'verify_email', 'reset_password', 'undo_enrolment')),
    sent     INTEGER NOT NULL CHECK (sent > 0),
    began_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    PRIMARY KEY (mailbox, purpose)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_quotas_age ON mail_quotas (last_at);

-- What is delivered after a commit. Of a mail: recipient, subject and body.
CREATE TABLE outbox (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind      TEXT    NOT NULL CHECK (kind IN ('mail')),
    recipient TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    body      TEXT    NOT NULL,
    attempts  INTEGER NOT NULL CHECK (attempts >= 0),
    due_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX outbox_due ON outbox (due_at);

-- Audit log -----------------------------------------------------------------------------------------------------------

-- References nothing, so that it outlives what it speaks of. The kinds grow with every version: no CHECK, which could
-- only be changed by copying the table. An id begins with its time, so the order of ids is the order of events.
CREATE TABLE audit_events (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at         INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    outcome    TEXT    NOT NULL CHECK (outcome IN ('done', 'refused')),
    account_id BLOB    CHECK (length(account_id) = 16),
    actor_id   BLOB    CHECK (length(actor_id) = 16),
    app_id     BLOB    CHECK (length(app_id) = 16),
    reason     TEXT,
    detail     TEXT,
    request    TEXT    NOT NULL,
    address    TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_events_account ON audit_events (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX audit_events_app ON audit_events (app_id, id) WHERE app_id IS NOT NULL;
CREATE INDEX audit_events_policy ON audit_events (app_id, id) WHERE kind IN ('requirement_on', 'requirement_off', 'enrolment_age_changed', 'consents_revoked');
-- Refusals are kept for a shorter time: those to be removed are found without a look at all others.
CREATE INDEX audit_events_refused ON audit_events (id) WHERE outcome = 'refused';

-- Keys and secrets of the server, sealed under the master key ---------------------------------------------------------

CREATE TABLE signing_keys (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    algorithm      TEXT    NOT NULL CHECK (algorithm IN ('RS256', 'ES256', 'EdDSA')),
    sealed_private BLOB    NOT NULL,
    public_jwk     TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    signs_from     INTEGER NOT NULL,
    retires_at     INTEGER
) STRICT;

-- The keys of codes and tokens.
CREATE TABLE handle_keys (
    number     INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 0 AND 65535),
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    used_from  INTEGER NOT NULL,
    retires_at INTEGER
) STRICT;

CREATE TABLE server_secrets (
    name   TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

-- One row, written over and over, to learn whether the database takes writes.
CREATE TABLE write_probe (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at     INTEGER NOT NULL,
    filler BLOB    NOT NULL
) STRICT;
