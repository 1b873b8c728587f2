//! An app whose callback redirects to another origin, as brokers and gateways do: the user arrives there all the same,
//! from every page whose form may end at the app.

use anyhow::{Result, ensure};
use twinlock_ports::ClientKind;

use super::driver::Look;
use super::site::Site;
use super::visitor::Visitor;
use crate::support::{Authenticator, PASSWORD, Person, RelyingParty, Server, uris};

const WITHOUT_JAVASCRIPT: Look = Look::DESKTOP.without_javascript();

/// By which page the user returns to the app.
#[derive(Clone, Copy, Debug)]
enum Way {
    Allow,
    Deny,
    SignIn,
    Code,
}

impl Way {
    const ALL: [Self; 4] = [Self::Deny, Self::Allow, Self::SignIn, Self::Code];

    /// The button that leads to the app.
    const fn button(self) -> &'static str {
        match self {
            Self::Allow => "button[value=approve]",
            Self::Deny => "button[value=deny]",
            Self::SignIn => "main form[action='/sign-in'] button[type=submit]",
            Self::Code => "main form[action='/two-factor'] button[type=submit]",
        }
    }
}

/// A broker, a user whose second factor is set up, and the site that the broker redirects to.
struct Broker {
    server: Server,
    site: Site,
    elsewhere: Site,
    phone: Authenticator,
}

impl Broker {
    async fn open() -> Self {
        let server = Server::start().await;
        let (site, elsewhere) = (Site::open(&server, "Broker").await, Site::open(&server, "Behind it").await);
        let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
        server.account("bea@example.com").await;
        // Her consent is stored: for her, signing in and the code lead straight to the app.
        site.app.sign_in(&mut ada).await;
        site.app.sign_in(&mut Person::with_account(&server, "carol@example.com").await).await;
        Self { server, site, elsewhere, phone }
    }

    /// Goes to the last page before the app, and fills it in.
    async fn walk(&self, way: Way, app: &RelyingParty) -> Result<Visitor<'_>> {
        let visitor = Visitor::open(&self.server, WITHOUT_JAVASCRIPT).await?;
        // A user with a stored consent is asked again, if the way leads over the consent question.
        let asked: &[(&str, &str)] = match way {
            Way::Allow | Way::Deny => &[("prompt", "consent")],
            Way::SignIn | Way::Code => &[],
        };
        let attempt = app.attempt_with(&["email", "profile", "offline_access"], asked);
        visitor.goto(&attempt.url).await?;
        match way {
            Way::Allow | Way::Deny => {
                visitor.sign_in("bea@example.com").await?;
                ensure!(visitor.count(way.button()).await? == 1, "no question at {}", visitor.url().await?);
            }
            Way::SignIn => visitor.fill_in(&[("email", "carol@example.com"), ("password", PASSWORD)]).await?,
            Way::Code => {
                visitor.sign_in("ada@example.com").await?;
                self.server.next_step();
                visitor.fill_in(&[("code", &self.phone.code(self.server.now()))]).await?;
            }
        }
        Ok(visitor)
    }
}

#[tokio::test]
async fn b03_the_user_arrives_where_the_callback_leads_whatever_origin_that_is() -> Result<()> {
    let broker = Broker::open().await;
    let before = broker.site.arrivals();
    let mut walks = 0;
    for end in [broker.elsewhere.url(), broker.elsewhere.neighbour_url()] {
        broker.site.hands_on_to(&end);
        for way in Way::ALL {
            let visitor = broker.walk(way, &broker.site.app).await?;
            visitor.click(way.button()).await?;
            let url = visitor.url().await?.to_string();
            walks += 1;
            ensure!(url == end, "{way:?} to {end}: the browser stands at {url}, {:?}", visitor.complaints().await?);
            ensure!(broker.site.arrivals() == before + walks, "{way:?}: the app has got its answer once");
            broker.server.next_step();
        }
    }
    Ok(())
}

#[tokio::test]
async fn b03_the_user_arrives_at_an_app_of_the_operating_system() -> Result<()> {
    let broker = Broker::open().await;
    let (scheme, elsewhere) = ("com.example.broker:", "com.example.broker:/handed-on");
    broker.site.hands_on_to(elsewhere);
    let native = broker.server.app_with("Native", |app| {
        app.redirect_uris = uris(&[format!("{scheme}/callback")]);
        app.kind = ClientKind::Public;
    });
    let native = RelyingParty::new(&broker.server, &native.await).await;
    // The app's own URI, and the one that a web callback redirects to. Users are asked again each time before they go
    // to a URI of the first kind, which any program on their device can claim: no other page leads there.
    let own = [Way::Deny, Way::Allow].map(|way| (way, &native, "com.example.broker:/callback?"));
    let handed_on = Way::ALL.map(|way| (way, &broker.site.app, elsewhere));
    for (way, app, start) in own.into_iter().chain(handed_on) {
        let visitor = broker.walk(way, app).await?;
        visitor.click_in_vain(way.button()).await?;
        let url = visitor.sets_out_for(scheme).await?;
        ensure!(url.starts_with(start), "{way:?}: {url} instead of {start}");
        broker.server.next_step();
    }
    Ok(())
}
