//! The product's own drawings: two rings that lock where they overlap.

use maud::{Markup, html};

use crate::text::{Texts, message};

/// The mark beside the product's name.
pub(super) fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 28 20" width="28" height="20" aria-hidden="true" focusable="false" {
            circle.ring cx="10" cy="10" r="8.5" {}
            circle.ring cx="18" cy="10" r="8.5" {}
            path.lens d="M14 2.5a8.5 8.5 0 0 1 0 15a8.5 8.5 0 0 1 0 -15z" {}
        }
    }
}

/// How many of the two locks in the drawing are closed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Locks {
    /// The password only.
    One,
    /// Both, but the second factor is not old enough yet.
    Waiting,
    /// Both.
    Two,
}

/// The drawing of two locks with their labels. The labels carry the meaning; assistive technology skips the drawing.
pub(super) fn locks(texts: Texts, locks: Locks) -> Markup {
    let second = match locks {
        Locks::One => message::locks_not_set_up(),
        Locks::Waiting => message::locks_still_new(),
        Locks::Two => message::on(),
    };
    html! {
        div.locks {
            svg viewBox="0 0 200 116" aria-hidden="true" focusable="false" {
                circle.shut cx="72" cy="58" r="50" {}
                circle.shut[locks == Locks::Two].open[locks == Locks::One].new[locks == Locks::Waiting] cx="128" cy="58" r="50" {}
                path.lens.lit[locks == Locks::Two] d="M100 16.6a50 50 0 0 1 0 82.8a50 50 0 0 1 0 -82.8z" {}
                path.tick-mark d="M38 59l9 9 17 -19" {}
                @match locks {
                    Locks::One => path.plus-mark d="M149 46v24M137 58h24" {},
                    Locks::Waiting => path.tick-mark d="M149 46v13l8 6" {},
                    Locks::Two => path.tick-mark d="M136 59l9 9 17 -19" {},
                }
            }
            dl {
                div { dt { (texts.html(message::locks_password())) } dd { (texts.html(message::locks_given())) } }
                div { dt { (texts.html(message::locks_second_factor())) } dd { (texts.html(second)) } }
            }
        }
    }
}
