//! The parameters of a query or a form.

use std::borrow::Cow;

use url::form_urlencoded;

use crate::refusal::Refusal;

/// Parameters in the order of their arrival.
#[derive(Debug)]
pub(crate) struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    pub(crate) fn of(encoded: &'a [u8]) -> Self {
        Self(form_urlencoded::parse(encoded).collect())
    }

    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    pub(crate) fn get(&self, name: &'static str) -> Result<&str, Refusal> {
        self.find(name).ok_or_else(|| Refusal::bad_request(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_a_missing_one_is_refused() {
        let parameters = Parameters::of(b"scope=openid%20email&state=a+b");
        assert_eq!(parameters.get("scope").unwrap(), "openid email");
        assert_eq!(parameters.find("state"), Some("a b"));
        assert!(parameters.get("code").is_err());
    }
}
