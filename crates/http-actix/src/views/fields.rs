//! Inputs with their labels, hints and errors linked to them, and forms with their CSRF token.

use maud::{Markup, html};

use super::layout::Chrome;
use crate::text::{Message, Texts, message};

/// A labelled input.
pub(super) struct Field<'a> {
    id: &'a str,
    name: &'a str,
    label: Message,
    kind: &'static str,
    autocomplete: &'static str,
    hint: Option<Message>,
    value: Option<&'a str>,
    focused: bool,
    needed: Needed,
    numeric: bool,
    lower_case: bool,
    maximum: u32,
}

/// Whether an input has to be filled in, and whether the browser enforces it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    /// Required; the browser enforces it.
    Always,
    /// This input or another one of the same form is required.
    OneOfTwo,
    /// Shown as required, but not enforced by the browser: it belongs to a choice in the same form.
    WhenChosen,
    /// It may stay empty, unless the change weakens the app.
    WhereItWeakens,
    /// It may stay empty.
    Optional,
}

impl<'a> Field<'a> {
    /// A line of text whose `id` is its name.
    pub(super) const fn text(name: &'a str, label: Message) -> Self {
        Self {
            id: name,
            name,
            label,
            kind: "text",
            autocomplete: "off",
            hint: None,
            value: None,
            focused: false,
            needed: Needed::Always,
            numeric: false,
            lower_case: false,
            maximum: 200,
        }
    }

    /// An e-mail address.
    pub(super) fn email(value: &'a str) -> Self {
        let field = Self::text("email", message::field_email());
        Self { kind: "email", autocomplete: "username", value: Some(value), maximum: 320, ..field }
    }

    /// The current password.
    pub(super) fn password() -> Self {
        let field = Self::text("password", message::field_password());
        Self { kind: "password", autocomplete: "current-password", maximum: 512, ..field }
    }

    /// A new password.
    pub(super) fn new_password() -> Self {
        Self { autocomplete: "new-password", hint: Some(message::field_new_password_hint()), ..Self::password() }
    }

    /// A code of the authenticator app. A recovery code is accepted too, but has a field of its own: phones offer no
    /// letters here.
    pub(super) fn code() -> Self {
        let field = Self::text("code", message::field_code());
        let hint = Some(message::field_code_hint());
        Self { autocomplete: "one-time-code", numeric: true, hint, maximum: 40, ..field }
    }

    /// A recovery code.
    pub(super) fn recovery_code() -> Self {
        let field = Self::text("recovery_code", message::field_recovery_code());
        Self { lower_case: true, hint: Some(message::field_recovery_code_hint()), maximum: 80, ..field }
    }

    /// Not enforced by the browser, since another field can be filled in instead.
    pub(super) fn one_of_two(self) -> Self {
        Self { needed: Needed::OneOfTwo, ..self }
    }

    /// It may be left empty.
    pub(super) fn optional(self) -> Self {
        Self { needed: Needed::Optional, ..self }
    }

    pub(super) fn id(self, id: &'a str) -> Self {
        Self { id, ..self }
    }

    pub(super) fn label(self, label: Message) -> Self {
        Self { label, ..self }
    }

    pub(super) fn hint(self, hint: Message) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(super) fn value(self, value: &'a str) -> Self {
        Self { value: Some(value), ..self }
    }

    pub(super) fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// Takes the focus, unless the error summary does.
    pub(super) fn focused(self) -> Self {
        Self { focused: true, ..self }
    }

    /// The maximum number of characters.
    pub(super) fn maximum(self, maximum: u32) -> Self {
        Self { maximum, ..self }
    }

    /// A whole number.
    pub(super) fn number(self) -> Self {
        Self { numeric: true, maximum: 4, ..self }
    }

    pub(super) fn render(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        let problem = chrome.problem_at(self.id);
        let (hint_id, problem_id) = (format!("{}-hint", self.id), format!("{}-problem", self.id));
        let described = match (self.hint.is_some(), problem.is_some()) {
            (true, true) => Some(format!("{hint_id} {problem_id}")),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(problem_id.clone()),
            (false, false) => None,
        };
        html! {
            div.field {
                label for=(self.id) {
                    (texts.html(&self.label))
                    @match self.needed {
                        Needed::Always | Needed::OneOfTwo => {}
                        Needed::WhenChosen => { " " span.soft { (texts.html(message::field_required())) } }
                        Needed::WhereItWeakens => { " " span.soft { (texts.html(message::field_where_it_weakens())) } }
                        Needed::Optional => { " " span.soft { (texts.html(message::field_optional())) } }
                    }
                }
                @if let Some(hint) = &self.hint { p.hint id=(hint_id) { (texts.html(hint)) } }
                @if let Some(problem) = problem { p.wrong id=(problem_id) { (texts.html(&problem.text)) } }
                input type=(self.kind) id=(self.id) name=(self.name) value=[self.value] autocomplete=(self.autocomplete)
                    inputmode=[self.numeric.then_some("numeric")] maxlength=(self.maximum)
                    required[self.needed == Needed::Always]
                    aria-required=[(self.needed == Needed::WhenChosen).then_some("true")]
                    aria-describedby=[described] aria-invalid=[problem.map(|_| "true")]
                    spellcheck=[(self.kind == "text").then_some("false")] autocapitalize=[(self.numeric || self.lower_case).then_some("none")]
                    autofocus[self.focused && chrome.problems.is_empty()];
            }
        }
    }
}

/// What has to be entered again for an action that weakens something (R21, R23, R24).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proof {
    /// The password, if it was not entered recently.
    pub(crate) password: bool,
    /// A code, if there is a second factor.
    pub(crate) code: bool,
}

