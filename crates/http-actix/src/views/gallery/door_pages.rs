//! Pages before and around signing in, the question, and the panel.

use std::time::Duration;

use twinlock_application::Verdict;
use twinlock_domain::{RedirectUri, ScopeSet, ScopeToken};

use super::{NOW, Picture, ada, atlas, days, request, visitor};
use crate::views::consent::ConsentPage;
use crate::views::form_post::FormPostPage;
use crate::views::layout::{Chrome, Problem};
use crate::views::messages::{End, ErrorPage, MessagePage, RequestOver, WrongHostPage};
use crate::views::panel::{PanelPage, Stopped};
use crate::views::password::{ForgotPasswordPage, ResetPasswordPage, UndoEnrolmentPage, VerifyEmailPage};
use crate::views::redirect_mismatch::RedirectMismatchPage;
use crate::views::sign_in::{SetUpPage, SignInPage, SignUpPage};
use crate::views::two_factor::{CodePurpose, TwoFactorPage};

pub(super) fn all() -> Vec<Picture> {
    let mut pictures = doors();
    pictures.extend(codes());
    pictures.extend(mailed());
    pictures.extend(messages());
    pictures.extend(question_and_panel());
    pictures
}

fn doors() -> Vec<Picture> {
    let sign_in = |again, heading_to, email: &str| SignInPage {
        return_to: request().to_string(),
        heading_to,
        email: email.into(),
        again,
        sign_up_open: true,
    };
    let refused =
        Chrome { problems: vec![Problem::at("password", "The e-mail address or the password is wrong.")], ..visitor() };
    let sign_up = SignUpPage {
        return_to: "dashboard".into(),
        heading_to: None,
        email: String::new(),
        display_name: String::new(),
    };
    let set_up = SetUpPage { token: "once".into(), email: String::new(), display_name: String::new() };
    vec![
        ("sign-in", sign_in(false, Some(atlas()), "").render(&visitor()).into_string()),
        ("sign-in-refused", sign_in(false, None, "ada@example.com").render(&refused).into_string()),
        ("sign-in-again", sign_in(true, Some(atlas()), "").render(&ada()).into_string()),
        ("sign-up", sign_up.render(&visitor()).into_string()),
        ("set-up", set_up.render(&visitor()).into_string()),
    ]
}

fn codes() -> Vec<Picture> {
    let page = |purpose, refusal: Option<&str>| {
        let problems = refusal.map(|sentence| Problem::at("code", sentence)).into_iter().collect();
        TwoFactorPage { return_to: request().to_string(), heading_to: Some(atlas()), purpose }
            .render(&Chrome { problems, ..ada() })
            .into_string()
    };
    vec![
        ("two-factor", page(CodePurpose::SignIn, None)),
        ("two-factor-step-up", page(CodePurpose::StepUp, None)),
        ("two-factor-refused", page(CodePurpose::SignIn, Some("That code is wrong. Type the one it shows now."))),
    ]
}

fn mailed() -> Vec<Picture> {
    let verify = |ask_password| VerifyEmailPage { token: "once".into(), email: "ada@example.com".into(), ask_password };
    vec![
        (
            "password-forgot",
            ForgotPasswordPage { email: String::new(), return_to: "dashboard".into() }.render(&visitor()).into_string(),
        ),
        (
            "password-reset",
            ResetPasswordPage { token: "once".into(), email: "ada@example.com".into() }
                .render(&visitor())
                .into_string(),
        ),
        ("email-verify", verify(false).render(&ada()).into_string()),
        ("email-verify-password", verify(true).render(&visitor()).into_string()),
        ("undo-enrolment", UndoEnrolmentPage { token: "once".into() }.render(&visitor()).into_string()),
    ]
}

