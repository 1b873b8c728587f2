-- What ended two days ago and waits to be cleared away: a grant with both its tokens, one for every ten accounts. In the same
-- session as `load.sql`, whose function it uses.
INSERT INTO grants (id, app_id, account_id, session_id, epoch, password_at, scope, code, redirect_uri, challenge, nonce, id_token_scope,
    code_expires_at, created_at, absolute_expiry, redeemed_at)
SELECT pg_temp.id(4, n), pg_temp.id(2, 1 + n % :apps), pg_temp.id(1, n), one.session_id, one.epoch, one.password_at, one.scope,
    sha256(int8send((1::bigint << 50) + n)), one.redirect_uri, one.challenge, one.nonce, one.id_token_scope,
    now() - interval '90 days', now() - interval '90 days', now() - interval '2 days', now() - interval '90 days'
FROM generate_series(1, :accounts / 10) n, (SELECT * FROM grants WHERE app_id = ':app' AND redeemed_at IS NOT NULL LIMIT 1) one;

INSERT INTO refresh_tokens (hash, grant_id, expires_at)
SELECT sha256(int8send((1::bigint << 51) + n)), pg_temp.id(4, n), now() - interval '2 days' FROM generate_series(1, :accounts / 10) n;

INSERT INTO access_tokens (hash, grant_id, scope, issued_at, expires_at)
SELECT sha256(int8send((1::bigint << 52) + n)), pg_temp.id(4, n), 'openid', now() - interval '3 days', now() - interval '2 days'
FROM generate_series(1, :accounts / 10) n;
