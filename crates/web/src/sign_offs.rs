//! Who has to say yes to a draft, who did, and when: the same list on both review pages.
//!
//! Invariant: every kind that the campaign asks for has its line, given or not, and a yes that was given stays although the campaign
//! asks for it no more. Absent: who may give one; the operation says it.

use app::{content::view::ReviewView, views::reviews::Signer};
use domain::{
    content::{Progress, SignOff},
    team::SignOffKind,
    time::Timestamp,
};
use maud::{Markup, html};

use crate::{
    text::{t, tf, tk},
    ui::{Whose, section::chapter, turn::turn},
};

/// Each kind with the yes that was given to the draft that is open, in the order in which the campaign asks.
fn lines(review: &ReviewView) -> Vec<(SignOffKind, Option<&SignOff>)> {
    let given: &[SignOff] = match &review.deliverable.state {
        Progress::InReview { sign_offs, .. } | Progress::Approved { sign_offs, .. } => sign_offs,
        Progress::Awaiting { .. } => &[],
    };
    let mut kinds = review.asked.clone();
    kinds.extend(given.iter().map(|one| one.kind).filter(|kind| !review.asked.contains(kind)));
    kinds.into_iter().map(|kind| (kind, given.iter().find(|one| one.kind == kind))).collect()
}

/// The list. `signers` are those of the team who can give each, for who may know; `whose` says whose turn a missing one is.
pub(crate) fn list(
    review: &ReviewView,
    signers: &[Signer],
    said: impl Fn(Timestamp) -> String,
    whose: impl Fn(SignOffKind) -> Whose,
    now: Timestamp,
) -> Markup {
    let late = review.last_sign_off_due.is_some_and(|due| due < now);
    // While the creator works on the next draft nobody is asked.
    let open = !matches!(review.deliverable.state, Progress::Awaiting { .. });
    let can = |kind: SignOffKind| {
        let names: Vec<&str> = signers.iter().filter(|one| one.kinds.contains(&kind)).map(|one| one.name.as_str()).collect();
        names.join(", ")
    };
    let body = html! {
        ul.sign-offs {
            @for (kind, given) in lines(review) {
                @let name = tk("sign_off", kind.as_str());
                li {
                    @match given {
                        Some(given) => {
                            (turn(Whose::Done, false, html! { b.medium { (name) } }))
                            span { (tf("sign_offs.given", &[("name", &given.name), ("when", &said(given.at))])) }
                        }
                        None => {
                            (turn(if open { whose(kind) } else { Whose::Nobody }, late, html! { b.medium { (name) } }))
                            span.soft {
                                (t("sign_offs.missing"))
                                @let can = can(kind);
                                @if !can.is_empty() { ": " (can) }
                            }
                        }
                    }
                }
            }
        }
    };
    chapter(t("sign_offs.title"), "", body)
}
