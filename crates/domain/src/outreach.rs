//! Outreach: conversations with creators, and the templates that begin them.
//!
//! Invariant: a message is a fact that is never changed; whose turn a conversation is follows from its messages.
//! Absent: how mail travels (the outbox and `outside`), and budgets, which need to know what was sent.

pub mod chase;
pub mod escalation;
pub mod language;
pub mod mailbox;
pub mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::chase::Pause;
use crate::{
    events::Actor,
    fields::FieldErrors,
    ids::{CollaborationId, CreatorId},
    time::Timestamp,
};

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the creator.
    In,
    /// To the creator.
    Out,
}

/// How a message travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Email,
    /// Written in the portal.
    Portal,
    /// A direct message on a platform, logged by hand.
    Dm,
    /// A call, logged by hand.
    Call,
}

impl Channel {
    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "email" => Channel::Email,
            "portal" => Channel::Portal,
            "dm" => Channel::Dm,
            "call" => Channel::Call,
            _ => return None,
        })
    }

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Portal => "portal",
            Channel::Dm => "dm",
            Channel::Call => "call",
        }
    }
}

/// Why a message was written. Marketing stops at an opt-out; what a contract needs goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// First touch.
    Invitation,
    /// Free words of a person.
    Conversation,
    /// What a running agreement or a payment needs.
    Contract,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// With whom.
    pub creator: CreatorId,
    /// About which collaboration, when about one.
    pub collaboration: Option<CollaborationId>,
    /// Which way.
    pub direction: Direction,
    /// How.
    pub channel: Channel,
    /// Why.
    pub purpose: Purpose,
    /// Subject line; empty for a call or a direct message.
    pub subject: String,
    /// The words, as plain text.
    pub body: String,
    /// Who wrote it.
    pub by: Actor,
    /// Out-of-office and the like; does not pause anything.
    pub automatic: bool,
    /// When it was sent or received.
    pub at: Timestamp,
}

/// What `journey` needs to know of a collaboration's conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// The first message of the creator that nobody answered yet.
    pub waits_since: Option<Timestamp>,
    /// Whether the creator ever wrote.
    pub creator_wrote: bool,
    /// When they wrote last, automatic replies left out.
    pub wrote_at: Option<Timestamp>,
    /// When a mail to the creator bounced hard and no other address was found since.
    pub bounced_at: Option<Timestamp>,
}

/// Whose turn a conversation is: the team's since the creator's first message after our last one. A message that
/// answered itself ("handled": a verb was taken instead of words, such as accepting an offer) counts as ours.
#[must_use]
pub fn summary<'a>(
    messages: impl IntoIterator<Item = &'a Message>,
    handled_at: Option<Timestamp>,
    bounced_at: Option<Timestamp>,
) -> Summary {
    let mut all: Vec<&Message> = messages.into_iter().collect();
    all.sort_by_key(|message| message.at);
    let ours = all.iter().filter(|message| message.direction == Direction::Out).map(|message| message.at).chain(handled_at).max();
    let theirs = |message: &&&Message| message.direction == Direction::In && !message.automatic;
    Summary {
        waits_since: all.iter().filter(theirs).map(|message| message.at).find(|at| ours.is_none_or(|ours| *at > ours)),
        creator_wrote: all.iter().any(|message| theirs(&message)),
        wrote_at: all.iter().filter(theirs).map(|message| message.at).max(),
        bounced_at,
    }
}

/// When the creator's words waited for the team: the times in which nobody is chased (docs/domain.md, section 4).
#[must_use]
pub fn pauses<'a>(messages: impl IntoIterator<Item = &'a Message>, handled: &[Timestamp]) -> Vec<Pause> {
    let all = messages.into_iter().filter(|message| message.direction == Direction::Out || !message.automatic);
    let mut turns: Vec<(Timestamp, Direction)> = all.map(|message| (message.at, message.direction)).collect();
    turns.extend(handled.iter().map(|at| (*at, Direction::Out)));
    // What was handled at the same instant as it was said never waited.
    turns.sort_by_key(|(at, direction)| (*at, *direction == Direction::Out));
    let mut pauses: Vec<Pause> = Vec::new();
    for (at, direction) in turns {
        match (pauses.last_mut().filter(|pause| pause.until.is_none()), direction) {
            (None, Direction::In) => pauses.push(Pause { from: at, until: None }),
            (Some(open), Direction::Out) => open.until = Some(at),
            (None, Direction::Out) | (Some(_), Direction::In) => {}
        }
    }
    pauses
}

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TemplateKind {
    /// The first message.
    Invitation,
    /// Anything else.
    General,
}

impl TemplateKind {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TemplateKind::Invitation => "invitation",
            TemplateKind::General => "general",
        }
    }
}

/// A message to be filled in for each creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Template {
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub kind: TemplateKind,
    /// Subject with placeholders.
    pub subject: String,
    /// Body with placeholders, plain text.
    pub body: String,
}

