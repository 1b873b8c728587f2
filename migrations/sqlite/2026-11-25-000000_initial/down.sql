-- Back to an empty database: those that refer first, those they refer to last.

DROP TABLE write_probe;
DROP TABLE server_secrets;
DROP TABLE handle_keys;
DROP TABLE signing_keys;
DROP TABLE audit_events;
DROP TABLE outbox;
DROP TABLE form_answers;
DROP TABLE mail_quotas;
DROP TABLE reset_requests;
DROP TABLE links;
DROP TABLE machine_tokens;
DROP TABLE grants;
DROP TABLE consents;
DROP TABLE authorization_requests;
DROP TABLE app_secrets;
DROP TABLE app_origins;
DROP TABLE apps;
DROP TABLE trusted_devices;
DROP TABLE sessions;
DROP TABLE recovery_codes;
DROP TABLE totp_factors;
DROP TABLE accounts;
