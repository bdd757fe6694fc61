//! A manager invites creators of a shortlist, each personally.

use domain::{
    campaigns::{Campaign, CampaignState, Collaboration},
    fields::FieldErrors,
    ids::{CollaborationId, TemplateId},
    moves::What,
    outreach::{Filling, Purpose, Template, TemplateKind},
    team::Brand,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::Creator};

use super::{Words, write_to};
use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, View, context::About, operation::MANAGER, portal};

/// Invites creators with one text, filled in for each. Who cannot be written to is left out with the reason.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Invite {
    /// Whom: at most 200 at once.
    pub collaborations: Vec<CollaborationId>,
    /// From which template the text came, for the record.
    #[serde(default)]
    pub template: Option<TemplateId>,
    /// Subject with placeholders.
    pub subject: String,
    /// Body with placeholders. `{{portal.link}}` is put at the end when it is missing.
    pub body: String,
}

/// What became of one invitation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InviteOutcome {
    /// Whose.
    pub collaboration: CollaborationId,
    /// Their name.
    pub name: String,
    /// Whether it was sent.
    pub sent: bool,
    /// Why not.
    pub reason: Option<String>,
}

/// The values that a template's placeholders take for one creator.
fn filling(brand: &Brand, campaign: &Campaign, creator: &Creator, link: &str) -> Filling {
    let mut filling = Filling::default();
    filling.set("creator.first_name", creator.name.split_whitespace().next().unwrap_or_default());
    filling.set("creator.name", creator.name.as_str());
    filling.set("brand.name", brand.name.as_str());
    filling.set("campaign.name", campaign.name.as_str());
    filling
        .set("sender.name", if brand.settings.sender_name.is_empty() { brand.name.as_str() } else { brand.settings.sender_name.as_str() });
    filling.set("portal.link", link);
    filling
}

fn text(subject: &str, body: &str) -> Result<Template> {
    let mut template =
        Template { name: "Invitation".into(), kind: TemplateKind::Invitation, subject: subject.to_owned(), body: body.to_owned() }
            .checked()?;
    if !template.body.contains("{{portal.link}}") {
        template.body.push_str("\n\n{{portal.link}}");
    }
    Ok(template)
}

impl Operation for Invite {
    type Answer = Vec<InviteOutcome>;
    const META: Meta = Meta {
        name: "outreach.invite",
        doc: "Invites shortlisted creators by mail, each with the text filled in; leaves out who cannot be written to and says why.",
        route: Route::post("/invitations"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<InviteOutcome>> {
        let mut errors = FieldErrors::new();
        errors.require(!self.collaborations.is_empty(), "collaborations", "Choose at least one creator.");
        errors.require(self.collaborations.len() <= 200, "collaborations", "Invite at most 200 creators at once.");
        errors.ok(())?;
        let template = text(&self.subject, &self.body)?;
        let brand = ctx.brand_facts()?.clone();
        let mut outcomes = Vec::with_capacity(self.collaborations.len());
        for id in &self.collaborations {
            let found = ctx.collaboration(*id).await?;
            let creator = ctx.creator(found.value.creator).await?;
            let name = creator.value.name.clone();
            let outcome = match invite_one(ctx, &brand.value, &template, &found, &creator).await {
                Ok(()) => InviteOutcome { collaboration: *id, name, sent: true, reason: None },
                Err(error @ (Error::Rule { .. } | Error::Fields(_))) => {
                    InviteOutcome { collaboration: *id, name, sent: false, reason: Some(error.to_string()) }
                }
                Err(error) => return Err(error),
            };
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }
}

/// Decides everything before it writes anything, so that one refused leaves nothing half done.
async fn invite_one(
    ctx: &mut Ctx,
    brand: &Brand,
    template: &Template,
    found: &Stored<Collaboration>,
    creator: &Stored<Creator>,
) -> Result<()> {
    let campaign = crate::campaigns::campaign(ctx, found.value.campaign).await?;
    match campaign.value.state {
        CampaignState::Running => {}
        CampaignState::Draft => {
            return Err(Error::Rule {
                code: "outreach.not_started".into(),
                message: "The campaign has not been started. Start it first.".into(),
            });
        }
        CampaignState::Ended => {
            return Err(Error::Rule { code: "outreach.over".into(), message: "The campaign has ended; nobody new is invited.".into() });
        }
    }
    super::may_write(ctx, creator, Purpose::Invitation).await?;
    let (changed, _) = found.value.clone().invite(ctx.now())?;
    let link = ctx.portal_link(creator.id, &creator.value)?;
    let (subject, body) = template.filled(&filling(brand, &campaign.value, &creator.value, &link))?;
    crate::campaigns::save(ctx, found, &changed).await?;
    let words = Words {
        collaboration: Some(found.id),
        purpose: Purpose::Invitation,
        kind: "invitation",
        subject: subject.clone(),
        body,
        asks: vec![What::AnswerInvitation.as_str().to_owned()],
    };
    let message = write_to(ctx, creator, words).await?;
    ctx.note(About::collaboration(found).subject(message), "outreach.invited", json!({ "subject": subject })).await
}

/// An invitation as one creator would read it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PreviewInvitation {
    /// Whose.
    pub collaboration: CollaborationId,
    /// Subject with placeholders.
    pub subject: String,
    /// Body with placeholders.
    pub body: String,
}

/// An invitation filled in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InvitationPreview {
    /// The creator's name.
    pub name: String,
    /// To whom: the address, when there is one.
    pub to: Option<String>,
    /// Subject.
    pub subject: String,
    /// Body.
    pub body: String,
    /// What keeps it from being sent.
    pub problems: Vec<String>,
}

impl View for PreviewInvitation {
    type Answer = InvitationPreview;
    const META: Meta = Meta {
        name: "outreach.preview_invitation",
        doc: "Shows an invitation as one creator would read it, and what keeps it from being sent.",
        route: Route::get("/collaborations/{collaboration}/invitation-preview"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<InvitationPreview> {
        let found = look.collaboration(self.collaboration).await?;
        let brand = look.brand_facts()?;
        let campaign = store::document::find::<Campaign>(look.db(), brand.id, found.value.campaign).await?.ok_or(Error::NotFound)?;
        let creator =
            store::document::find::<Creator>(look.db(), look.organisation()?, found.value.creator).await?.ok_or(Error::NotFound)?;
        let link = portal::link(look.app(), brand.id, creator.id, creator.value.portal_generation, look.now());
        let mut problems = Vec::new();
        let standing = store::creators::relationship(look.db(), brand.id, creator.id).await?.and_then(|found| found.value.standing);
        let may = domain::creators::can_contact(
            &creator.value.suppression,
            standing,
            creator.value.email.as_deref(),
            domain::creators::Purpose::Marketing,
        );
        problems.extend(may.err().map(|error| error.to_string()));
        let filled = text(&self.subject, &self.body)
            .and_then(|template| Ok(template.filled(&filling(&brand.value, &campaign.value, &creator.value, &link))?));
        let (subject, body) = match filled {
            Ok(filled) => filled,
            Err(error) => {
                problems.push(error.to_string());
                (self.subject, self.body)
            }
        };
        Ok(InvitationPreview { name: creator.value.name, to: creator.value.email, subject, body, problems })
    }
}
