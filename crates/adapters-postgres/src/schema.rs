//! The tables for diesel, written by hand; `migrations/postgres` creates them.

diesel::table! {
    accounts (id) {
        id -> Uuid,
        version -> BigInt,
        email -> Text,
        email_verified_at -> Nullable<Timestamptz>,
        display_name -> Text,
        user_name -> Nullable<Text>,
        locale -> Nullable<Text>,
        password -> Text,
        password_set_at -> Timestamptz,
        guess_failures -> BigInt,
        last_guess_at -> Nullable<Timestamptz>,
        is_admin -> Bool,
        disabled_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    totp_factors (id) {
        id -> Uuid,
        account_id -> Uuid,
        session_id -> Uuid,
        sealed_seed -> Binary,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (account_id, code) {
        account_id -> Uuid,
        code -> Binary,
        created_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        token -> Binary,
        account_id -> Uuid,
        stage -> Text,
        password_at -> Timestamptz,
        second_factor_method -> Nullable<Text>,
        second_factor_at -> Nullable<Timestamptz>,
        user_agent -> Text,
        address -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    trusted_devices (id) {
        id -> Uuid,
        account_id -> Uuid,
        token -> Binary,
        user_agent -> Text,
        address -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    apps (id) {
        id -> Uuid,
        version -> BigInt,
        owner_id -> Uuid,
        kind -> Text,
        name -> Text,
        client_uri -> Nullable<Text>,
        redirect_uris -> Array<Text>,
        scope -> Text,
        optional_scope -> Text,
        scope_descriptions -> Text,
        pkce_required -> Bool,
        id_token_algorithm -> Text,
        machine_access -> Bool,
        id_token_claims -> Bool,
        sector -> Text,
        two_factor_required -> Bool,
        epoch -> BigInt,
        required_epoch -> BigInt,
        required_since -> Nullable<Timestamptz>,
        revoked_epoch -> BigInt,
        revoked_at -> Nullable<Timestamptz>,
        enrolment_age -> BigInt,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    app_origins (origin, app_id) {
        origin -> Text,
        app_id -> Uuid,
    }
}

diesel::table! {
    app_secrets (id) {
        id -> Uuid,
        app_id -> Uuid,
        hash -> Binary,
        label -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    authorization_requests (id) {
        id -> Uuid,
        app_id -> Uuid,
        parameters -> Jsonb,
        visitor -> Nullable<Binary>,
        session_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        verdict -> Nullable<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    consents (account_id, app_id) {
        account_id -> Uuid,
        app_id -> Uuid,
        scope -> Text,
        epoch -> BigInt,
        granted_at -> Timestamptz,
        widened_at -> Timestamptz,
        last_used_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    grants (id) {
        id -> Uuid,
        app_id -> Uuid,
        account_id -> Uuid,
        session_id -> Uuid,
        epoch -> BigInt,
        password_at -> Timestamptz,
        second_factor_method -> Nullable<Text>,
        second_factor_at -> Nullable<Timestamptz>,
        scope -> Text,
        id_token_scope -> Text,
        redirect_uri -> Nullable<Text>,
        challenge -> Nullable<Text>,
        nonce -> Nullable<Text>,
        code_expires_at -> Nullable<Timestamptz>,
        generation -> BigInt,
        token_scope -> Nullable<BigInt>,
        issued_at -> Nullable<Timestamptz>,
        access_expires_at -> Nullable<Timestamptz>,
        refresh_expires_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        absolute_expiry -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        ends_at -> Timestamptz,
    }
}

diesel::table! {
    machine_tokens (hash) {
        hash -> Binary,
        app_id -> Uuid,
        epoch -> BigInt,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    form_answers (form) {
        form -> Binary,
        sealed -> Binary,
        tries -> BigInt,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    links (token) {
        token -> Binary,
        purpose -> Text,
        account_id -> Nullable<Uuid>,
        request_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    reset_requests (email) {
        email -> Text,
        request_id -> Nullable<Uuid>,
        trace -> Text,
        user_agent -> Text,
        address -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    mail_quotas (mailbox, purpose) {
        mailbox -> Text,
        purpose -> Text,
        sent -> BigInt,
        began_at -> Timestamptz,
        last_at -> Timestamptz,
    }
}

diesel::table! {
    outbox (id) {
        id -> Uuid,
        kind -> Text,
        recipient -> Text,
        subject -> Text,
        body -> Text,
        attempts -> BigInt,
        due_at -> Timestamptz,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Uuid,
        at -> Timestamptz,
        kind -> Text,
        outcome -> Text,
        account_id -> Nullable<Uuid>,
        actor_id -> Nullable<Uuid>,
        app_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
        detail -> Nullable<Text>,
        request -> Text,
        address -> Text,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Uuid,
        algorithm -> Text,
        sealed_private -> Binary,
        public_jwk -> Text,
        created_at -> Timestamptz,
        signs_from -> Timestamptz,
        retires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    handle_keys (number) {
        number -> BigInt,
        sealed -> Binary,
        created_at -> Timestamptz,
        used_from -> Timestamptz,
        retires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    server_secrets (name) {
        name -> Text,
        sealed -> Binary,
    }
}

diesel::table! {
    write_probe (id) {
        id -> BigInt,
        at -> Timestamptz,
        filler -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    app_origins,
    app_secrets,
    apps,
    consents,
    grants,
    sessions,
    totp_factors,
);

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

diesel::table! {
    schema_floor (version) {
        version -> Text,
    }
}

diesel::joinable!(app_origins -> apps (app_id));
diesel::joinable!(consents -> apps (app_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(totp_factors -> accounts (account_id));
