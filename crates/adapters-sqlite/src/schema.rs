//! The tables for diesel, written by hand; `migrations/sqlite` creates them.

diesel::table! {
    accounts (id) {
        id -> Binary,
        email -> Text,
        email_verified_at -> Nullable<BigInt>,
        display_name -> Text,
        user_name -> Nullable<Text>,
        locale -> Nullable<Text>,
        password -> Text,
        password_set_at -> BigInt,
        guess_failures -> BigInt,
        last_guess_at -> Nullable<BigInt>,
        is_admin -> Bool,
        disabled_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    totp_factors (id) {
        id -> Binary,
        account_id -> Binary,
        session_id -> Binary,
        sealed_seed -> Binary,
        created_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        last_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (account_id, code) {
        account_id -> Binary,
        code -> Binary,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Binary,
        token -> Binary,
        account_id -> Binary,
        stage -> Text,
        password_at -> BigInt,
        second_factor_method -> Nullable<Text>,
        second_factor_at -> Nullable<BigInt>,
        user_agent -> Text,
        address -> Text,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    trusted_devices (id) {
        id -> Binary,
        account_id -> Binary,
        token -> Binary,
        user_agent -> Text,
        address -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    apps (id) {
        id -> Binary,
        owner_id -> Binary,
        kind -> Text,
        name -> Text,
        client_uri -> Nullable<Text>,
        redirect_uris -> Text,
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
        required_since -> Nullable<BigInt>,
        revoked_epoch -> BigInt,
        revoked_at -> Nullable<BigInt>,
        enrolment_age -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    app_origins (origin, app_id) {
        origin -> Text,
        app_id -> Binary,
    }
}

diesel::table! {
    app_secrets (id) {
        id -> Binary,
        app_id -> Binary,
        hash -> Binary,
        label -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    authorization_requests (id) {
        id -> Binary,
        app_id -> Binary,
        redirect_uri -> Text,
        scope -> Text,
        state -> Nullable<Text>,
        nonce -> Nullable<Text>,
        challenge -> Nullable<Text>,
        prompt_none -> Bool,
        prompt_login -> Bool,
        prompt_consent -> Bool,
        max_age -> Nullable<BigInt>,
        floor -> Text,
        aim -> Text,
        response_mode -> Text,
        subjects -> Text,
        id_token_scope -> Text,
        login_hint -> Nullable<Text>,
        problem -> Nullable<Text>,
        problem_description -> Nullable<Text>,
        visitor -> Nullable<Binary>,
        session_id -> Nullable<Binary>,
        account_id -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        verdict -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    consents (account_id, app_id) {
        account_id -> Binary,
        app_id -> Binary,
        scope -> Text,
        epoch -> BigInt,
        granted_at -> BigInt,
        widened_at -> BigInt,
        last_used_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    grants (id) {
        id -> Binary,
        app_id -> Binary,
        account_id -> Binary,
        session_id -> Binary,
        epoch -> BigInt,
        password_at -> BigInt,
        second_factor_method -> Nullable<Text>,
        second_factor_at -> Nullable<BigInt>,
        scope -> Text,
        id_token_scope -> Text,
        redirect_uri -> Nullable<Text>,
        challenge -> Nullable<Text>,
        nonce -> Nullable<Text>,
        code_expires_at -> Nullable<BigInt>,
        generation -> BigInt,
        token_scope -> Nullable<BigInt>,
        issued_at -> Nullable<BigInt>,
        access_expires_at -> Nullable<BigInt>,
        refresh_expires_at -> Nullable<BigInt>,
        created_at -> BigInt,
        absolute_expiry -> BigInt,
        revoked_at -> Nullable<BigInt>,
        ends_at -> BigInt,
    }
}

diesel::table! {
    machine_tokens (hash) {
        hash -> Binary,
        app_id -> Binary,
        epoch -> BigInt,
        issued_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    form_answers (form) {
        form -> Binary,
        sealed -> Binary,
        tries -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    links (token) {
        token -> Binary,
        purpose -> Text,
        account_id -> Nullable<Binary>,
        request_id -> Nullable<Binary>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    reset_requests (email) {
        email -> Text,
        request_id -> Nullable<Binary>,
        trace -> Text,
        user_agent -> Text,
        address -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    mail_quotas (mailbox, purpose) {
        mailbox -> Text,
        purpose -> Text,
        sent -> BigInt,
        began_at -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> Binary,
        kind -> Text,
        recipient -> Text,
        subject -> Text,
        body -> Text,
        attempts -> BigInt,
        due_at -> BigInt,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Binary,
        at -> BigInt,
        kind -> Text,
        outcome -> Text,
        account_id -> Nullable<Binary>,
        actor_id -> Nullable<Binary>,
        app_id -> Nullable<Binary>,
        reason -> Nullable<Text>,
        detail -> Nullable<Text>,
        request -> Text,
        address -> Text,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Binary,
        algorithm -> Text,
        sealed_private -> Binary,
        public_jwk -> Text,
        created_at -> BigInt,
        signs_from -> BigInt,
        retires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    handle_keys (number) {
        number -> BigInt,
        sealed -> Binary,
        created_at -> BigInt,
        used_from -> BigInt,
        retires_at -> Nullable<BigInt>,
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
        at -> BigInt,
        filler -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(accounts, app_origins, apps, consents, grants, sessions, totp_factors,);

diesel::joinable!(app_origins -> apps (app_id));
diesel::joinable!(consents -> apps (app_id));
diesel::joinable!(sessions -> accounts (account_id));
