//! The HTTP client that the openidconnect crate asks for, on the version of reqwest that we use (its own feature brings an older one).

use std::pin::Pin;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};

/// Sends openidconnect's requests through reqwest. Redirects are not followed (SSRF).
#[derive(Clone, Debug)]
pub(crate) struct HttpClient(reqwest::Client);

/// Why a request failed.
#[derive(Debug)]
pub(crate) enum HttpClientError {
    /// The request was not sent, or no response came.
    Transport(reqwest::Error),
    /// The response is not valid HTTP.
    Malformed(http::Error),
}

impl HttpClient {
    /// A client with a connection pool that follows no redirects.
    pub(crate) fn new() -> reqwest::Result<Self> {
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().map(Self)
    }

    async fn send(self, request: HttpRequest) -> Result<HttpResponse, HttpClientError> {
        let request = request.try_into().map_err(HttpClientError::Transport)?;
        let response = self.0.execute(request).await.map_err(HttpClientError::Transport)?;
        let mut builder = http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            builder = builder.header(name, value);
        }
        let body = response.bytes().await.map_err(HttpClientError::Transport)?;
        builder.body(body.to_vec()).map_err(HttpClientError::Malformed)
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = HttpClientError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.clone().send(request))
    }
}

impl std::fmt::Display for HttpClientError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transport(_) => f.write_str("the provider does not answer"),
            Self::Malformed(_) => f.write_str("the provider's answer is malformed"),
        }
    }
}

impl std::error::Error for HttpClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => Some(error),
            Self::Malformed(error) => Some(error),
        }
    }
}
