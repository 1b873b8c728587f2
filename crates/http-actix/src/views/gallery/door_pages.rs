//! Pages before and around signing in, the consent question, and the panel.

use std::time::Duration;

use twinlock_application::Verdict;
use twinlock_domain::{RedirectUri, ScopeSet, ScopeToken};

use super::{NOW, Picture, ada, atlas, days, request, visitor};
use crate::text::{Message, Texts, message};
use crate::views::consent::ConsentPage;
use crate::views::form_post::FormPostPage;
use crate::views::layout::{Chrome, Problem};
use crate::views::messages::{End, ErrorPage, MessagePage, RequestOver, WrongHostPage};
use crate::views::panel::{PanelPage, Stopped};
use crate::views::password::{ForgotPasswordPage, ResetPasswordPage, UndoEnrolmentPage, VerifyEmailPage};
use crate::views::redirect_mismatch::RedirectMismatchPage;
use crate::views::sign_in::{SetUpPage, SignInPage, SignUpPage};
use crate::views::two_factor::{CodePurpose, TwoFactorPage};

pub(super) fn all(texts: Texts) -> Vec<Picture> {
    let mut pictures = doors(texts);
    pictures.extend(codes(texts));
    pictures.extend(mailed(texts));
    pictures.extend(messages(texts));
    pictures.extend(question_and_panel(texts));
    pictures
}

fn doors(texts: Texts) -> Vec<Picture> {
    let sign_in = |again, heading_to, email: &str| SignInPage {
        return_to: request().to_string(),
        heading_to,
        email: email.into(),
        again,
        sign_up_open: true,
    };
    let refused = Chrome { problems: vec![Problem::at("password", message::sign_in_refused())], ..visitor(texts) };
    let sign_up = SignUpPage {
        return_to: "dashboard".into(),
        heading_to: None,
        email: String::new(),
        display_name: String::new(),
    };
    let set_up = SetUpPage { token: "once".into(), email: String::new(), display_name: String::new() };
    vec![
        ("sign-in", sign_in(false, Some(atlas()), "").render(&visitor(texts)).into_string()),
        ("sign-in-refused", sign_in(false, None, "ada@example.com").render(&refused).into_string()),
        ("sign-in-again", sign_in(true, Some(atlas()), "").render(&ada(texts)).into_string()),
        ("sign-up", sign_up.render(&visitor(texts)).into_string()),
        ("set-up", set_up.render(&visitor(texts)).into_string()),
    ]
}

fn codes(texts: Texts) -> Vec<Picture> {
    let page = |purpose, refusal: Option<Message>| {
        let problems = refusal.map(|sentence| Problem::at("code", sentence)).into_iter().collect();
        TwoFactorPage { return_to: request().to_string(), heading_to: Some(atlas()), purpose }
            .render(&Chrome { problems, ..ada(texts) })
            .into_string()
    };
    vec![
        ("two-factor", page(CodePurpose::SignIn, None)),
        ("two-factor-step-up", page(CodePurpose::StepUp, None)),
        ("two-factor-refused", page(CodePurpose::SignIn, Some(message::code_wrong()))),
    ]
}

fn mailed(texts: Texts) -> Vec<Picture> {
    let verify = |ask_password| VerifyEmailPage { token: "once".into(), email: "ada@example.com".into(), ask_password };
    vec![
        (
            "password-forgot",
            ForgotPasswordPage { email: String::new(), return_to: "dashboard".into() }
                .render(&visitor(texts))
                .into_string(),
        ),
        (
            "password-reset",
            ResetPasswordPage { token: "once".into(), email: "ada@example.com".into() }
                .render(&visitor(texts))
                .into_string(),
        ),
        ("email-verify", verify(false).render(&ada(texts)).into_string()),
        ("email-verify-password", verify(true).render(&visitor(texts)).into_string()),
        ("undo-enrolment", UndoEnrolmentPage { token: "once".into() }.render(&visitor(texts)).into_string()),
    ]
}

fn messages(texts: Texts) -> Vec<Picture> {
    let error = ErrorPage {
        status: 503,
        heading: message::error_heading_server(),
        sentence: message::error_unavailable(),
        code: "temporarily_unavailable".into(),
    };
    let with_id = Chrome { request_id: Some("0199b2f4c1d0".into()), ..visitor(texts) };
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
        FormPostPage { redirect_uri: uri, parameters }.render(texts).into_string()
    };
    let decided = |how| {
        let end = End::Decided { request: request(), how, at: NOW, answer_waits: false };
        RequestOver { app: atlas(), end }
    };
    vec![
        ("form-post", registered.first().map(posted).unwrap_or_default()),
        ("signed-out", MessagePage::signed_out().render(&visitor(texts)).into_string()),
        ("email-verified", MessagePage::email_verified().render(&ada(texts)).into_string()),
        ("mail-sent", MessagePage::mail_sent("dashboard").render(&visitor(texts)).into_string()),
        ("password-set", MessagePage::password_set().render(&visitor(texts)).into_string()),
        (
            "password-set-towards",
            MessagePage::password_set_towards("Atlas", "once").render(&visitor(texts)).into_string(),
        ),
        ("password-set-elsewhere", MessagePage::password_set_elsewhere().render(&visitor(texts)).into_string()),
        ("enrolment-undone", MessagePage::enrolment_undone().render(&visitor(texts)).into_string()),
        ("error", error.render(&with_id).into_string()),
        ("wrong-host", host.render(&visitor(texts)).into_string()),
        ("redirect-mismatch", mismatch(true, nearest).render(&ada(texts)).into_string()),
        ("redirect-mismatch-stranger", mismatch(false, None).render(&visitor(texts)).into_string()),
        ("request-expired", RequestOver { app: atlas(), end: End::Expired }.render(&ada(texts)).into_string()),
        ("request-allowed", decided(Verdict::Allowed).render(&ada(texts)).into_string()),
        ("request-denied", decided(Verdict::Denied).render(&ada(texts)).into_string()),
        ("request-unasked", decided(Verdict::Unasked).render(&ada(texts)).into_string()),
    ]
}

fn question_and_panel(texts: Texts) -> Vec<Picture> {
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
        ("consent", first.render(&ada(texts)).into_string()),
        ("consent-more", more.render(&ada(texts)).into_string()),
        ("panel", panel(Stopped::NotEnrolled).render(&ada(texts)).into_string()),
        ("panel-by-request", panel(Stopped::NotEnrolledForRequest).render(&ada(texts)).into_string()),
        ("panel-too-young", panel(Stopped::TooYoung { until: NOW + days(3) }).render(&ada(texts)).into_string()),
        ("panel-disabled", panel(Stopped::Disabled).render(&ada(texts)).into_string()),
        ("panel-preview", preview.render(&ada(texts)).into_string()),
    ]
}
