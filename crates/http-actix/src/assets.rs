//! Serves the stylesheet, the script and the icon from inside the binary, under names that change with their content.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::paths;

/// A file that is part of the binary.
struct Asset {
    content_type: &'static str,
    bytes: &'static [u8],
    /// Stem, hash and extension, as in `app.1a2b3c4d.css`.
    file_name: String,
    url: String,
}

impl Asset {
    fn new(stem: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let digest = HEXLOWER.encode(&Sha256::digest(bytes));
        let hash = digest.get(..8).unwrap_or(&digest);
        let file_name = format!("{stem}.{hash}.{extension}");
        Self { content_type, bytes, url: format!("{}{file_name}", paths::ASSETS), file_name }
    }
}

static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("app", "css", "text/css; charset=utf-8", include_bytes!("../static/app.css")));
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("app", "js", "text/javascript; charset=utf-8", include_bytes!("../static/app.js")));
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../static/icon.svg")));

/// Where the stylesheet is.
pub(crate) fn stylesheet_url() -> &'static str {
    &STYLESHEET.url
}

/// Where the script is. Every page works without it.
pub(crate) fn script_url() -> &'static str {
    &SCRIPT.url
}

/// Where the product's icon is.
pub(crate) fn icon_url() -> &'static str {
    &ICON.url
}

/// The response to `GET /assets/{file_name}`; `None` if there is no such file, or its content, and so its name, has
/// changed.
pub(crate) fn serve(file_name: &str) -> Option<HttpResponse> {
    let asset = [&*STYLESHEET, &*SCRIPT, &*ICON].into_iter().find(|asset| asset.file_name == file_name)?;
    Some(
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, asset.content_type))
            .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .insert_header((ETAG, format!("\"{file_name}\"")))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(asset.bytes),
    )
}

/// All assets with their URLs, for the gallery.
#[cfg(test)]
pub(crate) fn files() -> [(&'static str, &'static [u8]); 3] {
    [&*STYLESHEET, &*SCRIPT, &*ICON].map(|asset| (asset.url.as_str(), asset.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_served_under_its_hashed_name_alone_and_for_ever() {
        let name = stylesheet_url().strip_prefix(paths::ASSETS).unwrap();
        assert_eq!(name.len(), "app.".len() + 8 + ".css".len());
        let answer = serve(name).unwrap();
        let caching = answer.headers().get(CACHE_CONTROL).unwrap();
        assert_eq!(caching, "public, max-age=31536000, immutable");
        assert!(serve("app.css").is_none());
        assert!(serve("app.00000000.css").is_none());
    }

    #[test]
    fn the_stylesheet_stays_small_and_loads_nothing() {
        let css = std::str::from_utf8(STYLESHEET.bytes).unwrap();
        assert!(css.len() < 10 * 1024, "{} bytes", css.len());
        assert!(!css.contains("url(") && !css.contains("@import"));
    }
}
