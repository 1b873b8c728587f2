//! Tests of the driver on one static page, since the other tests depend on it.

use actix_web::{App, HttpResponse, HttpServer, dev::ServerHandle, web};

use super::{Browser, Look};

const PAGE: &str = r#"<!doctype html><html lang="en"><title>A page</title>
<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/style.css"><h1>A page</h1><p id="script">off</p>
<form method="post" action="/said"><label>Say <input name="word" value="old"></label><button>Send  it</button></form>
<p class="wide">wide</p><a href="/said">Elsewhere</a>
<script>document.getElementById("script").textContent = "on"</script></html>"#;

const STYLE: &str = ".wide { width: 400px; margin-bottom: 1600px } #scheme::after { content: 'light' }
    @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }";

fn site() -> (String, ServerHandle) {
    let html = || async { HttpResponse::Ok().content_type("text/html").body(PAGE) };
    let css = || async { HttpResponse::Ok().content_type("text/css").body(STYLE) };
    let said =
        |body: String| async move { HttpResponse::Ok().content_type("text/html").body(format!("<p>{body}</p>")) };
    let server = HttpServer::new(move || {
        App::new().route("/", web::get().to(html)).route("/style.css", web::get().to(css)).route("/said", web::to(said))
    })
    .workers(1)
    .disable_signals()
    .bind(("127.0.0.1", 0))
    .unwrap();
    let address = format!("http://{}", server.addrs()[0]);
    let running = server.run();
    let handle = running.handle();
    tokio::spawn(running);
    (address, handle)
}

#[tokio::test]
async fn a_person_reads_types_and_clicks() {
    let (address, server) = site();
    let browser = Browser::open(Look::DESKTOP).await.unwrap();
    browser.goto(&address).await.unwrap();
    assert_eq!(browser.title().await.unwrap(), "A page");
    assert_eq!(browser.text("#script").await.unwrap(), "on");
    assert_eq!(browser.attribute("form", "method").await.unwrap().as_deref(), Some("post"));
    browser.fill("input[name=word]", "new").await.unwrap();
    browser.click_text("Send it").await.unwrap();
    assert_eq!(browser.url().await.unwrap().path(), "/said");
    assert_eq!(browser.text("p").await.unwrap(), "word=new");
    browser.back().await.unwrap();
    browser.click("a").await.unwrap();
    assert_eq!(browser.count("p").await.unwrap(), 1);
    assert!(browser.text("h1").await.unwrap_err().to_string().contains("nothing matches h1"));
    server.stop(false).await;
}

#[tokio::test]
async fn a_person_without_javascript_sees_the_page_as_it_came() {
    let (address, server) = site();
    let browser = Browser::open(Look::DESKTOP.without_javascript()).await.unwrap();
    browser.goto(&address).await.unwrap();
    assert_eq!(browser.text("#script").await.unwrap(), "off");
    browser.fill("input[name=word]", "quiet").await.unwrap();
    browser.click("button").await.unwrap();
    assert_eq!(browser.text("p").await.unwrap(), "word=quiet");
    server.stop(false).await;
}

#[tokio::test]
async fn a_photograph_shows_the_whole_page_in_width_and_scheme() {
    let (address, server) = site();
    let folder = tempfile::tempdir().unwrap();
    let browser = Browser::open(Look::NARROW.dark()).await.unwrap();
    browser.goto(&address).await.unwrap();
    assert_eq!(browser.overflow().await.unwrap(), 408 - 320, "400 pixels and the body's margin");
    let narrow = folder.path().join("shots/narrow.png");
    browser.screenshot(&narrow).await.unwrap();
    browser.show(Look::DESKTOP).await.unwrap();
    assert_eq!(browser.overflow().await.unwrap(), 0);
    let wide = folder.path().join("shots/wide.png");
    browser.screenshot(&wide).await.unwrap();
    let (narrow, wide) = (size_of_png(&narrow), size_of_png(&wide));
    assert_eq!((narrow.0, wide.0), (408, 1280));
    assert!(narrow.1 > 1600 && wide.1 > 1600, "what lies below the fold is in the picture");
    server.stop(false).await;
}

#[tokio::test]
async fn the_browsers_complaints_can_be_read() {
    let (address, server) = site();
    let browser = Browser::open(Look::DESKTOP).await.unwrap();
    browser.goto(&format!("{address}/nowhere")).await.unwrap();
    browser.complains("404").await.unwrap();
    server.stop(false).await;
}

/// Width and height stand at bytes 16 to 24 of every PNG.
fn size_of_png(path: &std::path::Path) -> (u32, u32) {
    let bytes = std::fs::read(path).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}
