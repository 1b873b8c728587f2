//! Inputs with their labels, hints and errors tied together, and forms with their token.

use maud::{Markup, html};

use super::layout::Chrome;
use super::words;

/// A labelled input.
pub(super) struct Field<'a> {
    id: &'a str,
    name: &'a str,
    label: &'a str,
    kind: &'static str,
    autocomplete: &'static str,
    hint: Option<&'a str>,
    value: Option<&'a str>,
    focused: bool,
    needed: Needed<'a>,
    numeric: bool,
    lower_case: bool,
    maximum: u32,
}

/// Whether an input has to be filled in, and who says so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed<'a> {
    /// The browser insists.
    Always,
    /// This one or another of the same form.
    OneOfTwo,
    /// The page says that it is required, but the browser must not insist: it belongs to a choice in the same form.
    WhenChosen,
    /// It may stay empty; the words say when not.
    Perhaps(&'a str),
}

impl<'a> Field<'a> {
    /// A line of text whose `id` is its name.
    pub(super) const fn text(name: &'a str, label: &'a str) -> Self {
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
    pub(super) const fn email(value: &'a str) -> Self {
        let field = Self::text("email", "E-mail address");
        Self { kind: "email", autocomplete: "username", value: Some(value), maximum: 320, ..field }
    }

    /// The password that there is.
    pub(super) const fn password() -> Self {
        let field = Self::text("password", "Password");
        Self { kind: "password", autocomplete: "current-password", maximum: 512, ..field }
    }

    /// A password to be.
    pub(super) const fn new_password() -> Self {
        let field = Self::password();
        Self {
            autocomplete: "new-password",
            hint: Some("At least 8 characters. A few unrelated words make a good one; no rules on symbols."),
            ..field
        }
    }

    /// A code of the authenticator app. A recovery code is accepted too, but has a field of its own: phones offer no
    /// letters here.
    pub(super) const fn code() -> Self {
        let field = Self::text("code", words::CODE_LABEL);
        Self { autocomplete: "one-time-code", numeric: true, hint: Some(words::CODE_HINT), maximum: 40, ..field }
    }

    /// A recovery code.
    pub(super) const fn recovery_code() -> Self {
        let field = Self::text("recovery_code", "Recovery code");
        Self { lower_case: true, hint: Some(words::RECOVERY_CODE_HINT), maximum: 80, ..field }
    }

    /// Not insisted on by the browser, since another field can be filled instead.
    pub(super) const fn one_of_two(self) -> Self {
        Self { needed: Needed::OneOfTwo, ..self }
    }

    /// It may be left empty.
    pub(super) const fn optional(self) -> Self {
        Self { needed: Needed::Perhaps("optional"), ..self }
    }

    pub(super) const fn id(self, id: &'a str) -> Self {
        Self { id, ..self }
    }

    pub(super) const fn label(self, label: &'a str) -> Self {
        Self { label, ..self }
    }

    pub(super) const fn hint(self, hint: &'a str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(super) const fn value(self, value: &'a str) -> Self {
        Self { value: Some(value), ..self }
    }

    pub(super) const fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// Takes the focus, unless the error summary does.
    pub(super) const fn focused(self) -> Self {
        Self { focused: true, ..self }
    }

    /// How many characters it takes.
    pub(super) const fn maximum(self, maximum: u32) -> Self {
        Self { maximum, ..self }
    }

    /// A whole number.
    pub(super) const fn number(self) -> Self {
        Self { numeric: true, maximum: 4, ..self }
    }

    pub(super) fn render(&self, chrome: &Chrome) -> Markup {
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
                    (self.label)
                    @match self.needed {
                        Needed::Always | Needed::OneOfTwo => {}
                        Needed::WhenChosen => { " " span.soft { "(required)" } }
                        Needed::Perhaps(words) => { " " span.soft { "(" (words) ")" } }
                    }
                }
                @if let Some(hint) = self.hint { p.hint id=(hint_id) { (hint) } }
                @if let Some(problem) = problem { p.wrong id=(problem_id) { (problem.text) } }
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

/// What an action asks for again, since it weakens something (R21, R23, R24).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proof {
    /// The password: it was not given just now.
    pub(crate) password: bool,
    /// A code: there is a second factor.
    pub(crate) code: bool,
}

/// The inputs of a proof. `scope` makes their ids the only ones on the page.
pub(super) fn proof(chrome: &Chrome, asked: Proof, scope: &str) -> Markup {
    let (password_id, code_id) = (format!("{scope}-password"), format!("{scope}-code"));
    html! {
        @if asked.password { (whose_password(chrome.email())) (Field::password().id(&password_id).render(chrome)) }
        @if asked.code { (Field::code().id(&code_id).one_of_two().render(chrome)) (recovery_code(chrome, scope, "Recovery code")) }
    }
}

/// The way around the phone, in the same form: what is typed here counts, whatever stands in the other field.
fn recovery_code(chrome: &Chrome, scope: &str, label: &str) -> Markup {
    let id = format!("{scope}-recovery-code");
    html! {
        details.fold open[chrome.problem_at(&id).is_some()] {
            summary { "Use a recovery code" }
            (Field::recovery_code().id(&id).label(label).one_of_two().render(chrome))
        }
    }
}

/// Tells a password manager which account's password is asked for. Not sent: it has no name.
pub(super) fn whose_password(email: &str) -> Markup {
    html! { input type="text" hidden readonly autocomplete="username" value=(email); }
}

/// What an input of a proof is for.
#[derive(Clone, Copy)]
pub(super) struct ProofFor<'a> {
    /// Makes the ids the only ones on the page.
    pub(super) scope: &'a str,
    /// Completes the labels: "Code to" delete the app. It tells the fields of several forms on one page apart.
    pub(super) purpose: &'a str,
    /// When they have to be filled in.
    pub(super) asked: Asked,
}

