//! The relying party's pages: what to try, what came back, and what it means.

use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use crate::{
    config::{Config, DemoApp},
    visits::SignedIn,
};

/// One button for each app, and which accounts can sign in.
pub(crate) fn start(config: &Config) -> Markup {
    layout(
        "Demo apps",
        &html! {
            h1 { "Demo apps" }
            p { "Two apps that sign people in with Twinlock at " a href=(config.issuer) { (config.issuer) } ". One of them requires a second factor." }
            div.apps {
                @for (number, app) in config.apps.iter().enumerate() {
                    section.card {
                        h2 { (app.name) }
                        @if app.requires_2fa {
                            p { span.badge.strict { "2FA required" } " An account without a second factor is asked to set one up first." }
                        } @else {
                            p { span.badge { "2FA optional" } " A password is enough." }
                        }
                        form method="post" action="/sign-in" {
                            input type="hidden" name="app" value=(number);
                            button type="submit" { "Sign in to " (app.name) }
                        }
                    }
                }
            }
            @if !config.accounts.is_empty() {
                h2 { "Accounts to try" }
                table {
                    thead { tr { th scope="col" { "E-mail" } th scope="col" { "Password" } th scope="col" { "Second factor" } } }
                    tbody {
                        @for account in &config.accounts {
                            tr {
                            td { code { (account.email) } }
                            td { code { (account.password) } }
                            td {
                                @match &account.totp_secret {
                                    Some(key) => { "key for an authenticator: " code { (key) } },
                                    None => "none yet",
                                }
                            }
                        }
                        }
                    }
                }
            }
        },
    )
}

/// The claims that the app received.
pub(crate) fn signed_in(app: &DemoApp, person: &SignedIn) -> Markup {
    layout(
        &format!("Signed in to {}", app.name),
        &html! {
            h1 { "Signed in to " (app.name) }
            (verdict(&person.id_token))
            @if person.refreshed > 0 {
                p role="status" { "Refreshed " (person.refreshed) @if person.refreshed == 1 { " time" } @else { " times" }
                    ". " code { "amr" } " and " code { "auth_time" } " are those of the sign-in." }
            }
            h2 { "The id_token, verified and decoded" }
            pre { code { (pretty(&person.id_token)) } }
            h2 { "What userinfo answers" }
            pre { code { (pretty(&person.user_info)) } }
            div.actions {
                @if person.refresh_token.is_some() {
                    form method="post" action="/refresh" { button type="submit" { "Refresh the tokens" } }
                }
                form method="post" action="/sign-out" { button.quiet type="submit" { "Sign out here" } }
            }
        },
    )
}

/// The provider sent the browser back with an error.
pub(crate) fn refused(app: &str, error: &str, description: Option<&str>) -> Markup {
    let meaning = match error {
        "access_denied" => "You said no, so the app knows nothing about you.",
        "login_required" => "The provider would have had to ask you to sign in.",
        "interaction_required" => "The provider would have had to ask you for more.",
        "consent_required" => "The provider would have had to ask for your consent.",
        _ => "The provider could not let you in.",
    };
    layout(
        &format!("Not signed in to {app}"),
        &html! {
            h1 { "Not signed in to " (app) }
            p { (meaning) }
            dl {
                dt { code { "error" } } dd { code { (error) } }
                @if let Some(description) = description { dt { code { "error_description" } } dd { (description) } }
            }
            p { a href="/" { "Back to the demo apps" } }
        },
    )
}

/// A check of the relying party failed, or the provider could not be reached.
pub(crate) fn failed(error: &anyhow::Error) -> Markup {
    layout(
        "That did not work",
        &html! {
            h1 { "That did not work" }
            p { (error) "." }
            ul { @for cause in error.chain().skip(1) { li { (cause) } } }
            p { a href="/" { "Back to the demo apps" } }
        },
    )
}

/// Whether the user passed a second factor. A relying party should test whether `amr` is there, not what it lists.
fn verdict(id_token: &Value) -> Markup {
    html! {
        @match id_token.get("amr") {
            Some(amr) => p.verdict.yes {
                strong { code { "amr" } " is there: " } code { (amr) } ". You passed a second factor on this session."
            },
            None => p.verdict.no {
                strong { code { "amr" } " is absent." } " You signed in with a single factor."
            },
        }
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

fn layout(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Twinlock demo" }
                link rel="stylesheet" href="/style.css";
            }
            body { main { (content) } }
        }
    }
}
