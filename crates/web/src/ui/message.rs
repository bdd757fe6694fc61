//! Conversations: the list of threads, and messages in the voice of those who wrote them.
//!
//! Invariant: what the program says is sans, what people wrote is in the voice face, and a machine's draft stands on a
//! tinted ground with the dashed avatar until a person sends it. Absent: addresses and delivery.

use maud::{Markup, Render, html};

use super::person::{Kind, Size, avatar};
use super::section::paragraphs;
use super::turn::{Whose, turn_mark};

/// One thread in the list.
#[derive(Debug, Clone)]
pub struct Thread<'a> {
    /// Where it is.
    pub href: &'a str,
    /// With whom.
    pub name: &'a str,
    /// Whose turn to write.
    pub whose: Whose,
    /// When the last message came.
    pub when: Markup,
    /// The subject.
    pub subject: &'a str,
    /// How the last message begins.
    pub begins: &'a str,
    /// Not read yet.
    pub unread: bool,
    /// Whether it is open beside the list.
    pub current: bool,
}

impl Render for Thread<'_> {
    fn render(&self) -> Markup {
        html! {
            a.thread.unread[self.unread] href=(self.href) aria-current=[self.current.then_some("true")] {
                (avatar(Kind::Creator, self.name, Size::Usual))
                span.line { span.person-name { (self.name) } (turn_mark(self.whose, false)) }
                span.due { (self.when) }
                p.cut { b.ink { (self.subject) } " " span.voice { (self.begins) } }
            }
        }
    }
}

/// One message.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// Who wrote it.
    pub name: &'a str,
    /// A creator, the team, or the assistant.
    pub kind: Kind,
    /// To whom and when: "to Jonas · Sat 7 Nov 10:02".
    pub about: Markup,
    /// What was written; paragraphs are kept.
    pub text: &'a str,
    /// A tag or a turn at the end of its head.
    pub end: Option<Markup>,
    /// Not sent yet.
    pub draft: bool,
}

impl Render for Message<'_> {
    fn render(&self) -> Markup {
        html! {
            article.msg.draft[self.draft] {
                (avatar(self.kind, self.name, Size::Usual))
                div.msg-head {
                    b { (self.name) } span.quiet { (self.about) }
                    @if let Some(end) = &self.end { span.push { (end) } }
                }
                div.voice { (paragraphs(self.text)) }
            }
        }
    }
}