/// When the inputs of a proof have to be filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Always.
    Always,
    /// Where a choice in the same form was made; they are hidden otherwise.
    WhenChosen,
    /// Where what is changed weakens the app: the page cannot know.
    WhereItWeakens,
}

/// The inputs of a proof in a form of which a page has several. One that was refused is shown even where it would not
/// have been asked for.
pub(super) fn proof_for(chrome: &Chrome, proof: Proof, wanted: ProofFor<'_>) -> Markup {
    let ProofFor { scope, purpose, asked } = wanted;
    let (password_id, code_id) = (format!("{scope}-password"), format!("{scope}-code"));
    let (password_label, code_label) = (format!("Password to {purpose}"), format!("Code to {purpose}"));
    let recovery_label = format!("Recovery code to {purpose}");
    let needed = |field: Field<'_>, otherwise: Needed<'static>| {
        let needed = match asked {
            Asked::Always => otherwise,
            Asked::WhenChosen => Needed::WhenChosen,
            Asked::WhereItWeakens => Needed::Perhaps("only where the change weakens the app"),
        };
        Field { needed, ..field }.render(chrome)
    };
    html! {
        @if proof.password || chrome.problem_at(&password_id).is_some() {
            (whose_password(chrome.email()))
            (needed(Field::password().id(&password_id).label(&password_label), Needed::Always))
        }
        @if proof.code || chrome.problem_at(&code_id).is_some() {
            (needed(Field::code().id(&code_id).label(&code_label), Needed::OneOfTwo))
            (recovery_code(chrome, scope, &recovery_label))
        }
    }
}

/// A form that changes something: it always carries the token.
pub(super) fn form(chrome: &Chrome, action: &str, body: &Markup) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="csrf" value=(chrome.csrf);
            (body)
        }
    }
}

/// A form that is one button.
pub(super) fn one_button(chrome: &Chrome, action: &str, class: &str, words: &str) -> Markup {
    form(chrome, action, &html! { button class=(class) type="submit" { (words) } })
}

pub(super) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// A box to tick, with its words beside it.
pub(super) fn tick(id: &str, name: &str, value: &str, ticked: bool, words: &Markup) -> Markup {
    html! {
        div.tick {
            input type="checkbox" id=(id) name=(name) value=(value) checked[ticked];
            label for=(id) { (words) }
        }
    }
}
