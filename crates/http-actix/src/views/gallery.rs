//! Renders every page, checks what must hold for all of them, and writes them to the folder that `GALLERY` names, if it
//! is set, so that they can be looked at.

mod account_pages;
mod door_pages;
mod markup_rules;
mod owner_pages;

use std::path::Path;

use twinlock_domain::{AppId, AuthorizationRequestId, Timestamp};

use super::app_summary::{AppSummary, PendingApp};
use super::layout::{Chrome, Person, Section};
use crate::text::{Language, Texts};

/// A rendered page with its file name.
type Picture = (&'static str, String);

const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_615_407);

fn days(days: u64) -> std::time::Duration {
    std::time::Duration::from_hours(24 * days)
}

fn app_id(byte: u8) -> AppId {
    AppId::new(NOW, [byte; 10])
}

fn request() -> AuthorizationRequestId {
    AuthorizationRequestId::new(NOW, [7; 10])
}

fn atlas() -> AppSummary {
    AppSummary { id: app_id(3), name: "Atlas Notes".into(), host: "notes.atlas.example".into() }
}

fn journey() -> PendingApp {
    PendingApp { request: request().to_string(), app: "Atlas Notes".into() }
}

fn visitor(texts: Texts) -> Chrome {
    Chrome { csrf: "csrf-of-a-visitor".into(), ..Chrome::new(texts) }
}

fn ada(texts: Texts) -> Chrome {
    let person = Person { display_name: "Ada Lovelace".into(), email: "ada@example.com".into() };
    Chrome { person: Some(person), csrf: "csrf-of-ada".into(), ..Chrome::new(texts) }
}

fn ada_in(texts: Texts, section: Section) -> Chrome {
    Chrome { section: Some(section), ..ada(texts) }
}

fn all(texts: Texts) -> Vec<Picture> {
    let mut pictures = door_pages::all(texts);
    pictures.extend(account_pages::all(texts));
    pictures.extend(owner_pages::all(texts));
    pictures
}

/// A page in English.
fn find(name: &str) -> String {
    all(Texts::ENGLISH).into_iter().find(|(file, _)| *file == name).unwrap().1
}

/// Elements within a sentence: they do not separate words.
const INLINE: [&str; 5] = ["a", "bdi", "code", "strong", "time"];

/// What a reader sees: the text without its tags, white space folded.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or_default();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        text.push_str(if INLINE.contains(&name) { "" } else { " " });
        text.push_str(words);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_page_keeps_the_rules_for_all_pages() {
    for language in Language::ALL {
        for (name, html) in all(Texts::of(language)) {
            markup_rules::check(&format!("{name} ({})", language.tag()), language.tag(), &html);
        }
    }
}

#[test]
fn the_gallery_is_written_when_asked_for() {
    let Some(folder) = std::env::var_os("GALLERY") else { return };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for language in Language::ALL {
        for (name, html) in all(Texts::of(language)) {
            std::fs::write(folder.join(format!("{name}.{}.html", language.tag())), html).unwrap();
        }
    }
    for (url, bytes) in crate::assets::files() {
        std::fs::write(folder.join(url.trim_start_matches('/')), bytes).unwrap();
    }
}

#[test]
fn r07_the_panel_has_its_sentence_and_no_way_to_approve() {
    let panel = find("panel");
    assert!(panel.contains(
        "Atlas Notes requires two-factor authentication. This app only authorizes accounts protected by 2FA. \
         Enable two-factor authentication on your account and return to continue."
    ));
    assert!(panel.contains(&format!("href=\"/dashboard/security?continue={}\"", request())));
    for name in ["panel", "panel-by-request", "panel-too-young", "panel-disabled", "panel-preview"] {
        let panel = find(name);
        assert!(!panel.contains("approve"), "{name} has a way to say yes");
        assert!(!panel.contains("name=\"scope\""), "{name} asks about scopes");
    }
}

#[test]
fn r12_the_panel_and_the_question_deny_by_a_post_to_the_same_place() {
    for name in ["panel", "panel-too-young", "panel-disabled", "consent"] {
        let page = find(name);
        assert!(page.contains("<form method=\"post\" action=\"/api/oauth/consent\">"), "{name}");
        assert!(page.contains("name=\"decision\" value=\"deny\""), "{name}");
    }
}

#[test]
fn r22_the_panel_says_from_when_a_young_factor_will_do() {
    assert!(text_of(&find("panel-too-young")).contains("Atlas Notes accepts it from 28 November 2026, 14:03 UTC"));
}

#[test]
fn r10_required_scopes_are_sent_without_asking_and_optional_ones_are_not_ticked() {
    let page = find("consent");
    assert!(page.contains("<input type=\"hidden\" name=\"scope\" value=\"openid\">"));
    assert!(page.contains("name=\"scope\" value=\"email\">"));
    assert!(!page.contains("checked"));
}

#[test]
fn r13_the_owner_reads_who_keeps_access_and_until_when() {
    let text = text_of(&find("developer"));
    assert!(
        text.contains("7 of 41 people with access have no 2FA. They keep access until 22 February 2027 at the latest.")
    );
    assert!(text.contains("3 grandfathered grants remain. The last ends on 22 February 2027."));
}

#[test]
fn r15_the_apps_that_lose_access_are_named_before_disabling() {
    assert!(text_of(&find("security-on")).contains("They lose access to your account at once: Atlas Notes Ledger"));
}

#[test]
fn a_refused_form_says_so_in_its_title_takes_the_focus_and_ties_the_message_to_its_input() {
    let page = find("two-factor-refused");
    assert!(page.contains("<title>Error: Enter your code"));
    assert!(page.contains("role=\"alert\" tabindex=\"-1\" autofocus"));
    assert!(page.contains("aria-describedby=\"code-hint code-problem\" aria-invalid=\"true\""));
    assert_eq!(page.matches("autofocus").count(), 1);
}

#[test]
fn what_a_stranger_typed_is_text_and_nothing_else() {
    let app = AppSummary { name: "<script>alert(1)</script>".into(), ..atlas() };
    let page = super::panel::PanelPage { request: Some(request()), app, stopped: super::panel::Stopped::NotEnrolled };
    assert!(!page.render(&ada(Texts::ENGLISH)).into_string().contains("<script>"));
}
