//! Compresses text responses that are long enough to gain by it, for clients that accept gzip.

use std::io::Write as _;

use actix_web::body::{BoxBody, MessageBody as _};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    AcceptEncoding, CONTENT_ENCODING, CONTENT_TYPE, Encoding, Header as _, HeaderValue, VARY,
};
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::bounds::UNCOMPRESSED;

/// The content types that are compressed, by prefix.
const TEXT: &[&str] = &["text/", "application/json", "image/svg+xml"];

/// Compresses a text response if it is long and the client accepts gzip. A long one has `Vary` in either case.
pub(crate) fn compressed(mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    if !is_text(&response) || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let wanted = wants_gzip(&response);
    let mut is_compressed = false;
    let mut is_long = false;
    response = response.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) if bytes.len() > UNCOMPRESSED => {
            is_long = true;
            let short = wanted.then(|| gzip(&bytes)).flatten();
            is_compressed = short.is_some();
            BoxBody::new(short.unwrap_or(bytes))
        }
        Ok(bytes) => BoxBody::new(bytes),
        Err(body) => body,
    });
    if is_long {
        response.headers_mut().append(VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if is_compressed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn is_text(response: &ServiceResponse<BoxBody>) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    TEXT.iter().any(|text| content_type.starts_with(text))
}

fn wants_gzip(response: &ServiceResponse<BoxBody>) -> bool {
    let accepted = AcceptEncoding::parse(response.request());
    let known = [Encoding::gzip(), Encoding::identity()];
    accepted.is_ok_and(|accepted| accepted.negotiate(known.iter()) == Some(Encoding::gzip()))
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
