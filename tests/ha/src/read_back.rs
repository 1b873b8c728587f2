//! After the run, looks for everything that was acknowledged.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::load::{Audience, Client};
use crate::person::Step;

/// How often a request is repeated until there is a response.
const TRIES: usize = 50;

/// How many things were looked for, and which were missing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) asked: usize,
    pub(crate) lost: Vec<String>,
}

/// What was found after the run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Left {
    pub(crate) apps: Tally,
    pub(crate) consents: Tally,
    pub(crate) sessions: Tally,
    pub(crate) tokens: Tally,
    /// What clients found missing during the run.
    pub(crate) missed: Vec<String>,
}

/// Asks every client for its apps, consents and tokens, and every owner for the requirement.
pub(crate) async fn read_back(audience: &mut Audience) -> Result<Left> {
    let mut left = Left::default();
    for owner in &mut audience.owners {
        let mut tries = 0;
        while owner.person.look(&owner.app).await.is_none() {
            patience(&mut tries).await?;
        }
    }
    for client in &mut audience.clients {
        left.missed.append(&mut client.kept.missed);
        session(client, &mut left.sessions).await?;
        apps(client, &mut left.apps).await?;
        consents(client, &mut left.consents).await?;
        tokens(client, &mut left.tokens).await?;
    }
    Ok(left)
}

async fn session(client: &mut Client, tally: &mut Tally) -> Result<()> {
    let mut tries = 0;
    let there = loop {
        match client.person.is_signed_in().await {
            Some(there) => break there,
            None => patience(&mut tries).await?,
        }
    };
    tally.asked += 1;
    // A client whose last sign-in was not acknowledged has no session to lose.
    if !there && client.signed_in {
        tally.lost.push(format!("the session of {}", client.person.name));
    }
    while !there && !client.person.sign_in().await {
        patience(&mut tries).await?;
    }
    Ok(())
}

async fn apps(client: &mut Client, tally: &mut Tally) -> Result<()> {
    let mut tries = 0;
    let there = loop {
        match client.person.own_apps().await {
            Some(there) => break there,
            None => patience(&mut tries).await?,
        }
    };
    tally.asked += client.kept.apps.len();
    tally.lost.extend(client.kept.apps.iter().filter(|app| !there.contains(app)).cloned());
    Ok(())
}

/// With `prompt=none` there is a code if the consent is stored, and an error if it is not.
async fn consents(client: &mut Client, tally: &mut Tally) -> Result<()> {
    for app in &client.kept.consents {
        let mut tries = 0;
        let (step, answer) = loop {
            let (step, answer) = client.person.authorize(app, "none").await;
            if !answer.is_unknown() {
                break (step, answer);
            }
            patience(&mut tries).await?;
        };
        tally.asked += 1;
        if !matches!(step, Step::Code(_)) {
            tally.lost.push(format!("{} to {app}: {}", client.person.name, answer.summary()));
        }
    }
    Ok(())
}

async fn tokens(client: &mut Client, tally: &mut Tally) -> Result<()> {
    for (app, token) in &client.kept.tokens {
        let mut tries = 0;
        let (next, answer) = loop {
            let (next, answer) = client.person.refresh(app, token).await;
            if !answer.is_unknown() {
                break (next, answer);
            }
            patience(&mut tries).await?;
        };
        tally.asked += 1;
        if next.is_none() {
            tally.lost.push(format!("{} of {app}: {}", client.person.name, answer.summary()));
        }
    }
    Ok(())
}

async fn patience(tries: &mut usize) -> Result<()> {
    *tries += 1;
    if *tries > TRIES {
        bail!("the nodes do not answer any more");
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    Ok(())
}
