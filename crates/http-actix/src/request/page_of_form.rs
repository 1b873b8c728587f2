//! Which page each form belongs to. If a form cannot be accepted as it was sent, the browser is redirected there.

use twinlock_application::SessionState;

use crate::http_error::HttpError;
use crate::paths;
use crate::request::context::{Notice, RequestContext};
use crate::request::parameters::Parameters;
use crate::request::return_to::ReturnTo;

/// The page of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageOfForm {
    /// The URL of the page.
    pub(crate) page: String,
    /// Who the page is for.
    pub(crate) audience: Audience,
}

/// Who a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Anybody, for example the holder of a mailed link.
    Anyone,
    /// A user who signs in or signs up, and then continues there.
    Door(ReturnTo),
    /// A user who has entered the password and owes a code, and then continues there.
    Code(ReturnTo),
    /// A signed-in user. After signing in again, they continue there.
    SignedIn(ReturnTo),
    /// A user who signs out; the form may name where they continue.
    Leaving(Option<ReturnTo>),
}

impl PageOfForm {
    /// The page that has the form for `path`, with the form's own `continue` or `token`; `None` if no page has such a
    /// form.
    pub(crate) fn of(path: &str, form: &Parameters) -> Option<Self> {
        let field = |name: &str| form.all(name).next();
        let return_to = ReturnTo::parse(field("continue"));
        let towards = |page: &str| format!("{page}?continue={return_to}");
        let by_link = || {
            let token =
                field("token").filter(|token| token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
            token.map_or_else(|| path.to_owned(), |token| paths::by_link(path, token))
        };
        let page = |page: String, audience| Some(Self { page, audience });
        match path {
            paths::SIGN_IN | paths::SIGN_UP => page(towards(path), Audience::Door(return_to)),
            paths::PASSWORD_FORGOT => page(path.into(), Audience::Anyone),
            paths::PASSWORD_RESET | paths::EMAIL_VERIFY | paths::UNDO_ENROLMENT | paths::SET_UP => {
                page(by_link(), Audience::Anyone)
            }
            paths::TWO_FACTOR => page(towards(path), Audience::Code(return_to)),
            paths::SIGN_OUT => {
                let target = field("continue").map(|_| return_to);
                page(return_to.path(), Audience::Leaving(target))
            }
            paths::EMAIL_RESEND | paths::ACCOUNT => {
                page(paths::DASHBOARD.into(), Audience::SignedIn(ReturnTo::Dashboard))
            }
            paths::CONSENT_DECISION => {
                let request = ReturnTo::parse(field("request"));
                page(paths::consent(&request.request()?.to_string()), Audience::SignedIn(request))
            }
            _ => Self::of_dashboard(path, return_to),
        }
    }

    fn of_dashboard(path: &str, return_to: ReturnTo) -> Option<Self> {
        let below = |page: &str| path.strip_prefix(page).and_then(|rest| rest.strip_prefix('/'));
        if below(paths::SECURITY).is_some() {
            return Some(match return_to.request() {
                // After sign-in the app's request is continued, which may lead back here or not.
                Some(id) => {
                    Self { page: paths::set_up_two_factor(&id.to_string()), audience: Audience::SignedIn(return_to) }
                }
                None => Self { page: paths::SECURITY.into(), audience: Audience::SignedIn(ReturnTo::Security) },
            });
        }
        if below(paths::APPS).is_some() {
            return Some(Self { page: paths::APPS.into(), audience: Audience::SignedIn(ReturnTo::Apps) });
        }
        let rest = below(paths::DEVELOPER)?;
        let app = rest.split('/').nth(1).and_then(|id| id.parse().ok());
        let page = app.map_or_else(|| paths::DEVELOPER.into(), paths::open_app);
        Some(Self { page, audience: Audience::SignedIn(ReturnTo::Developer) })
    }

    /// Where a browser is redirected whose form carries a CSRF token that is no longer current: to the page itself, or
    /// to what has to be done before it.
    pub(crate) async fn way_back(&self, context: &RequestContext) -> Result<String, HttpError> {
        let visit = context.session_state().await?;
        Ok(match (self.audience, &visit) {
            // Another tab has signed in. If its session is not enough for the target, the target asks for more.
            (Audience::Door(target), SessionState::SignedIn(_)) => target.path(),
            (Audience::Door(target) | Audience::SignedIn(target), SessionState::Pending(_)) => {
                paths::two_factor_towards(&target.to_string())
            }
            (Audience::Anyone | Audience::Door(_), _) => Notice::OutOfDate.beside(&self.page),
            (Audience::Code(target), SessionState::SignedIn(who)) if who.session.authentication.is_two_factor() => {
                target.path()
            }
            (Audience::Code(_), SessionState::Pending(_) | SessionState::SignedIn(_))
            | (Audience::SignedIn(_) | Audience::Leaving(_), SessionState::SignedIn(_)) => {
                Notice::OutOfDate.beside(&self.page)
            }
            (Audience::Leaving(_), SessionState::Pending(_)) => {
                Notice::OutOfDate.beside(&paths::two_factor_towards(&ReturnTo::default().to_string()))
            }
            (Audience::Leaving(None), SessionState::Anonymous) => paths::SIGNED_OUT.into(),
            (Audience::Leaving(Some(target)), SessionState::Anonymous) => paths::sign_in_towards(&target.to_string()),
            (Audience::Code(_) | Audience::SignedIn(_), SessionState::Anonymous) => {
                self.sign_in_first().unwrap_or_default()
            }
        })
    }

    /// The sign-in page for a user who was signed out before this form was sent; `None` if the form needs no signed-in
    /// user.
    pub(crate) fn sign_in_first(&self) -> Option<String> {
        match self.audience {
            Audience::Code(target) | Audience::SignedIn(target) => {
                Some(Notice::SignedOut.beside(&paths::sign_in_towards(&target.to_string())))
            }
            Audience::Anyone | Audience::Door(_) | Audience::Leaving(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "01890000-0000-7000-8000-000000000000";

    #[test]
    fn e10_every_form_belongs_to_a_page() {
        for (path, form, page) in [
            ("/sign-in", "continue=apps", "/sign-in?continue=apps"),
            ("/sign-in", "continue=https://evil.example", "/sign-in?continue=dashboard"),
            ("/sign-up", "", "/sign-up?continue=dashboard"),
            ("/password/reset", "token=abc_-9", "/password/reset?token=abc_-9"),
            ("/password/reset", "token=a%26b", "/password/reset"),
            ("/dashboard/security/enrol", "", "/dashboard/security"),
            ("/dashboard/security/sessions/x/end", "", "/dashboard/security"),
            ("/dashboard/apps/x/revoke", "", "/dashboard/apps"),
            ("/dashboard/developer/apps", "", "/dashboard/developer"),
            ("/dashboard/developer/apps/x/delete", "", "/dashboard/developer"),
            ("/sign-out", "", "/dashboard"),
            ("/dashboard/account", "locale=de", "/dashboard"),
        ] {
            let found = PageOfForm::of(path, &Parameters::of_page(form.as_bytes()).unwrap());
            assert_eq!(found.map(|found| found.page).as_deref(), Some(page), "{path} {form}");
        }
        let consent = Parameters::of_page(format!("request={REQUEST}").as_bytes()).unwrap();
        let consent = PageOfForm::of("/api/oauth/consent", &consent).unwrap();
        assert_eq!(consent.page, format!("/consent?request={REQUEST}"));
        for path in
            ["/oauth2/token", "/api/developer/apps", "/api/oauth/consent", "/dashboard", "/dashboard/securityx/y"]
        {
            assert_eq!(PageOfForm::of(path, &Parameters::default()), None, "{path}");
        }
    }

    #[test]
    fn e10_set_up_keeps_the_app_that_asked_for_it() {
        let form = Parameters::of_page(format!("continue={REQUEST}").as_bytes()).unwrap();
        let page = PageOfForm::of("/dashboard/security/enrol", &form).unwrap();
        assert_eq!(page.page, format!("/dashboard/security?continue={REQUEST}"));
        assert_eq!(page.sign_in_first().unwrap(), format!("/sign-in?continue={REQUEST}&notice=signed-out"));
    }
}
