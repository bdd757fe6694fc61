//! A person's own sessions: where they are signed in, and ending one or all others.
//!
//! Invariant: everybody sees and ends their own, whatever their role, and neither a session's secret nor its hash leaves here.
//! Absent: keys of programs and creators' links, which are no sessions; other people's, which an owner ends together
//! (`sign_out_person`).

use domain::{
    ids::{PersonId, SessionId},
    team::browser::Browser,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Agent, Caller, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route, View, access::session_id, context::About,
    operation::TEAM,
};

/// Where the caller is signed in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListSessions {}

/// A session of the caller's.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SessionView {
    /// Which. It is no secret.
    pub id: SessionId,
    /// The browser or program, such as `Firefox`; nothing where it is not known.
    pub browser: Option<String>,
    /// The system that it runs on, such as `Linux`; nothing where it is not known.
    pub system: Option<String>,
    /// When it began.
    pub signed_in_at: Timestamp,
    /// When it was last seen, to five minutes.
    pub seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl View for ListSessions {
    type Answer = Vec<SessionView>;
    const META: Meta = Meta {
        name: "team.list_sessions",
        doc: "Lists where the caller is signed in: browser, system, and when each was last seen.",
        route: Route::get("/sessions"),
        reach: Reach::Organisation,
        who: TEAM,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<Vec<SessionView>> {
        let rows = store::team::sessions(look.db(), person(look.caller())?, look.now()).await?;
        let mut all: Vec<SessionView> = rows
            .into_iter()
            .map(|row| {
                let (id, read) = (session_id(look.app(), &row.hash), Browser::read(&row.browser));
                SessionView {
                    id,
                    browser: read.name.map(str::to_owned),
                    system: read.system.map(str::to_owned),
                    signed_in_at: row.created_at,
                    seen_at: row.seen_at,
                    expires_at: row.expires_at,
                    current: look.caller().session == Some(id),
                }
            })
            .collect();
        all.sort_by_key(|session| !session.current);
        Ok(all)
    }
}

/// Ends one of the caller's sessions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndSession {
    /// Which.
    pub session: SessionId,
}

impl Operation for EndSession {
    type Answer = ();
    const META: Meta = Meta {
        name: "team.end_session",
        doc: "Ends one of the caller's sessions at once.",
        route: Route::post("/sessions/{session}/end"),
        reach: Reach::Organisation,
        who: TEAM,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let person = person(ctx.caller())?;
        let hash = hash_of(ctx, person, self.session).await?.ok_or(Error::NotFound)?;
        store::team::delete_session(ctx.tx(), &hash).await?;
        ctx.note(About::default().subject(person), "team.session_ended", json!({})).await
    }
}

/// Ends every session of the caller's but the one that asks.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndOtherSessions {}

/// How many sessions have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ended {
    /// So many.
    pub ended: u64,
}

impl Operation for EndOtherSessions {
    type Answer = Ended;
    const META: Meta = Meta {
        name: "team.end_other_sessions",
        doc: "Ends every session of the caller's at once, but for the one that asks.",
        route: Route::post("/sessions/end-others"),
        reach: Reach::Organisation,
        who: TEAM,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Ended> {
        let person = person(ctx.caller())?;
        let kept = match ctx.caller().session {
            Some(session) => hash_of(ctx, person, session).await?,
            None => None,
        };
        let ended = match kept {
            Some(kept) => store::team::end_sessions_but(ctx.tx(), person, &kept).await?,
            None => store::team::end_sessions(ctx.tx(), person).await?,
        };
        if ended > 0 {
            ctx.note(About::default().subject(person), "team.other_sessions_ended", json!({ "ended": ended })).await?;
        }
        Ok(Ended { ended })
    }
}

/// Whose sessions they are: a person's. Programs and the operator have none.
fn person(caller: &Caller) -> Result<PersonId> {
    match &caller.rights {
        Rights::Person { id, .. } => Ok(*id),
        _ => Err(Error::NotFound),
    }
}

/// The hash under which a session of a person's is kept.
async fn hash_of(ctx: &Ctx, person: PersonId, session: SessionId) -> Result<Option<String>> {
    let rows = store::team::sessions(ctx.tx(), person, ctx.now()).await?;
    Ok(rows.into_iter().map(|row| row.hash).find(|hash| session_id(ctx.app(), hash) == session))
}
