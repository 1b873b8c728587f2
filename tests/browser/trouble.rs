//! A bad line between the browser and Twinlock: answers to forms that come late, or not at all. It waits for what the
//! browser does next, never for time to pass.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Result, ensure};
use tokio::sync::Notify;

use super::visitor::Visitor;
use crate::support::{Server, ServerOptions};

/// What happens to the answer of the next form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is lost.
    Lost,
    /// Its cookies arrive; its page does not, since the browser has left for another click.
    PageLost,
    /// It comes when the form is sent once more.
    Late,
}

impl Trouble {
    pub(crate) const ALL: [Self; 3] = [Self::Lost, Self::PageLost, Self::Late];
}

#[derive(Default)]
struct State {
    next: Option<Trouble>,
    posts: usize,
    /// How many requests of apps are still to come before all of them are answered.
    awaited: usize,
}

struct Wire {
    upstream: Mutex<String>,
    client: reqwest::Client,
    state: Mutex<State>,
    /// What is waited for has come: another form, or the last of several requests.
    posted: Notify,
}

/// A server that browsers reach by the line.
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
        let server = Server::start_with(ServerOptions { public_url: Some(url), ..ServerOptions::default() }).await;
        server.url.replace("localhost", "127.0.0.1").clone_into(&mut wire.upstream.lock().unwrap());
        Self { server, wire, handle }
    }

    /// The address of a page, by the line.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.server.twinlock.settings().issuer)
    }

    /// Holds the next answers of the authorization endpoint until so many apps have asked.
    pub(crate) fn gathers(&self, apps: usize) {
        self.wire.state.lock().unwrap().awaited = apps;
    }

    /// Presses a button, has trouble, and presses it again.
    pub(crate) async fn press(&self, visitor: &Visitor<'_>, trouble: Trouble, button: &str) -> Result<()> {
        let before = {
            let mut state = self.wire.state.lock().unwrap();
            state.next = Some(trouble);
            state.posts
        };
        if trouble == Trouble::Late {
            // The browser answers no command while it waits, so the later clicks are a script's.
            let clicks = [0, 1000, 2000, 3000].map(|at| format!("setTimeout(() => button.click(), {at});")).concat();
            visitor.run(&format!("const button = document.querySelector(\"{button}\"); {clicks}")).await?;
            self.until_posted(before + 2).await?;
        } else {
            visitor.click(button).await?;
            self.until_posted(before + 1).await?;
            visitor.click(button).await?;
        }
        Ok(())
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
        // Not awaited: nothing waits for it.
        drop(self.handle.stop(false));
    }
}

/// Waits for the others that were announced.
async fn gather(wire: &Wire) {
    let others = wire.posted.notified();
    let waits = {
        let mut state = wire.state.lock().unwrap();
        let announced = state.awaited;
        state.awaited = announced.saturating_sub(1);
        announced > 1
    };
    if waits {
        others.await;
    } else {
        wire.posted.notify_waiters();
    }
}

async fn forward(request: HttpRequest, body: web::Bytes, wire: web::Data<Wire>) -> HttpResponse {
    let trouble = (request.method() == Method::POST).then(|| wire.state.lock().unwrap().next.take()).flatten();
    let url = format!("{}{}", wire.upstream.lock().unwrap(), request.uri());
    let method = reqwest::Method::from_bytes(request.method().as_str().as_bytes()).unwrap();
    let mut sent = wire.client.request(method, url).body(body);
    for (name, value) in request.headers() {
        sent = sent.header(name.as_str(), value.as_bytes());
    }
    let answer = sent.send().await.unwrap();
    if request.method() == Method::POST {
        wire.state.lock().unwrap().posts += 1;
        wire.posted.notify_waiters();
    }
    if request.path() == "/oauth2/authorize" && request.query_string().contains("client_id=") {
        gather(&wire).await;
    }
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap();
    let mut back = HttpResponse::build(if matches!(trouble, Some(Trouble::Lost | Trouble::PageLost)) {
        StatusCode::NO_CONTENT
    } else {
        status
    });
    for (name, value) in answer.headers() {
        let kept = match trouble {
            Some(Trouble::Lost) => false,
            Some(Trouble::PageLost) => name == "set-cookie",
            Some(Trouble::Late) | None => {
                !["content-length", "transfer-encoding", "connection"].contains(&name.as_str())
            }
        };
        if kept {
            back.append_header((name.as_str(), value.as_bytes()));
        }
    }
    match trouble {
        Some(Trouble::Lost | Trouble::PageLost) => return back.finish(),
        Some(Trouble::Late) => wire.posted.notified().await,
        None => {}
    }
    back.body(answer.bytes().await.unwrap())
}
