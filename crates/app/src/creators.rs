//! The room `creators`: who they are, where they publish, what the brand keeps about them, and whether they may be
//! written to.
//!
//! Invariant: a brand sees the creators that it knows; what it noted or agreed stays its own. Absent: invitations and
//! messages (outreach).

use domain::{
    creators::{Creator, Relationship},
    ids::CreatorId,
};
use store::{Stored, Version};

use crate::{
    Ctx, Error, Result, Rights,
    registry::{Registered, look, op},
};

pub mod access;
pub mod add_posts;
pub mod applications;
pub mod block;
pub mod change_cells;
pub mod change_creators;
pub mod connections;
pub mod create_creator;
pub mod duplicates;
pub mod erase;
pub mod export;
pub mod fields;
pub mod figures;
pub mod files;
pub mod import;
mod known;
pub mod list;
pub mod merge;
pub mod notes;
mod profiles;
pub mod set_standing;
pub mod shipping;
pub mod update_creator;
pub mod view;
pub mod views;

pub use access::{
    AccessAccount, AccessOffer, AccessPage, AccessRow, AccessView, EndAccess, ListAccess, NoteLostAccess, RenewAccess, RenewedAccess,
    ShowAccess, TakeAccess,
};
pub use add_posts::{AddPosts, AddedPosts, DescribeAccount, ListCreatorPosts};
pub use applications::{
    AcceptApplication, ApplicationQueue, ApplicationView, AskApplicant, CheckApplications, DeclineApplication, GetApplication,
    GetApplicationPage, ListApplications, RemoveApplication, SaveApplication, SubmitApplication, UpdateApplicationPage,
    WithdrawApplication,
};
pub use block::{BlockCreator, SuppressCreator, UnblockCreator};
pub use change_cells::ChangeCells;
pub use change_creators::{ChangeCreators, Changed, TakeBackChange, TakenBack};
pub use connections::{
    CheckConnection, ConnectInstagram, ConnectService, ConnectTikTok, ConnectionView, ConnectionsView, FetchView, ListConnections,
    RemoveConnection, RemoveExpired, Removed, RenewToken, UpdateConnection,
};
pub use create_creator::CreateCreator;
pub use duplicates::{DuplicatePage, DuplicateView, ListDuplicates, SideView};
pub use erase::EraseCreator;
pub use export::{CreatorFile, ExportCreator};
pub use fields::{AddField, FieldPage, FieldView, ListFields, RetireField, SetFields, UpdateField};
pub use figures::{CreatorFigures, DecidedFit, LastFee, SalesForCost, SeenPost, SeenPosts, StageNow};
pub use files::{AddFile, AttachmentView, FilePage, ListFiles, RemoveFile};
pub use import::{ImportCreators, ImportView, take_back::TakeBackImport};
pub use list::{AccountView, CreatorPage, CreatorRow, ListCreators, SortCreators};
pub use merge::{KeepApart, MergeCreators, SplitCreators};
pub use notes::{AddNote, ListNotes, NotePage, NoteView, PinNote, RemoveNote, UpdateNote};
pub use set_standing::SetStanding;
pub use shipping::{SetShipping, Sizes};
pub use update_creator::{NoteCreator, RevokePortalLinks, UpdateCreator};
pub use view::{CreatorCollaboration, CreatorMoney, CreatorView, GetCreator, GetImport, ImportRow, ListImports, MergedView, ProfileView};
pub use views::{ListTimeline, TimelineItem, TimelineKind, TimelinePage};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<CreateCreator>(),
        op::<UpdateCreator>(),
        op::<NoteCreator>(),
        op::<SetShipping>(),
        op::<AddField>(),
        op::<UpdateField>(),
        op::<RetireField>(),
        op::<SetFields>(),
        op::<AddNote>(),
        op::<UpdateNote>(),
        op::<PinNote>(),
        op::<RemoveNote>(),
        op::<AddFile>(),
        op::<RemoveFile>(),
        op::<ChangeCells>(),
        op::<ChangeCreators>(),
        op::<TakeBackChange>(),
        op::<RevokePortalLinks>(),
        op::<BlockCreator>(),
        op::<UnblockCreator>(),
        op::<SuppressCreator>(),
        op::<SetStanding>(),
        op::<MergeCreators>(),
        op::<SplitCreators>(),
        op::<KeepApart>(),
        op::<EraseCreator>(),
        op::<ImportCreators>(),
        op::<AddPosts>(),
        op::<DescribeAccount>(),
        op::<TakeBackImport>(),
        op::<ConnectService>(),
        op::<ConnectInstagram>(),
        op::<ConnectTikTok>(),
        op::<TakeAccess>(),
        op::<RenewAccess>(),
        op::<EndAccess>(),
        op::<NoteLostAccess>(),
        look::<ShowAccess>(),
        look::<ListAccess>(),
        op::<RenewToken>(),
        op::<CheckConnection>(),
        op::<UpdateConnection>(),
        op::<RemoveConnection>(),
        op::<RemoveExpired>(),
        look::<ListConnections>(),
        look::<ListCreators>(),
        look::<GetCreator>(),
        look::<ListCreatorPosts>(),
        look::<ListDuplicates>(),
        look::<ListTimeline>(),
        look::<ListNotes>(),
        look::<ListFiles>(),
        look::<ListFields>(),
        look::<ExportCreator>(),
        look::<ListImports>(),
        look::<GetImport>(),
        op::<UpdateApplicationPage>(),
        op::<SaveApplication>(),
        op::<SubmitApplication>(),
        op::<WithdrawApplication>(),
        op::<AcceptApplication>(),
        op::<DeclineApplication>(),
        op::<AskApplicant>(),
        op::<RemoveApplication>(),
        op::<CheckApplications>(),
        look::<GetApplicationPage>(),
        look::<ListApplications>(),
        look::<GetApplication>(),
    ]
}