fn messages() -> Vec<Picture> {
    let error = ErrorPage {
        status: 503,
        heading: "Not now".into(),
        sentence: "Something that this server needs does not answer. Please try again in a minute.".into(),
        code: "temporarily_unavailable".into(),
    };
    let with_id = Chrome { request_id: Some("0199b2f4c1d0".into()), ..visitor() };
    let host = WrongHostPage {
        opened: "192.0.2.7:8080".into(),
        setting: Some("https://192.0.2.7:8080".into()),
        public_url: "https://id.example.com".into(),
    };
    let mismatch = |is_owner, nearest| RedirectMismatchPage {
        app: atlas(),
        requested: "https://notes.atlas.example/callback/?from=app".into(),
        nearest,
        is_owner,
    };
    let registered = RedirectUri::parse("https://notes.atlas.example/callback").into_iter().collect::<Vec<_>>();
    let nearest = RedirectUri::nearest(&registered, "https://notes.atlas.example/callback/?from=app");
    let posted = |uri: &RedirectUri| {
        let parameters =
            vec![("code", "SplxlOBeZQQYbYS6WxSbIA"), ("state", "a&b=\"c\"'<d>"), ("iss", "https://id.example.com")];
        FormPostPage { redirect_uri: uri, parameters }.render().into_string()
    };
    let decided = |how| {
        let end = End::Decided { request: request(), how, at: NOW, answer_waits: false };
        RequestOver { app: atlas(), end }
    };
    vec![
        ("form-post", registered.first().map(posted).unwrap_or_default()),
        ("signed-out", MessagePage::signed_out().render(&visitor()).into_string()),
        ("email-verified", MessagePage::email_verified().render(&ada()).into_string()),
        ("mail-sent", MessagePage::mail_sent("dashboard").render(&visitor()).into_string()),
        ("password-set", MessagePage::password_set().render(&visitor()).into_string()),
        ("password-set-towards", MessagePage::password_set_towards("Atlas", "once").render(&visitor()).into_string()),
        ("password-set-elsewhere", MessagePage::password_set_elsewhere().render(&visitor()).into_string()),
        ("enrolment-undone", MessagePage::enrolment_undone().render(&visitor()).into_string()),
        ("error", error.render(&with_id).into_string()),
        ("wrong-host", host.render(&visitor()).into_string()),
        ("redirect-mismatch", mismatch(true, nearest).render(&ada()).into_string()),
        ("redirect-mismatch-stranger", mismatch(false, None).render(&visitor()).into_string()),
        ("request-expired", RequestOver { app: atlas(), end: End::Expired }.render(&ada()).into_string()),
        ("request-allowed", decided(Verdict::Allowed).render(&ada()).into_string()),
        ("request-denied", decided(Verdict::Denied).render(&ada()).into_string()),
        ("request-unasked", decided(Verdict::Unasked).render(&ada()).into_string()),
    ]
}

fn question_and_panel() -> Vec<Picture> {
    let consent = |required, optional, stored_consent, refresh| ConsentPage {
        request: request(),
        app: atlas(),
        owner: "Grace Hopper".into(),
        required: ScopeSet::parse(required).unwrap(),
        optional: ScopeSet::parse(optional).unwrap(),
        stored_consent: ScopeSet::parse(stored_consent).unwrap(),
        scope_descriptions: [(ScopeToken::parse("notes:read").unwrap(), "Read your notes".into())].into(),
        access_token: Duration::from_mins(10),
        refresh,
    };
    let first = consent("openid profile", "email offline_access", "", Some((days(30), days(90))));
    let more = consent("email", "", "openid profile", None);
    let panel = |stopped| PanelPage { request: Some(request()), app: atlas(), stopped };
    let preview = PanelPage { request: None, ..panel(Stopped::NotEnrolled) };
    vec![
        ("consent", first.render(&ada()).into_string()),
        ("consent-more", more.render(&ada()).into_string()),
        ("panel", panel(Stopped::NotEnrolled).render(&ada()).into_string()),
        ("panel-by-request", panel(Stopped::NotEnrolledForRequest).render(&ada()).into_string()),
        ("panel-too-young", panel(Stopped::TooYoung { until: NOW + days(3) }).render(&ada()).into_string()),
        ("panel-disabled", panel(Stopped::Disabled).render(&ada()).into_string()),
        ("panel-preview", preview.render(&ada()).into_string()),
    ]
}
