-- What ended two days ago and waits to be cleared away: a grant with its tokens, one for every ten accounts. In the same
-- session as `load.sql`, whose function it uses.
INSERT INTO grants (id, app_id, account_id, session_id, epoch, password_at, scope, id_token_scope, generation, token_scope, issued_at,
    access_expires_at, refresh_expires_at, created_at, absolute_expiry, ends_at)
SELECT pg_temp.id(4, n), pg_temp.id(2, 1 + n % :apps), pg_temp.id(1, n), one.session_id, one.epoch, one.password_at, one.scope,
    one.id_token_scope, one.generation, one.token_scope, now() - interval '3 days', now() - interval '3 days', now() - interval '2 days',
    now() - interval '90 days', now() - interval '2 days', now() - interval '2 days'
FROM generate_series(1, :accounts / 10) n, (SELECT * FROM grants WHERE app_id = ':app' AND generation > 0 LIMIT 1) one;