/// A creator as one brand knows them.
#[derive(Debug, Clone)]
pub(crate) struct Familiar {
    pub(crate) creator: Stored<Creator>,
    pub(crate) relationship: Stored<Relationship>,
}

impl Familiar {
    /// One version for both rows: either change counts it up.
    pub(crate) fn version(&self) -> Version {
        together(self.creator.version, self.relationship.version)
    }
}

/// The version of a creator in a brand: of the shared row and of the brand's own.
pub(crate) fn together(creator: Version, relationship: Version) -> Version {
    Version(creator.0 + relationship.0)
}

/// A creator whom this brand knows, and whom this caller may see: creators see themselves.
///
/// # Errors
/// Not found.
pub(crate) async fn familiar(ctx: &Ctx, id: CreatorId) -> Result<Familiar> {
    if matches!(ctx.caller().rights, Rights::Creator { id: own, .. } if own != id) {
        return Err(Error::NotFound);
    }
    let relationship = store::creators::relationship(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
    let creator = store::document::find::<Creator>(ctx.tx(), ctx.organisation()?, id).await?.ok_or(Error::NotFound)?;
    Ok(Familiar { creator, relationship })
}

/// Saves the shared row of a creator; gives the version of both rows.
pub(crate) async fn save_creator(ctx: &Ctx, found: &Familiar, creator: &Creator) -> Result<Version> {
    let version = store::document::save(ctx.tx(), ctx.organisation()?, found.creator.id, found.creator.version, creator).await?;
    Ok(together(version, found.relationship.version))
}

/// Saves what the brand keeps about a creator; gives the version of both rows.
pub(crate) async fn save_relationship(ctx: &Ctx, found: &Familiar, relationship: &Relationship) -> Result<Version> {
    let kept = &found.relationship;
    let version = store::document::save(ctx.tx(), ctx.brand()?, kept.id, kept.version, relationship).await?;
    Ok(together(found.creator.version, version))
}
