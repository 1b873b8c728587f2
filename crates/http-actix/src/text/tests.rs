//! The texts themselves, and how a value gets into one.

use fluent_bundle::FluentResource;
use twinlock_domain::Timestamp;

use super::{Code, Language, Link, Message, Moment, SOURCES, Strong, Texts, message};

/// The catalogue of the build script, compiled for these tests.
#[path = "../../build/catalogue.rs"]
mod catalogue;

use catalogue::Catalogue;

const GERMAN: Texts = Texts::of(Language::German);

fn catalogue(source: &str) -> Catalogue {
    let mut catalogue = Catalogue::default();
    assert_eq!(catalogue.add(source), [] as [&str; 0]);
    catalogue
}

#[test]
fn every_language_has_its_folder_and_every_file_parses() {
    let tags: Vec<&str> = SOURCES.iter().map(|(tag, _)| *tag).collect();
    for language in Language::ALL {
        assert!(tags.contains(&language.tag()), "{language:?}");
        assert_eq!(Texts::of(language).bundle().locales.len(), 1, "{language:?}: its tag is no language");
    }
    assert_eq!(tags.len(), Language::ALL.len());
    for source in SOURCES.iter().flat_map(|(_, sources)| *sources) {
        assert!(FluentResource::try_new((*source).to_owned()).is_ok(), "{source}");
    }
}

#[test]
fn every_message_says_something_in_every_language() {
    let english = SOURCES.iter().find(|(tag, _)| *tag == "en").map(|(_, sources)| sources.concat()).unwrap();
    // A message of several lines has nothing behind its equals sign.
    let keys = english.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
    for key in keys.filter(|key| !key.starts_with('#')) {
        for language in Language::ALL {
            let bundle = Texts::of(language).bundle();
            assert!(bundle.get_message(key).is_some_and(|message| message.value().is_some()), "{key} in {language:?}");
        }
    }
}

#[test]
fn counts_follow_the_plural_rules_of_the_language() {
    for (count, english, german) in [
        (0_u64, "0 recovery codes left.", "Noch 0 Wiederherstellungscodes übrig."),
        (1, "1 recovery code left.", "Noch 1 Wiederherstellungscode übrig."),
        (10, "10 recovery codes left.", "Noch 10 Wiederherstellungscodes übrig."),
    ] {
        assert_eq!(Texts::ENGLISH.plain(message::recovery_codes_left(count)), english);
        assert_eq!(GERMAN.plain(message::recovery_codes_left(count)), german);
    }
}

#[test]
fn what_people_typed_is_text_and_no_syntax() {
    let name = "<b>{ $app } \u{e000}</b>";
    let html = Texts::ENGLISH.html(message::consent_title(name)).into_string();
    assert_eq!(html, "Allow &lt;b&gt;{ $app } \u{e000}&lt;/b&gt;?");
    assert_eq!(Texts::ENGLISH.plain(message::consent_title(name)), format!("Allow {name}?"));
}

#[test]
fn a_name_from_right_to_left_is_kept_apart_and_others_are_not() {
    let hebrew = "דוגמה";
    assert_eq!(GERMAN.html(message::consent_title(hebrew)).into_string(), format!("<bdi>{hebrew}</bdi> zulassen?"));
    assert_eq!(
        GERMAN.html(message::signed_in_as(Strong(hebrew.into()))).into_string(),
        format!("Angemeldet als <strong><bdi>{hebrew}</bdi></strong>")
    );
    assert_eq!(Texts::ENGLISH.plain(message::consent_title(hebrew)), format!("Allow \u{2068}{hebrew}\u{2069}?"));
    let overridden = "Bank\u{202e}knaB";
    assert!(Texts::ENGLISH.html(message::consent_title(overridden)).into_string().contains("<bdi>"));
    assert_eq!(Texts::ENGLISH.html(message::consent_title("Zürich (2)")).into_string(), "Allow Zürich (2)?");
}

#[test]
fn links_moments_and_code_are_elements_on_pages_and_words_elsewhere() {
    let link = || Link { href: "/a?b=1&c=2".into(), words: message::section_apps() };
    assert_eq!(
        GERMAN.html(message::consent_take_back_how(link())).into_string(),
        "Jederzeit möglich unter <a href=\"/a?b=1&amp;c=2\">Verbundene Apps</a>."
    );
    assert_eq!(GERMAN.plain(message::consent_take_back_how(link())), "Jederzeit möglich unter Verbundene Apps.");
    let at = Moment(Timestamp::from_unix_seconds(1_795_615_407));
    assert_eq!(
        Texts::ENGLISH.html(message::apps_paused_until(at)).into_string(),
        "Paused until <time datetime=\"2026-11-25T14:03:27Z\">25 November 2026, 14:03 UTC</time>."
    );
    assert_eq!(Texts::ENGLISH.html(message::error_code(Code("x".into()))).into_string(), "Code: <code>x</code>");
}

#[test]
fn what_is_for_clients_stays_english_and_a_page_says_so() {
    let sentence = Message::for_clients("name is <missing>");
    assert_eq!(Texts::ENGLISH.html(&sentence).into_string(), "name is &lt;missing&gt;");
    assert_eq!(GERMAN.html(&sentence).into_string(), "<span lang=\"en\">name is &lt;missing&gt;</span>");
    assert_eq!(GERMAN.plain(&sentence), "name is <missing>");
}

#[test]
fn a_key_or_a_placeable_that_a_language_lacks_or_has_too_much_is_found() {
    let english =
        catalogue("a = Hello { $name }\nb = { $count ->\n    [one] one\n   *[other] { $count }\n}\nc = See\n");
    let german = catalogue("a = Hallo\nb = { $count } { $more }\nd = Siehe\n");
    assert_eq!(
        english.differences(&german, "de"),
        [
            "a has the placeables {\"name\"}, and in de {}",
            "b has the placeables {\"count\"}, and in de {\"count\", \"more\"}",
            "de has no c",
            "de has d, which the reference has not",
        ]
    );
    assert!(english.differences(&english, "en").is_empty());
}

#[test]
fn a_file_that_says_something_twice_or_not_at_all_is_found() {
    let mut catalogue = catalogue("a = A\n");
    assert_eq!(catalogue.add("a = B\n"), ["a is there twice"]);
    assert_eq!(catalogue.add("b =\n    .title = B\n").len(), 2);
    assert_eq!(catalogue.add("-c = C\n"), ["-c is a term, which nothing reads"]);
    assert_eq!(catalogue.add("no message\n").len(), 1);
}

#[test]
fn a_message_becomes_a_function_with_a_parameter_for_each_placeable() {
    assert_eq!(
        catalogue("sign-in = { $app } to { $host } in { NUMBER($app) }\n").functions(),
        "/// \"… to … in …\"\npub(crate) fn sign_in(app: impl Into<Value>, host: impl Into<Value>) -> Message {\n    \
         Message::new(\"sign-in\", vec![(\"app\", app.into()), (\"host\", host.into())])\n}\n"
    );
}
