//! An app whose callback redirects on to another origin, as brokers and gateways do: the user arrives there all the
//! same, from every page whose form may end at the app.

use anyhow::{Result, ensure};

use super::driver::Look;
use super::site::Site;
use super::visitor::Visitor;
use crate::support::{Authenticator, Person, Server};

const WITHOUT_JAVASCRIPT: Look = Look::DESKTOP.without_javascript();

/// How the user comes to the answer.
#[derive(Clone, Copy, Debug)]
enum Way {
    Allow,
    Deny,
    SignIn,
    Code,
}

/// A broker of somebody whose second factor is set up, and the place that it hands on to.
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
        // Her consent is on file: for her, signing in and the code lead straight to the app.
        site.app.sign_in(&mut ada).await;
        site.app.sign_in(&mut Person::with_account(&server, "carol@example.com").await).await;
        Self { server, site, elsewhere, phone }
    }

    /// Walks to the app, whose callback hands on to `end`; gives where the browser stands then.
    async fn walk(&self, way: Way, end: &str) -> Result<(Visitor<'_>, String)> {
        self.site.hands_on_to(end);
        let visitor = Visitor::open(&self.server, WITHOUT_JAVASCRIPT).await?;
        // Who has said yes before is asked again, where the way leads over the question.
        let asked: &[(&str, &str)] = match way {
            Way::Allow | Way::Deny => &[("prompt", "consent")],
            Way::SignIn | Way::Code => &[],
        };
        let attempt = self.site.app.attempt_with(&["email", "profile", "offline_access"], asked);
        visitor.goto(&attempt.url).await?;
        match way {
            Way::Allow | Way::Deny => {
                visitor.sign_in("bea@example.com").await?;
                visitor.sees("Allow Broker?").await?;
                visitor.click_text(if matches!(way, Way::Allow) { "Allow" } else { "Deny" }).await?;
            }
            Way::SignIn => visitor.sign_in("carol@example.com").await?,
            Way::Code => {
                visitor.sign_in("ada@example.com").await?;
                visitor.give_code(&self.phone).await?;
                self.server.next_step();
            }
        }
        let url = visitor.url().await?.to_string();
        Ok((visitor, url))
    }
}

#[tokio::test]
async fn b03_the_user_arrives_where_the_callback_leads_whatever_origin_that_is() -> Result<()> {
    let broker = Broker::open().await;
    let before = broker.site.arrivals();
    let mut walks = 0;
    for end in [broker.elsewhere.url(), broker.elsewhere.neighbour_url()] {
        for way in [Way::Deny, Way::Allow, Way::SignIn, Way::Code] {
            let (visitor, url) = broker.walk(way, &end).await?;
            walks += 1;
            ensure!(url == end, "{way:?} to {end}: the browser stands at {url}, {:?}", visitor.complaints().await?);
            ensure!(broker.site.arrivals() == before + walks, "{way:?}: the app has got its answer once");
            broker.server.next_step();
        }
    }
    Ok(())
}
