//! The rules besides the gate's table: each test is a sentence, and its name begins with the rule that it shows.

#[cfg(test)]
mod rules {
    mod app_change;
    mod assurance;
    mod consent;
    mod email;
    mod freshness;
    mod gate;
    mod grant;
    mod id;
    mod mail_quota;
    mod names;
    mod origin;
    mod pkce;
    mod policy;
    mod prompt;
    mod redirect_uri;
    mod redirect_uri_corpus;
    mod refresh;
    mod samples;
    mod scope;
    mod secret;
    mod sector;
    mod text;
    mod throttle;
    mod totp;
    mod user_name;
}