/// The inputs of a proof. `scope` makes their ids unique on the page.
pub(super) fn proof(chrome: &Chrome, asked: Proof, scope: &str) -> Markup {
    let (password_id, code_id) = (format!("{scope}-password"), format!("{scope}-code"));
    html! {
        @if asked.password { (whose_password(chrome.email())) (Field::password().id(&password_id).render(chrome)) }
        @if asked.code { (Field::code().id(&code_id).one_of_two().render(chrome)) (recovery_code(chrome, scope, message::field_recovery_code())) }
    }
}

/// The input for a recovery code, in the same form. If it is filled in, the field for codes is ignored.
fn recovery_code(chrome: &Chrome, scope: &str, label: Message) -> Markup {
    let id = format!("{scope}-recovery-code");
    html! {
        details.fold open[chrome.problem_at(&id).is_some()] {
            summary { (chrome.texts.html(message::field_use_recovery_code())) }
            (Field::recovery_code().id(&id).label(label).one_of_two().render(chrome))
        }
    }
}

/// Tells a password manager which account's password is asked for. Not sent: it has no name.
pub(super) fn whose_password(email: &str) -> Markup {
    html! { input type="text" hidden readonly autocomplete="username" value=(email); }
}

/// Where and when the inputs of a proof are shown.
#[derive(Clone, Copy)]
pub(super) struct ProofFor<'a> {
    /// Makes the ids unique on the page.
    pub(super) scope: &'a str,
    /// Completes the labels, which tell the fields of several forms on one page apart.
    pub(super) purpose: Purpose,
    /// When they have to be filled in.
    pub(super) asked: Asked,
}

/// What a proof is required for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    RevokeEveryone,
    TurnOff,
    LowerAge,
    AddSecret,
    Save,
    RevokeAll,
    Delete,
}

/// The labels of a proof's inputs.
struct Labels {
    password: Message,
    code: Message,
    recovery_code: Message,
}

impl Purpose {
    fn labels(self) -> Labels {
        let (password, code, recovery_code) = match self {
            Self::RevokeEveryone => (
                message::proof_password_revoke_everyone(),
                message::proof_code_revoke_everyone(),
                message::proof_recovery_code_revoke_everyone(),
            ),
            Self::TurnOff => (
                message::proof_password_turn_off(),
                message::proof_code_turn_off(),
                message::proof_recovery_code_turn_off(),
            ),
            Self::LowerAge => (
                message::proof_password_lower_age(),
                message::proof_code_lower_age(),
                message::proof_recovery_code_lower_age(),
            ),
            Self::AddSecret => (
                message::proof_password_add_secret(),
                message::proof_code_add_secret(),
                message::proof_recovery_code_add_secret(),
            ),
            Self::Save => {
                (message::proof_password_save(), message::proof_code_save(), message::proof_recovery_code_save())
            }
            Self::RevokeAll => (
                message::proof_password_revoke_all(),
                message::proof_code_revoke_all(),
                message::proof_recovery_code_revoke_all(),
            ),
            Self::Delete => {
                (message::proof_password_delete(), message::proof_code_delete(), message::proof_recovery_code_delete())
            }
        };
        Labels { password, code, recovery_code }
    }
}

/// When the inputs of a proof have to be filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Always.
    Always,
    /// If a choice in the same form was made; they are hidden otherwise.
    WhenChosen,
    /// If the change weakens the app, which the page cannot determine.
    WhereItWeakens,
}

/// The inputs of a proof in one of several forms on a page. Inputs that were refused are shown even if they would not
/// be required.
pub(super) fn proof_for(chrome: &Chrome, proof: Proof, wanted: ProofFor<'_>) -> Markup {
    let ProofFor { scope, purpose, asked } = wanted;
    let (password_id, code_id) = (format!("{scope}-password"), format!("{scope}-code"));
    let labels = purpose.labels();
    let needed = |field: Field<'_>, otherwise: Needed| {
        let needed = match asked {
            Asked::Always => otherwise,
            Asked::WhenChosen => Needed::WhenChosen,
            Asked::WhereItWeakens => Needed::WhereItWeakens,
        };
        Field { needed, ..field }.render(chrome)
    };
    html! {
        @if proof.password || chrome.problem_at(&password_id).is_some() {
            (whose_password(chrome.email()))
            (needed(Field::password().id(&password_id).label(labels.password), Needed::Always))
        }
        @if proof.code || chrome.problem_at(&code_id).is_some() {
            (needed(Field::code().id(&code_id).label(labels.code), Needed::OneOfTwo))
            (recovery_code(chrome, scope, labels.recovery_code))
        }
    }
}

/// A form that changes something. It always carries the CSRF token.
pub(super) fn form(chrome: &Chrome, action: &str, body: &Markup) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="csrf" value=(chrome.csrf);
            (body)
        }
    }
}

/// A form that is one button.
pub(super) fn one_button(chrome: &Chrome, action: &str, class: &str, words: Message) -> Markup {
    form(chrome, action, &html! { button class=(class) type="submit" { (chrome.texts.html(words)) } })
}

pub(super) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// A checkbox with its label.
pub(super) fn tick(id: &str, name: &str, value: &str, ticked: bool, words: &Markup) -> Markup {
    html! {
        div.tick {
            input type="checkbox" id=(id) name=(name) value=(value) checked[ticked];
            label for=(id) { (words) }
        }
    }
}

/// Buttons for a text that is shown once, hidden until the script enables them, with the messages that the script
/// shows.
pub(super) fn tools(texts: Texts, of: &str, file: &str, buttons: &Markup) -> Markup {
    html! {
        div.tools data-for=(of) hidden
            data-copied=(texts.plain(message::tool_copied()))
            data-selected=(texts.plain(message::tool_selected()))
            data-downloaded=(texts.plain(message::tool_downloaded(file))) { (buttons) }
        p.said role="status" {}
    }
}
