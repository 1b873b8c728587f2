//! Warnings about metadata that is valid but not advisable.

use twinlock_domain::RedirectUri;

/// A warning for each redirect URI whose scheme has no dot (RFC 8252 7.1).
pub fn redirect_uri_warnings(uris: &[RedirectUri]) -> Vec<String> {
    let undotted = uris.iter().filter_map(RedirectUri::undotted_scheme);
    undotted
        .map(|scheme| {
            format!(
                "Any app on the device can claim the scheme {scheme}: and receive the answers meant for yours, and a \
                 word without a dot is easily chosen twice. People are asked for consent every time. Better is a \
                 domain name of yours in reverse, such as com.example.app:/done, or an https address."
            )
        })
        .collect()
}
