//! The languages of the texts, and which of them a reader prefers.

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptLanguage, Header as _, Preference};
use twinlock_domain::Locale;

/// A language that every text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    German,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag (BCP 47), which is the name of its folder too.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of a tag, by its primary language: `de-AT` is German.
    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The language that an account's user chose.
    pub(crate) fn of_locale(locale: &Locale) -> Option<Self> {
        Self::of_tag(locale.as_str())
    }

    /// The language that the browser prefers (RFC 9110 12.5.4), of those that there are.
    pub(crate) fn accepted(request: &impl HttpMessage) -> Option<Self> {
        let mut accepted = AcceptLanguage::parse(request).ok()?.0;
        accepted.retain(|item| item.quality > actix_web::http::header::Quality::ZERO);
        // The sort is stable: of equal qualities, the first one listed is preferred.
        accepted.sort_by_key(|item| std::cmp::Reverse(item.quality));
        accepted.iter().find_map(|item| match &item.item {
            Preference::Any => Some(Self::default()),
            Preference::Specific(tag) => Self::of_tag(tag.primary_language()),
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use twinlock_domain::Locale;

    use super::Language::{self, English, German};

    fn accepted(header: &str) -> Language {
        let request = TestRequest::default().insert_header(("accept-language", header)).to_http_request();
        Language::accepted(&request).unwrap_or_default()
    }

    #[test]
    fn the_browsers_order_is_by_weight_and_then_by_place() {
        for (header, language) in [
            ("de", German),
            ("de-AT, en;q=0.5", German),
            ("fr, de;q=0.3, en;q=0.7", English),
            ("en, de", English),
            ("fr, DE", German),
            ("de;q=0, en;q=0.1", English),
            ("*, de;q=0.5", English),
            ("fr", English),
            ("", English),
            ("de;q=nonsense", English),
        ] {
            assert_eq!(accepted(header), language, "{header}");
        }
    }

    #[test]
    fn no_header_is_no_preference() {
        assert_eq!(Language::accepted(&TestRequest::default().to_http_request()), None);
    }

    #[test]
    fn of_a_chosen_tag_the_language_counts_and_not_the_region() {
        for (tag, language) in [("en-GB", Some(English)), ("de-AT", Some(German)), ("DE", Some(German)), ("fr", None)] {
            assert_eq!(Language::of_locale(&Locale::parse(tag).unwrap()), language, "{tag}");
        }
    }
}
