//! The words of a chase: one line for each open move, and the letter around them.

use domain::{
    formats::format_within,
    moves::What,
    outreach::chase::{Step, Track},
    time::Zone,
};

use super::Due;

/// One line of the letter, with what its subject line would be if it stood alone.
pub(super) struct Line {
    subject: String,
    text: String,
}

/// A line for each open move; one for all that a collaboration ends of.
pub(super) fn lines(due: &[Due<'_>], zone: &Zone) -> Vec<Line> {
    let mut ended = Vec::new();
    let mut lines = Vec::new();
    for one in due {
        let Some(planned) = one.taken_step() else { continue };
        let campaign = &one.whole.campaign.value.name;
        match (planned.step, one.chased.track) {
            (Step::End, Track::Answer { .. }) if one.chased.of.what == What::AnswerWindow => lines.push(Line {
                subject: format!("about {campaign}"),
                text: format!(
                    "we have not heard whether the new dates for your {} suit you, so {}. You can still write to us.",
                    made(one),
                    if is_moving(one) { "the dates that we agreed on stand" } else { "we leave it at that for now" }
                ),
            }),
            (Step::End, Track::Answer { .. }) => {
                if ended.contains(&one.whole.collaboration.id) {
                    continue;
                }
                ended.push(one.whole.collaboration.id);
                lines.push(Line {
                    subject: format!("about {campaign}"),
                    text: format!(
                        "we have not heard from you about {campaign}, so this time we go on with another creator. You need not do anything. We would be glad to work with you another time."
                    ),
                });
            }
            (Step::End, Track::Work { .. } | Track::Gift { .. } | Track::Question { .. }) => {}
            (step, track) => {
                let mut text = ask(one, zone);
                if step == Step::FinalNotice {
                    let until = one.deadline.deadline_in(zone);
                    let otherwise = match track {
                        Track::Answer { .. } if is_moving(one) => "or the dates that we agreed on stand",
                        Track::Answer { .. } if one.chased.of.what == What::AnswerWindow => "or we leave it at that",
                        Track::Answer { .. } => "or we will go on with another creator",
                        Track::Work { .. } | Track::Gift { .. } | Track::Question { .. } => "or we have to count it as missed",
                    };
                    text.push_str(&format!(" We need it by {until}, {otherwise}."));
                }
                lines.push(Line { subject: subject(one, campaign, step), text });
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

fn made(one: &Due<'_>) -> String {
    let detail = one.chased.of.detail.as_deref().unwrap_or_default();
    format_within(detail.split_whitespace().next().unwrap_or_default()).to_owned()
}

fn subject(one: &Due<'_>, campaign: &str, step: Step) -> String {
    let what = match one.chased.of.what {
        What::AnswerInvitation => format!("our invitation to {campaign}"),
        What::AnswerOffer => format!("our offer for {campaign}"),
        What::CreatorSigns => format!("the agreement for {campaign}"),
        What::FillForm => format!("your details for {campaign}"),
        What::AcknowledgeBrief => format!("the brief for {campaign}"),
        What::AnswerWindow => format!("new dates for your {}", made(one)),
        What::TellUs => "how do you like it?".to_owned(),
        What::SubmitDraft => format!("your {} for {campaign}", made(one)),
        _ => format!("posting your {} for {campaign}", made(one)),
    };
    if step == Step::FinalNotice { format!("a last question about {what}") } else { what }
}

fn ask(one: &Due<'_>, zone: &Zone) -> String {
    let campaign = &one.whole.campaign.value.name;
    let due = match one.chased.track {
        Track::Work { due, .. } => due.deadline_in(zone),
        Track::Answer { .. } | Track::Gift { .. } | Track::Question { .. } => String::new(),
    };
    let overdue = one.taken_step().is_some_and(|planned| !planned.step.is_before_due());
    match (one.chased.of.what, one.chased.track) {
        (What::AnswerInvitation, _) => {
            format!("have you seen our invitation to {campaign}? A yes or a no on your page takes a minute, and a no is fine.")
        }
        (What::AnswerOffer, _) => {
            format!("our offer for {campaign} waits for you. You can accept it, answer with your own, or say no on your page.")
        }
        (What::CreatorSigns, _) => format!("the agreement for {campaign} waits for your signature. It is signed by typing your name."),
        (What::FillForm, _) => format!("we still need your details for {campaign}: where to send product and how to pay you."),
        (What::AcknowledgeBrief, _) => format!("please say on your page that you have read the brief for {campaign}. It is one read."),
        (What::AnswerWindow, _) => {
            format!("do the new dates for your {} suit you? A yes or a no on your page takes a minute.", made(one))
        }
        (_, Track::Question { .. }) => "we hope that you enjoy what we sent you. How do you like it? You owe us nothing for it; \
             if you would like to tell us, or to make something together, answer this mail."
            .to_owned(),
        (_, Track::Gift { .. }) => {
            format!("we hope that you enjoy what we sent you. Your {} for {campaign} is still to come; how is it going?", made(one))
        }
        (What::SubmitDraft, _) if overdue => {
            format!("your draft of the {} for {campaign} was due {due}. Please send it, or tell us what keeps you.", made(one))
        }
        (What::SubmitDraft, _) => format!("your draft of the {} for {campaign} is due {due}. You upload it on your page.", made(one)),
        (_, _) if overdue => {
            format!("your {} for {campaign} should have been live by {due}. Please post it and tell us its address.", made(one))
        }
        (_, _) => {
            format!("your {} for {campaign} is approved and should be live by {due}. Your link and code are on your page.", made(one))
        }
    }
}

/// Subject and body.
pub(super) fn letter(brand: &str, first_name: &str, lines: &[Line], link: &str, signed: &str) -> (String, String) {
    let subject = match lines {
        [only] => format!("{brand}: {}", only.subject),
        _ => format!("{brand}: {} things that wait for you", lines.len()),
    };
    let said = match lines {
        [only] => only.text.clone(),
        _ => lines.iter().map(|line| format!("- {}", domain::text::capitalised(&line.text))).collect::<Vec<_>>().join("\n\n"),
    };
    let before = if lines.len() > 1 { "a few things wait for you:\n\n" } else { "" };
    (subject, format!("Hello {first_name},\n\n{before}{said}\n\nYour page:\n{link}\n\n{signed}"))
}
