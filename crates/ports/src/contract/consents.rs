//! Stored consents.

use twinlock_domain::{Consent, PolicyEpoch, Scope, ScopeSet};

use super::Subject;
use super::samples::{account_id, app, app_id, at, consent};
use crate::App;

pub(super) async fn a_consent_is_read_back_whole(s: &Subject) {
    let app = s.app().await;
    let consent = consent(account_id(1), &app);
    // Every possible set of the standard scopes.
    for bits in 0..16_u32 {
        let chosen = |(position, _): &(u32, Scope)| bits >> position & 1 == 1;
        let scope: ScopeSet = (0..).zip(Scope::ALL).filter(chosen).map(|(_, scope)| scope).collect();
        let revoked_at = (bits % 2 == 1).then(|| at(12));
        let consent = Consent { scope, revoked_at, epoch: PolicyEpoch::new(bits.into()), ..consent };
        s.write(async |tx| tx.put_consent(&consent).await).await;
        assert_eq!(s.read(async |tx| tx.consent(account_id(1), app.id).await).await, Some(consent));
    }
}

pub(super) async fn an_unknown_consent_is_none(s: &Subject) {
    let app = s.app().await;
    s.write(async |tx| {
        tx.put_consent(&consent(account_id(1), &app)).await?;
        assert_eq!(tx.consent(account_id(2), app.id).await?, None);
        assert_eq!(tx.consent(account_id(1), app_id(2)).await?, None);
        assert!(!tx.revoke_consent(account_id(2), app.id, at(1)).await?);
        Ok(())
    })
    .await;
}

pub(super) async fn a_consent_is_written_over(s: &Subject) {
    let app = s.app().await;
    let revoked = Consent { revoked_at: Some(at(12)), ..consent(account_id(1), &app) };
    let again = Consent {
        scope: ScopeSet::STANDARD,
        epoch: PolicyEpoch::new(3),
        granted_at: at(13),
        widened_at: at(14),
        last_used_at: at(14),
        revoked_at: None,
        ..revoked
    };
    s.write(async |tx| {
        tx.put_consent(&revoked).await?;
        tx.put_consent(&consent(account_id(2), &app)).await?;
        tx.put_consent(&again).await?;
        assert_eq!(tx.consent(account_id(1), app.id).await?, Some(again.clone()));
        assert_eq!(tx.consent(account_id(2), app.id).await?, Some(consent(account_id(2), &app)));
        Ok(())
    })
    .await;
}

pub(super) async fn using_a_consent_is_noted(s: &Subject) {
    let app = s.app().await;
    s.write(async |tx| {
        tx.put_consent(&consent(account_id(1), &app)).await?;
        tx.put_consent(&consent(account_id(2), &app)).await?;
        tx.touch_consent(account_id(1), app.id, at(99)).await?;
        let touched = Consent { last_used_at: at(99), ..consent(account_id(1), &app) };
        assert_eq!(tx.consent(account_id(1), app.id).await?, Some(touched));
        assert_eq!(tx.consent(account_id(2), app.id).await?, Some(consent(account_id(2), &app)));
        Ok(())
    })
    .await;
}

pub(super) async fn consents_of_an_account_leave_out_what_ended(s: &Subject) {
    s.accounts(2).await;
    let mut revoked_all = app(3, account_id(1));
    revoked_all.policy.revoke_all(at(1));
    let old = Consent { epoch: PolicyEpoch::new(0), ..consent(account_id(2), &revoked_all) };
    let apps: Vec<App> = vec![app(1, account_id(1)), app(2, account_id(1)), revoked_all, app(4, account_id(1))];
    let told = s
        .write(async |tx| {
            for app in &apps {
                tx.add_app(app).await?;
            }
            for (n, app) in (0..).zip(&apps) {
                tx.put_consent(&Consent { granted_at: at(n), ..consent(account_id(2), app) }).await?;
            }
            tx.put_consent(&old).await?;
            tx.put_consent(&consent(account_id(1), &app(1, account_id(1)))).await?;
            assert!(tx.revoke_consent(account_id(2), app_id(2), at(20)).await?);
            tx.consents_of(account_id(2)).await
        })
        .await;
    let told: Vec<_> = told.into_iter().map(|(consent, app)| (consent.granted_at, consent.app, app)).collect();
    let expected =
        [(at(3), app_id(4), app(4, account_id(1))), (at(0), app_id(1), app(1, account_id(1)))];
    assert_eq!(told, expected, "newest first, each with its app");
}

pub(super) async fn r17_a_consent_is_revoked_once(s: &Subject) {
    let app = s.app().await;
    s.write(async |tx| {
        tx.put_consent(&consent(account_id(1), &app)).await?;
        tx.put_consent(&consent(account_id(2), &app)).await?;
        assert!(tx.revoke_consent(account_id(1), app.id, at(20)).await?);
        assert!(!tx.revoke_consent(account_id(1), app.id, at(21)).await?);
        let revoked = Consent { revoked_at: Some(at(20)), ..consent(account_id(1), &app) };
        assert_eq!(tx.consent(account_id(1), app.id).await?, Some(revoked));
        assert_eq!(tx.consent(account_id(2), app.id).await?, Some(consent(account_id(2), &app)));
        Ok(())
    })
    .await;
}

pub(super) async fn r22_consents_given_or_widened_since_a_time_are_revoked(s: &Subject) {
    s.accounts(2).await;
    let [before, widened, given, others] = &[1, 2, 3, 4].map(|n| app(n, account_id(1)));
    s.write(async |tx| {
        for app in [before, widened, given, others] {
            tx.add_app(app).await?;
        }
        Ok(())
    })
    .await;
    let consents = [
        Consent { granted_at: at(10), widened_at: at(19), ..consent(account_id(1), before) },
        Consent { granted_at: at(10), widened_at: at(20), ..consent(account_id(1), widened) },
        Consent { granted_at: at(25), widened_at: at(25), ..consent(account_id(1), given) },
        Consent { granted_at: at(25), widened_at: at(25), ..consent(account_id(2), others) },
    ];
    s.write(async |tx| {
        for consent in &consents {
            tx.put_consent(consent).await?;
        }
        assert_eq!(tx.revoke_consents_since(account_id(1), at(20), at(30)).await?, 2);
        assert_eq!(tx.revoke_consents_since(account_id(1), at(20), at(31)).await?, 0, "they are revoked already");
        for (consent, revoked_at) in consents.iter().zip([None, Some(at(30)), Some(at(30)), None]) {
            let expected = Consent { revoked_at, ..consent.clone() };
            assert_eq!(tx.consent(consent.account, consent.app).await?, Some(expected));
        }
        Ok(())
    })
    .await;
}

pub(super) async fn r16_a_consent_that_revoke_all_ended_cannot_be_revoked_again(s: &Subject) {
    let mut app = s.app().await;
    s.write(async |tx| tx.put_consent(&consent(account_id(1), &app)).await).await;
    app.policy.revoke_all(at(15));
    s.write(async |tx| {
        tx.set_policy(app.id, &app.policy).await?;
        tx.put_consent(&consent(account_id(2), &app)).await?;
        assert!(!tx.revoke_consent(account_id(1), app.id, at(20)).await?);
        assert!(tx.revoke_consent(account_id(2), app.id, at(20)).await?, "that of the new epoch is live");
        Ok(())
    })
    .await;
}
