//! What stands in for a template's placeholders, and how an invitation will read.
//!
//! Invariant: a preview is filled in by the same function as the mail itself.

use domain::{
    agreements::{Offer, OfferState},
    campaigns::Collaboration,
    creators::{Creator, Relationship},
    fields::FieldErrors,
    ids::CollaborationId,
    outreach::{Filling, Purpose, Template, TemplateKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Stored;

use super::writing::may_write;
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, creators::Familiar, operation::MANAGER, portal};

/// Everything that one creator's invitation is filled with.
pub(crate) struct Invitation<'a> {
    pub(crate) brand: &'a str,
    pub(crate) campaign: &'a str,
    pub(crate) sender: &'a str,
    pub(crate) creator: &'a Creator,
    pub(crate) link: &'a str,
    pub(crate) offer: Option<&'a Offer>,
}

impl Invitation<'_> {
    /// Subject and body for this creator. Where the words do not hold the creator's own address, it stands under them.
    ///
    /// # Errors
    /// Names each placeholder that has no text for this creator.
    pub(crate) fn fill(&self, template: &Template) -> std::result::Result<(String, String), FieldErrors> {
        let mut filling = Filling::default();
        filling.set("creator.first_name", self.creator.first_name());
        filling.set("creator.name", self.creator.name.as_str());
        filling.set("brand.name", self.brand);
        filling.set("campaign.name", self.campaign);
        filling.set("sender.name", self.sender);
        filling.set("portal.link", self.link);
        if let Some(offer) = self.offer.filter(|offer| offer.state == OfferState::Open) {
            filling.set("fee", offer.terms.fee.to_string());
        }
        let (subject, body) = template.filled(&filling)?;
        let body = if body.contains(self.link) {
            body
        } else {
            format!("{}\n\nSee the campaign and answer here:\n{}", body.trim_end(), self.link)
        };
        Ok((subject, body))
    }
}

/// The words of a message as a template, checked.
pub(crate) fn checked(subject: &str, body: &str) -> Result<Template> {
    let template =
        Template { name: "Invitation".into(), kind: TemplateKind::Invitation, subject: subject.to_owned(), body: body.to_owned() };
    Ok(template.checked()?)
}

/// How an invitation will read for one creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PreviewInvitation {
    /// For whom.
    pub collaboration: CollaborationId,
    /// Subject with placeholders.
    pub subject: String,
    /// Body with placeholders.
    pub body: String,
}

/// An invitation as one creator would read it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Preview {
    /// Subject, filled in; as given where something is missing.
    pub subject: String,
    /// Body, filled in; as given where something is missing.
    pub body: String,
    /// What stands in the way, or should be mended first; sentences.
    pub problems: Vec<String>,
}

impl View for PreviewInvitation {
    type Answer = Preview;
    const META: Meta = Meta {
        name: "outreach.preview_invitation",
        doc: "Shows how an invitation will read for one creator, and what stands in the way of sending it.",
        route: Route::get("/collaborations/{collaboration}/invitation-preview"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Preview> {
        let found = look.collaboration(self.collaboration).await?;
        let brand = look.brand_facts()?;
        let to = familiar(look, &found).await?;
        let campaign = store::document::find::<domain::campaigns::Campaign>(look.db(), brand.id, found.value.campaign)
            .await?
            .ok_or(Error::NotFound)?;
        let offers = store::agreements::offers(look.db(), brand.id, found.id).await?;
        let link = portal::link(look.app(), brand.id, to.creator.id, to.creator.value.portal_generation, look.now());
        let mut problems: Vec<String> = Vec::new();
        problems.extend(may_write(&to, Purpose::Invitation).err().map(|reason| reason.to_string()));
        problems.extend(campaign.value.inviting().err().map(|reason| Error::from(reason).to_string()));
        problems.extend(found.value.clone().invite(look.now()).err().map(|reason| Error::from(reason).to_string()));
        if brand.value.settings.postal_address.trim().is_empty() {
            problems.push(
                "The brand has no postal address yet. Many countries ask for one under such mail; add it in the settings.".to_owned(),
            );
        }
        let invitation = Invitation {
            brand: &brand.value.name,
            campaign: &campaign.value.name,
            sender: &brand.value.settings.sender_name,
            creator: &to.creator.value,
            link: &link,
            offer: offers.last().map(|offer| &offer.value),
        };
        let filled = checked(&self.subject, &self.body).and_then(|template| Ok(invitation.fill(&template)?));
        Ok(match filled {
            Ok((subject, body)) => Preview { subject, body, problems },
            Err(Error::Fields(errors)) => {
                problems.extend(errors.0.into_iter().map(|error| error.message));
                Preview { subject: self.subject, body: self.body, problems }
            }
            Err(other) => return Err(other),
        })
    }
}

async fn familiar(look: &Look, found: &Stored<Collaboration>) -> Result<Familiar> {
    let id = found.value.creator;
    let creator = store::document::find::<Creator>(look.db(), look.organisation()?, id).await?.ok_or(Error::NotFound)?;
    let relationship: Stored<Relationship> = store::creators::relationship(look.db(), look.brand()?, id).await?.ok_or(Error::NotFound)?;
    Ok(Familiar { creator, relationship })
}
