//! A bad connection between the browser and Twinlock: responses to forms that come late, or not at all. It waits for
//! the browser's next request, never for time to pass.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Result, ensure};
use tokio::sync::{Barrier, Notify};

use super::visitor::Visitor;
use crate::support::{Server, ServerOptions};
use twinlock_test_client::http::HttpClient;

/// What happens to the response of the next form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It comes when the form has been sent once more, and by then the browser waits for another response.
    Late,
    /// It arrives with its cookies, but the page that it redirects to does not.
    PageLate,
}

impl Trouble {
    pub(crate) const ALL: [Self; 2] = [Self::Late, Self::PageLate];
}

struct Crossing {
    missing: usize,
    meeting: Arc<Barrier>,
}

#[derive(Default)]
struct State {
    next: Option<Trouble>,
    /// For pages that are to arrive at the same time: how many are still to come, and the barrier at which they wait.
    crossing: Option<Crossing>,
    /// Whether the last form was answered by a redirect.
    led_on: bool,
    posts: usize,
}

impl State {
    fn next_meeting(&mut self) -> Option<Arc<Barrier>> {
        let crossing = self.crossing.as_mut().filter(|crossing| crossing.missing > 0)?;
        crossing.missing -= 1;
        Some(crossing.meeting.clone())
    }
}

struct Wire {
    upstream: Mutex<String>,
    client: reqwest::Client,
    state: Mutex<State>,
    /// Notified when another form has come.
    posted: Notify,
}

/// A server that browsers reach by a bad connection.
pub(crate) struct Line {
    pub(crate) server: Server,
    wire: Arc<Wire>,
    handle: ServerHandle,
}

impl Line {
    pub(crate) async fn open() -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let (upstream, state) = (Mutex::default(), Mutex::default());
        let wire = Arc::new(Wire { upstream, client, state, posted: Notify::new() });
        let shared = web::Data::from(wire.clone());
        let http = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(forward)))
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let url = format!("http://localhost:{}", http.addrs()[0].port());
        let running = http.run();
        let handle = running.handle();
        tokio::spawn(running);
        let mut server = Server::start_with(ServerOptions { public_url: Some(url), ..ServerOptions::default() }).await;
        server.url.replace("localhost", "127.0.0.1").clone_into(&mut wire.upstream.lock().unwrap());
        // For everybody but the line itself, the server's URL is the line's.
        server.url.clone_from(&server.twinlock.settings().issuer);
        server.http = HttpClient::new(&server.url, std::slice::from_ref(&server.url));
        Self { server, wire, handle }
    }

    /// The URL of a page, by the line.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.server.twinlock.settings().issuer)
    }

    /// Presses a button, loses the response, and presses the button again. The browser executes no command while it
    /// waits for a page, so the later clicks are made by a script.
    pub(crate) async fn press(&self, visitor: &Visitor<'_>, trouble: Trouble, button: &str) -> Result<()> {
        let before = {
            let mut state = self.wire.state.lock().unwrap();
            state.next = Some(trouble);
            state.led_on = false;
            state.posts
        };
        let clicks = [0, 1000, 3000, 6000].map(|at| format!("setTimeout(() => button.click(), {at});")).concat();
        visitor.run(&format!("const button = document.querySelector(\"{button}\"); {clicks}")).await?;
        self.until_posted(before + 2).await
    }

    /// Lets the next pages arrive together: each is answered before the browser has received another response.
    pub(crate) fn let_pages_cross(&self, count: usize) {
        let crossing = Crossing { missing: count, meeting: Arc::new(Barrier::new(count)) };
        self.wire.state.lock().unwrap().crossing = Some(crossing);
    }

    async fn until_posted(&self, count: usize) -> Result<()> {
        for _ in 0..600 {
            if self.wire.state.lock().unwrap().posts >= count {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        ensure!(false, "the form was not sent {count} times");
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // Not awaited: nothing depends on it.
        drop(self.handle.stop(false));
    }
}

async fn forward(request: HttpRequest, body: web::Bytes, wire: web::Data<Wire>) -> HttpResponse {
    let is_post = request.method() == Method::POST;
    let is_page = !request.path().starts_with("/assets/");
    let waits = {
        let mut state = wire.state.lock().unwrap();
        match state.next {
            Some(Trouble::PageLate) if !is_post && is_page && state.led_on => state.next.take(),
            Some(Trouble::Late) if is_post => state.next.take(),
            _ => None,
        }
    };
    let answer = passed_on(&request, body, &wire).await;
    let meeting = is_document(&request).then(|| wire.state.lock().unwrap().next_meeting()).flatten();
    if let Some(meeting) = meeting {
        meeting.wait().await;
    }
    if is_post {
        let mut state = wire.state.lock().unwrap();
        state.posts += 1;
        state.led_on = answer.status().is_redirection();
        drop(state);
        wire.posted.notify_waiters();
    }
    if waits.is_some() {
        wire.posted.notified().await;
    }
    let mut back = HttpResponse::build(StatusCode::from_u16(answer.status().as_u16()).unwrap());
    let hop_by_hop = ["content-length", "transfer-encoding", "connection"];
    for (name, value) in answer.headers().iter().filter(|(name, _)| !hop_by_hop.contains(&name.as_str())) {
        back.append_header((name.as_str(), value.as_bytes()));
    }
    back.body(answer.bytes().await.unwrap())
}

/// Whether the browser requests a page, and not a file that belongs to one.
fn is_document(request: &HttpRequest) -> bool {
    request.headers().get("sec-fetch-dest").is_some_and(|value| value == "document")
}

async fn passed_on(request: &HttpRequest, body: web::Bytes, wire: &Wire) -> reqwest::Response {
    let url = format!("{}{}", wire.upstream.lock().unwrap(), request.uri());
    let method = reqwest::Method::from_bytes(request.method().as_str().as_bytes()).unwrap();
    let mut sent = wire.client.request(method, url).body(body);
    for (name, value) in request.headers() {
        sent = sent.header(name.as_str(), value.as_bytes());
    }
    sent.send().await.unwrap()
}
