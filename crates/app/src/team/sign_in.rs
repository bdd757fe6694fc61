//! A person signs in: by password, or by a link that is good once.

use domain::{ids::PersonId, time::HOUR};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{SignedIn, begin_session, ticket};
use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{ANYBODY, OWNER},
    secrets,
};

/// A hash that no password fits, so that an unknown address takes as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A";

/// Signs in by password.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Who fits, found before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub prepared: Option<PersonId>,
}

fn refused() -> Error {
    Error::Rule { code: "team.wrong_password".into(), message: "That address and password do not go together.".into() }
}

impl Operation for SignIn {
    type Answer = SignedIn;
    const META: Meta = Meta {
        name: "team.sign_in",
        doc: "Begins a session for a person with an e-mail address and a password.",
        route: Route::post("/sessions"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        before.app().tries().begin(&self.email, before.now())?;
        let found = store::team::person_by_email(before.db(), &self.email).await?.filter(|(_, person)| person.value.ended_at.is_none());
        let hash = match &found {
            Some((_, person)) => store::team::password(before.db(), person.id).await?,
            None => None,
        };
        let (password, hash) = (self.password.clone(), hash.unwrap_or_else(|| NOBODY.to_owned()));
        let fits = secrets::password_work(move || secrets::password_fits(&password, &hash)).await?;
        if fits {
            before.app().tries().forget(&self.email);
        }
        self.prepared = found.map(|(_, person)| person.id).filter(|_| fits);
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<SignedIn> {
        let person = self.prepared.ok_or_else(refused)?;
        let (organisation, _) = store::team::person(ctx.tx(), person).await?.ok_or_else(refused)?;
        ctx.caller.organisation = Some(organisation);
        ctx.note(About::default().subject(person), "team.signed_in", json!({})).await?;
        begin_session(ctx, person).await
    }
}

/// Signs in by a link that is good once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignInByLink {
    /// The secret at the end of the link.
    pub token: String,
}

impl Operation for SignInByLink {
    type Answer = SignedIn;
    const META: Meta = Meta {
        name: "team.sign_in_by_link",
        doc: "Begins a session for the person to whom a single-use sign-in link was given.",
        route: Route::post("/sessions/by-link"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<SignedIn> {
        let hash = secrets::token_hash(&self.token);
        let spent = || Error::Rule {
            code: "team.link_spent".into(),
            message: "This link has been used or has expired. Sign in with your password, or ask for a new link.".into(),
        };
        let (organisation, subject) = store::team::ticket(ctx.tx(), &hash, "sign_in", ctx.now()).await?.ok_or_else(spent)?;
        let person: PersonId = subject.parse().map_err(|_| spent())?;
        let (_, found) =
            store::team::person(ctx.tx(), person).await?.filter(|(_, found)| found.value.ended_at.is_none()).ok_or_else(spent)?;
        store::team::use_ticket(ctx.tx(), &hash, ctx.now()).await?;
        ctx.caller.organisation = Some(organisation);
        ctx.note(About::default().subject(found.id), "team.signed_in", json!({ "by": "link" })).await?;
        begin_session(ctx, found.id).await
    }
}

/// Makes a sign-in link for a person of the organisation, for somebody who cannot receive mail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateSignInLink {
    /// For whom.
    pub person: PersonId,
}

/// A link to open.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LinkView {
    /// The whole address. It is a secret.
    pub link: String,
}

impl Operation for CreateSignInLink {
    type Answer = LinkView;
    const META: Meta = Meta {
        name: "team.create_sign_in_link",
        doc: "Makes a link with which a person signs in once, good for one hour.",
        route: Route::post("/people/{person}/sign-in-links"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<LinkView> {
        let person = super::person(ctx, self.person).await?;
        let organisation = ctx.organisation()?;
        let token = ticket(ctx, organisation, "sign_in", &person.id.to_string(), HOUR).await?;
        ctx.note(About::default().subject(person.id), "team.sign_in_link_made", json!({})).await?;
        Ok(LinkView { link: format!("{}/sign-in/{token}", ctx.app().settings().base_url) })
    }
}