/// The words that may stand between double braces, and what each becomes.
pub const PLACEHOLDERS: [(&str, &str); 7] = [
    ("creator.first_name", "the creator's first name"),
    ("creator.name", "the creator's name"),
    ("brand.name", "your brand"),
    ("campaign.name", "the campaign"),
    ("sender.name", "who signs"),
    ("portal.link", "the creator's own page"),
    ("fee", "the fee of the open offer"),
];

/// Values for a template's placeholders.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// Pairs of placeholder and text.
    pub values: Vec<(&'static str, String)>,
}

impl Filling {
    /// Sets a placeholder's text.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.values.push((name, value.into()));
    }
}

impl Template {
    /// Checks what a person entered.
    ///
    /// # Errors
    /// Names the fields that cannot stand, unknown placeholders among them.
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let checked = Self {
            name: errors.text("name", &self.name, 80),
            kind: self.kind,
            subject: errors.text("subject", &self.subject, 200),
            body: errors.text("body", &self.body, 10_000),
        };
        for (field, text) in [("subject", &checked.subject), ("body", &checked.body)] {
            for name in placeholders(text) {
                if !PLACEHOLDERS.iter().any(|(known, _)| *known == name) {
                    let known: Vec<&str> = PLACEHOLDERS.iter().map(|(known, _)| *known).collect();
                    errors.add(field, format!("\"{{{{{name}}}}}\" is no placeholder. Use one of: {}.", known.join(", ")));
                }
            }
        }
        errors.ok(checked)
    }

    /// Fills the placeholders in.
    ///
    /// # Errors
    /// Names each placeholder that has no text for this creator, so that nobody ever reads "Hi {{creator.first_name}}".
    pub fn filled(&self, filling: &Filling) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut fill = |field: &str, text: &str| {
            let mut out = text.to_owned();
            for name in placeholders(text) {
                let value = filling.values.iter().find(|(known, value)| *known == name && !value.trim().is_empty());
                match value {
                    Some((_, value)) => out = replaced(&out, &name, value),
                    None => errors.add(field, format!("There is nothing to put in for \"{{{{{name}}}}}\". Fill it in or take it out.")),
                }
            }
            out
        };
        let subject = fill("subject", &self.subject);
        let body = fill("body", &self.body);
        errors.ok((subject, body))
    }
}

fn placeholders(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        rest = &rest[start + 2..];
        let Some(end) = rest.find("}}") else { break };
        let name = rest[..end].trim().to_owned();
        if !found.contains(&name) {
            found.push(name);
        }
        rest = &rest[end + 2..];
    }
    found
}

fn replaced(text: &str, name: &str, value: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(end) = rest[start..].find("}}") else { break };
        out.push_str(&rest[..start]);
        let inside = &rest[start + 2..start + end];
        if inside.trim() == name {
            out.push_str(value);
        } else {
            out.push_str(&rest[start..start + end + 2]);
        }
        rest = &rest[start + end + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn message(direction: Direction, at: i64) -> Message {
        Message {
            creator: CreatorId::from_uuid(uuid::Uuid::nil()),
            collaboration: None,
            direction,
            channel: Channel::Email,
            purpose: Purpose::Conversation,
            subject: String::new(),
            body: "hello".into(),
            by: Actor::Clock,
            automatic: false,
            at: Timestamp(at),
        }
    }

    #[test]
    fn a_reply_opens_the_teams_move_until_somebody_answers() {
        let reply = [message(Direction::Out, 1), message(Direction::In, 2), message(Direction::In, 3)];
        assert_eq!(summary(&reply, None, None).waits_since, Some(Timestamp(2)));
        let answered = [message(Direction::Out, 1), message(Direction::In, 2), message(Direction::Out, 3)];
        assert_eq!(summary(&answered, None, None).waits_since, None);
        assert_eq!(summary(&reply, Some(Timestamp(4)), None).waits_since, None);
    }

    #[test]
    fn an_automatic_reply_waits_for_nobody() {
        let mut away = message(Direction::In, 2);
        away.automatic = true;
        assert_eq!(summary([&away], None, None), Summary::default());
    }

    #[test]
    fn templates_know_their_placeholders() {
        let template = Template {
            name: "First".into(),
            kind: TemplateKind::Invitation,
            subject: "{{brand.name}} and you".into(),
            body: "Hi {{ creator.first_name }}".into(),
        };
        let mut filling = Filling::default();
        filling.set("brand.name", "Fennel & Rye");
        assert!(template.filled(&filling).is_err());
        filling.set("creator.first_name", "Maya {{fee}}");
        assert_eq!(template.filled(&filling).unwrap(), ("Fennel & Rye and you".to_owned(), "Hi Maya {{fee}}".to_owned()));
        let odd = Template { body: "{{nonsense}}".into(), ..template };
        assert!(odd.checked().unwrap_err().to_string().contains("nonsense"));
    }
}
