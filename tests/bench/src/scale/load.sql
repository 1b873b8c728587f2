-- A provider that has been busy for months, made from what one person's visit left: every account uses the app of the benchmark
-- and some others. `:accounts`, `:apps` and `:app` are replaced. Ids are like those of the product: a time, then the rest.

CREATE FUNCTION pg_temp.id(kind bigint, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(1700000000000 + number), 12, '0') || '7' || lpad(to_hex(kind), 3, '0')
        || '8000' || lpad(to_hex(number), 12, '0'))::uuid
$$;

SET synchronous_commit = off;

INSERT INTO accounts (id, email, email_verified_at, display_name, password, password_set_at, guess_failures, is_admin, created_at)
SELECT pg_temp.id(1, n), 'loaded' || n || '@example.org', one.created_at, 'Loaded ' || n, one.password, one.password_set_at, 0, false,
    one.created_at
FROM generate_series(1, :accounts) n, (SELECT * FROM accounts LIMIT 1) one;

-- Owned by one of those, so that the owner of the benchmark's app has a page of one app.
INSERT INTO apps
SELECT (jsonb_populate_record(apps, jsonb_build_object(
    'id', pg_temp.id(2, n), 'name', 'Loaded ' || n, 'owner_id', pg_temp.id(1, 1)))).*
FROM generate_series(1, :apps) n, apps WHERE apps.id = ':app';

INSERT INTO consents (account_id, app_id, scope, epoch, granted_at, widened_at, last_used_at)
SELECT pg_temp.id(1, n), CASE k WHEN 0 THEN ':app' ELSE pg_temp.id(2, 1 + (n * 4 + k) % :apps) END,
    one.scope, one.epoch, one.granted_at, one.widened_at, one.last_used_at
FROM generate_series(1, :accounts) n, generate_series(0, 4) k, (SELECT * FROM consents WHERE app_id = ':app' LIMIT 1) one;

-- Each was refreshed once.
INSERT INTO grants (id, app_id, account_id, session_id, epoch, password_at, scope, id_token_scope, generation, token_scope, issued_at,
    access_expires_at, refresh_expires_at, created_at, absolute_expiry, ends_at)
SELECT pg_temp.id(3, n * 5 + k), CASE k WHEN 0 THEN ':app' ELSE pg_temp.id(2, 1 + (n * 4 + k) % :apps) END, pg_temp.id(1, n),
    one.session_id, one.epoch, one.password_at, one.scope, one.id_token_scope, 2, one.token_scope, now() - interval '1 day',
    now() - interval '1 day', now() + interval '20 days' + (n % 864000) * interval '1 second', one.created_at,
    now() + interval '30 days' + n * interval '1 second', date_trunc('day', now()) + interval '21 days' + (n % 10) * interval '1 day'
FROM generate_series(1, :accounts) n, generate_series(0, 4) k,
    (SELECT * FROM grants WHERE app_id = ':app' AND generation > 0 LIMIT 1) one;
