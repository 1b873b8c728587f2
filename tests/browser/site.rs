//! An app's own origin: it records what arrives at its callback, and has a page from which to try things on Twinlock.

use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::http::header::LOCATION;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Result, ensure};
use reqwest::header::HeaderValue;

use super::driver::Browser;
use crate::support::{Page, RelyingParty, Server, uris};

#[derive(Default)]
struct Content {
    arrivals: Vec<String>,
    policy: String,
    page: String,
    forwards_to: String,
    callback_leads_to: String,
}

/// The app at `http://127.0.0.1:PORT`: for a browser a different site than `http://localhost:PORT`, where Twinlock is.
pub(crate) struct Site {
    pub(crate) app: RelyingParty,
    port: u16,
    content: Arc<Mutex<Content>>,
    handle: ServerHandle,
}

impl Site {
    /// Starts the server of an app and registers the app.
    pub(crate) async fn open(server: &Server, name: &str) -> Self {
        let content = Arc::new(Mutex::new(Content::default()));
        let shared = web::Data::from(content.clone());
        let http = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route("/", web::get().to(front))
                .route("/callback", web::get().to(callback))
                .route("/callback", web::post().to(posted))
                .route("/forward", web::post().to(forward))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let port = http.addrs()[0].port();
        let running = http.run();
        let handle = running.handle();
        tokio::spawn(running);
        let callback = format!("http://127.0.0.1:{port}/callback");
        let registered = server.app_with(name, |app| app.redirect_uris = uris(&[callback])).await;
        let app = RelyingParty::new(server, &registered).await;
        Self { app, port, content, handle }
    }

    /// The URL of the front page.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The same front page under Twinlock's own host name: another origin, but the same site, so cookies are sent.
    pub(crate) fn neighbour_url(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// Sets the content of the front page.
    pub(crate) fn shows(&self, page: &str) {
        page.clone_into(&mut self.content.lock().unwrap().page);
    }

    /// Gives the front page a content security policy.
    pub(crate) fn has_policy(&self, policy: &str) {
        policy.clone_into(&mut self.content.lock().unwrap().policy);
    }

    /// Sets where `/forward` redirects to.
    pub(crate) fn forwards_to(&self, url: &str) {
        url.clone_into(&mut self.content.lock().unwrap().forwards_to);
    }

    /// Makes the callback redirect to another URL, as a broker's does.
    pub(crate) fn hands_on_to(&self, url: &str) {
        url.clone_into(&mut self.content.lock().unwrap().callback_leads_to);
    }

    /// How many responses have arrived.
    pub(crate) fn arrivals(&self) -> usize {
        self.content.lock().unwrap().arrivals.len()
    }

    /// The form that a browser has just posted to the callback.
    pub(crate) fn last_arrival(&self) -> Option<String> {
        self.content.lock().unwrap().arrivals.last().cloned()
    }

    /// Waits until that many responses have arrived: a page may send the browser here by itself.
    pub(crate) async fn until_arrivals(&self, count: usize) -> Result<()> {
        for _ in 0..600 {
            if self.arrivals() >= count {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        ensure!(false, "{} answers have arrived, not {count}", self.arrivals());
        Ok(())
    }

    /// The response that has just arrived: the browser is at the callback, and the callback has received the query.
    pub(crate) async fn answer(&self, browser: &Browser) -> Result<Page> {
        let (url, title) = (browser.url().await?, browser.title().await?);
        ensure!(url.as_str().starts_with(&self.app.redirect_uri), "the browser stands at {url}: {title}");
        let query = self.content.lock().unwrap().arrivals.pop();
        ensure!(query.as_deref() == url.query(), "{url} has not reached the app");
        Ok(Page::redirect(url.path(), HeaderValue::from_str(url.as_str())?))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Not awaited: nothing depends on it.
        drop(self.handle.stop(false));
    }
}

async fn front(content: web::Data<Mutex<Content>>) -> HttpResponse {
    let content = content.lock().unwrap();
    let mut response = HttpResponse::Ok();
    if !content.policy.is_empty() {
        response.insert_header(("content-security-policy", content.policy.as_str()));
    }
    response.content_type("text/html").body(format!("<!doctype html><title>App</title>{}", content.page))
}

async fn callback(request: HttpRequest, content: web::Data<Mutex<Content>>) -> HttpResponse {
    let mut content = content.lock().unwrap();
    content.arrivals.push(request.query_string().to_owned());
    if !content.callback_leads_to.is_empty() {
        return HttpResponse::Found().insert_header((LOCATION, content.callback_leads_to.as_str())).finish();
    }
    HttpResponse::Ok().content_type("text/html").body("<!doctype html><title>App</title><h1>You are back</h1>")
}

async fn posted(body: String, content: web::Data<Mutex<Content>>) -> HttpResponse {
    content.lock().unwrap().arrivals.push(body);
    HttpResponse::Ok().content_type("text/html").body("<!doctype html><title>App</title><h1>You are back</h1>")
}

async fn forward(content: web::Data<Mutex<Content>>) -> HttpResponse {
    let content = content.lock().unwrap();
    HttpResponse::SeeOther().insert_header((LOCATION, content.forwards_to.as_str())).finish()
}
