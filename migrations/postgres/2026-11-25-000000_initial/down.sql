-- Back to an empty database.

DROP FUNCTION hit_once, change_account, take_app, change_app, hold_account, hold_app;
DROP TABLE schema_floor, write_probe, server_secrets, handle_keys, signing_keys, audit_events, outbox, mail_quotas, reset_requests, form_answers, links,
    machine_tokens, grants, consents, authorization_requests, app_secrets, app_origins, apps, trusted_devices, sessions,
    recovery_codes, totp_factors, accounts;
