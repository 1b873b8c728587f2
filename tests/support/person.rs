//! A user with a browser at a server of this process, whose clock the test sets.

use std::ops::{Deref, DerefMut};

use twinlock_test_client::browser::Browser;

use super::{Authenticator, Page, Server};

/// A browser of the shared test client. A clone is another browser with copies of the cookies, as a thief would have.
#[derive(Clone)]
pub(crate) struct Person(Browser);

impl Deref for Person {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.0
    }
}

impl DerefMut for Person {
    fn deref_mut(&mut self) -> &mut Browser {
        &mut self.0
    }
}

impl Person {
    /// A new browser.
    pub(crate) fn new(server: &Server, email: &str) -> Self {
        Self(Browser::new(&server.http, email))
    }

    /// The same browser, whose next requests go to another node, as behind a load balancer.
    pub(crate) fn at(&self, node: &Server) -> Self {
        Self(Browser { http: node.http.clone(), ..self.0.clone() })
    }

    /// An account with a new browser that has signed in by password.
    pub(crate) async fn with_account(server: &Server, email: &str) -> Self {
        server.account(email).await;
        let mut person = Self::new(server, email);
        person.sign_in().await;
        person
    }

    /// An account that is enrolled, in a browser whose session is two-factor. Its first code is used up.
    pub(crate) async fn enrolled(server: &Server, email: &str) -> (Self, Authenticator) {
        let mut person = Self::with_account(server, email).await;
        let phone = person.enrol(server).await;
        server.next_step();
        (person, phone)
    }

    /// Signs in by password and code.
    pub(crate) async fn sign_in_with(&mut self, phone: &Authenticator, server: &Server) -> Page {
        let page = self.sign_in().await;
        self.pass_two_factor(&page, &phone.code(server.now())).await
    }

    /// Sets up an authenticator app, ending no other session.
    pub(crate) async fn enrol(&mut self, server: &Server) -> Authenticator {
        self.enrol_fully(server, &[]).await.0
    }

    /// The same with more fields in the confirming form; returns the page with the recovery codes too.
    pub(crate) async fn enrol_fully(&mut self, server: &Server, more: &[(&str, &str)]) -> (Authenticator, Page) {
        let (key, page) = self.begin_enrolment().await;
        let phone = Authenticator::with_key(&key);
        let page = self.confirm_enrolment(&page, &phone.code(server.now()), more).await;
        (phone, page)
    }
}
