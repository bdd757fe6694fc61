//! Who has to say yes to a draft, who did, and when: the same list on both review pages.
//!
//! Invariant: every kind that the campaign asks for has its line, given or not, and a yes that was given stays although the campaign
//! asks for it no more; nothing is missing once a draft is approved. Absent: who may give one; the operation says it.

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
    // What the campaign asks for only since an approval is asked of nobody any more.
    let over = matches!(review.deliverable.state, Progress::Approved { .. });
    let all = kinds.into_iter().map(|kind| (kind, given.iter().find(|one| one.kind == kind)));
    all.filter(|(_, given)| given.is_some() || !over).collect()
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

#[cfg(test)]
pub(crate) mod tests {
    use app::content::view::DraftView;
    use domain::{
        content::{Deliverable, Draft},
        events::Actor,
        time::Day,
    };

    use super::*;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u32) -> T {
        format!("0190a000-0000-7000-8000-{number:012}").parse().unwrap()
    }

    /// A review of a reel in a state, with so many drafts.
    pub(crate) fn review(state: Progress, drafts: i64) -> ReviewView {
        let day = Day::parse("2026-11-18").unwrap();
        let draft = |number: i64| DraftView {
            id: id(u32::try_from(number).unwrap()),
            draft: Draft {
                deliverable: id(100),
                number,
                round: 1,
                files: Vec::new(),
                text: format!("Words of draft {number}."),
                note: String::new(),
                submitted_at: Timestamp(number),
            },
        };
        ReviewView {
            id: id(100),
            version: 1,
            deliverable: Deliverable {
                collaboration: id(101),
                number: 1,
                format: "reel".into(),
                platform: "instagram".into(),
                slug: "maya-reel".into(),
                opens: day,
                closes: day,
                share: 0,
                state,
                missed: None,
                moving: None,
                moved: false,
            },
            collaboration: id(101),
            campaign: id(102),
            campaign_name: "Autumn Repair".into(),
            creator_name: "Maya Okonkwo".into(),
            drafts: (1..=drafts).map(draft).collect(),
            reviews: Vec::new(),
            asked: vec![SignOffKind::Brand, SignOffKind::Legal],
            may_give: Vec::new(),
            checklist: Vec::new(),
            noticed: Vec::new(),
            included_rounds: 2,
            rounds_left: 1,
            disclosure: String::new(),
            talking_points: Vec::new(),
            do_not_say: Vec::new(),
            first_pass_due: None,
            last_sign_off_due: Some(Timestamp(50)),
        }
    }

    /// The second draft under review, with the yes of the brand.
    pub(crate) fn half_way() -> ReviewView {
        let yes = SignOff { kind: SignOffKind::Brand, by: Actor::Clock, name: "Nora Quill".into(), at: Timestamp(9) };
        review(Progress::InReview { round: 2, draft: id(2), since: Timestamp(2), sign_offs: vec![yes] }, 2)
    }

    fn shown(review: &ReviewView, now: i64) -> String {
        let lea = Signer { name: "Lea Hoffmann".into(), kinds: vec![SignOffKind::Legal] };
        list(review, &[lea], |at| format!("at {}", at.0), |_| Whose::Ours, Timestamp(now)).0
    }

    #[test]
    fn each_sign_off_says_who_gave_it_and_when_or_who_can() {
        let page = shown(&half_way(), 10);
        assert!(page.contains("Nora Quill, at 9") && page.contains("not yet: Lea Hoffmann"), "{page}");
        assert_eq!((page.matches("data-turn=\"done\"").count(), page.matches("data-turn=\"ours\"").count()), (1, 1));
        assert!(!page.contains("data-state=\"late\"") && shown(&half_way(), 51).contains("data-state=\"late\""));
    }

    #[test]
    fn nobody_is_asked_while_the_creator_works_on_the_next_draft() {
        let waits = review(Progress::Awaiting { round: 2, since: Timestamp(1), due: Timestamp(2) }, 1);
        let page = shown(&waits, 10);
        assert_eq!((page.matches("data-turn=\"none\"").count(), page.matches("data-turn=\"ours\"").count()), (2, 0), "{page}");
    }
}
