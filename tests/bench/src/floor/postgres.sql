-- The floor's tables: a row with one index for each session, code and token, found by the SHA-256 of its secret.
CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    salt bytea NOT NULL,
    password bytea NOT NULL
);

CREATE TABLE consents (
    account_id uuid NOT NULL,
    client_id text NOT NULL,
    scope text NOT NULL,
    PRIMARY KEY (account_id, client_id)
);

CREATE TABLE sessions (
    hash bytea PRIMARY KEY,
    account_id uuid NOT NULL,
    authenticated_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE TABLE codes (
    hash bytea PRIMARY KEY,
    account_id uuid NOT NULL,
    client_id text NOT NULL,
    redirect_uri text NOT NULL,
    challenge text NOT NULL,
    nonce text,
    scope text NOT NULL,
    authenticated_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE TABLE access_tokens (
    hash bytea PRIMARY KEY,
    grant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    scope text NOT NULL,
    expires_at bigint NOT NULL
);

CREATE TABLE refresh_tokens (
    hash bytea PRIMARY KEY,
    grant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    scope text NOT NULL,
    authenticated_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
