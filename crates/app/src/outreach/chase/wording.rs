//! The words of a chase: one line for each open move, and the letter around them, in the creator's language.

use domain::{
    moves::What,
    outreach::chase::{Step, Track},
    time::Zone,
};

use super::Due;
use crate::catalogue::Tongue;

/// One line of the letter, with what its subject line would be if it stood alone.
pub(super) struct Line {
    subject: String,
    text: String,
}

/// A line for each open move; one for all that a collaboration ends of.
pub(super) fn lines(due: &[Due<'_>], zone: &Zone, tongue: Tongue) -> Vec<Line> {
    let mut ended = Vec::new();
    let mut lines = Vec::new();
    for one in due {
        let Some(planned) = one.taken_step() else { continue };
        let campaign = one.whole.campaign.value.name.as_str();
        let about = || tongue.tf("chase.about", &[("campaign", campaign)]);
        match (planned.step, one.chased.track) {
            (Step::End, Track::Answer { .. }) if one.chased.of.what == What::AnswerWindow => {
                let text = if is_moving(one) { "chase.over.dates_stand" } else { "chase.over.leave_it" };
                lines.push(Line { subject: about(), text: tongue.tf(text, &[("what", &made(one, tongue))]) });
            }
            (Step::End, Track::Answer { .. }) => {
                if ended.contains(&one.whole.collaboration.id) {
                    continue;
                }
                ended.push(one.whole.collaboration.id);
                lines.push(Line { subject: about(), text: tongue.tf("chase.over.another", &[("campaign", campaign)]) });
            }
            (Step::End, Track::Work { .. } | Track::Gift { .. } | Track::Question { .. }) => {}
            (step, track) => {
                let mut text = ask(one, zone, tongue);
                if step == Step::FinalNotice {
                    let otherwise = match track {
                        Track::Answer { .. } if is_moving(one) => "chase.or.dates_stand",
                        Track::Answer { .. } if one.chased.of.what == What::AnswerWindow => "chase.or.leave_it",
                        Track::Answer { .. } => "chase.or.another",
                        Track::Work { .. } | Track::Gift { .. } | Track::Question { .. } => "chase.or.missed",
                    };
                    let until = tongue.deadline(one.deadline, zone);
                    text.push_str(&format!(" {}", tongue.tf(otherwise, &[("until", &until)])));
                }
                lines.push(Line { subject: subject(one, campaign, step, tongue), text });
            }
        }
    }
    lines
}

/// Whether it is asked about other dates for what is still made.
fn is_moving(one: &Due<'_>) -> bool {
    let about = |deliverable: &&domain::content::Summary| Some(deliverable.id.0) == one.chased.of.subject;
    let moving = one.whole.facts.deliverables.iter().find(about).is_some_and(|deliverable| deliverable.moving.is_some());
    moving && one.chased.of.what == What::AnswerWindow
}

fn made(one: &Due<'_>, tongue: Tongue) -> String {
    let detail = one.chased.of.detail.as_deref().unwrap_or_default();
    tongue.format_within(detail.split_whitespace().next().unwrap_or_default())
}

fn subject(one: &Due<'_>, campaign: &str, step: Step, tongue: Tongue) -> String {
    let what = match one.chased.of.what {
        what @ (What::AnswerInvitation
        | What::AnswerOffer
        | What::CreatorSigns
        | What::FillForm
        | What::AcknowledgeBrief
        | What::AnswerWindow
        | What::TellUs
        | What::SubmitDraft) => what,
        _ => What::Post,
    };
    let subject = tongue.tkf("chase.subject", what.as_str(), &[("campaign", campaign), ("what", &made(one, tongue))]);
    if step == Step::FinalNotice { tongue.tf("chase.final", &[("subject", &subject)]) } else { subject }
}

fn ask(one: &Due<'_>, zone: &Zone, tongue: Tongue) -> String {
    let due = match one.chased.track {
        Track::Work { due, .. } => tongue.deadline(due, zone),
        Track::Answer { .. } | Track::Gift { .. } | Track::Question { .. } => String::new(),
    };
    let overdue = one.taken_step().is_some_and(|planned| !planned.step.is_before_due());
    let asked = match (one.chased.of.what, one.chased.track) {
        (What::AnswerInvitation, _) => "chase.ask.answer_invitation",
        (What::AnswerOffer, _) => "chase.ask.answer_offer",
        (What::CreatorSigns, _) => "chase.ask.creator_signs",
        (What::FillForm, _) => "chase.ask.fill_form",
        (What::AcknowledgeBrief, _) => "chase.ask.acknowledge_brief",
        (What::AnswerWindow, _) => "chase.ask.answer_window",
        (_, Track::Question { .. }) => "chase.ask.question",
        (_, Track::Gift { .. }) => "chase.ask.gift",
        (What::SubmitDraft, _) if overdue => "chase.ask.draft_late",
        (What::SubmitDraft, _) => "chase.ask.draft",
        (_, _) if overdue => "chase.ask.post_late",
        (_, _) => "chase.ask.post",
    };
    let campaign = one.whole.campaign.value.name.as_str();
    tongue.tf(asked, &[("campaign", campaign), ("what", &made(one, tongue)), ("due", &due)])
}

/// Subject and body of a letter with one line or more.
pub(super) fn letter(tongue: Tongue, brand: &str, first_name: &str, lines: &[Line], link: &str, signed: &str) -> (String, String) {
    let (subject, said) = match lines {
        [only] => (format!("{brand}: {}", only.subject), only.text.clone()),
        _ => {
            let listed: Vec<String> = lines.iter().map(|line| format!("- {}", domain::text::capitalised(&line.text))).collect();
            let before = tongue.t("chase.many.before");
            let subject = tongue.tf("chase.many.subject", &[("brand", brand), ("count", &lines.len().to_string())]);
            (subject, format!("{before}\n\n{}", listed.join("\n\n")))
        }
    };
    let (greeting, page) = (tongue.greeting(first_name), tongue.t("mail.your_page"));
    (subject, format!("{greeting}\n\n{said}\n\n{page}\n{link}\n\n{signed}"))
}
