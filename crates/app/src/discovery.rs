//! The room `discovery`: finding creators in the brand's own graph of them, by words, meaning and filters.
//!
//! Invariant: what one brand keeps is found in that brand alone; of the organisation's other creators a brand finds what is
//! shared. Absent: creators whom nobody brought; no list is bought.

pub mod add_found;
pub mod address;
pub mod compare;
pub mod digest;
mod entry;
pub mod fetching;
mod figures;
pub mod find;
mod keeper;
pub mod model;
mod own_fields;
pub mod vetting;
mod views;
pub mod watch;

pub use add_found::AddFound;
pub use address::Address;
pub use compare::{CompareCreators, Compared, Comparison};
pub use digest::SendMatches;
pub use fetching::{ChannelFound, ChannelsFound, FetchAccount, FetchedAccount, FindChannels, FindHashtag, HashtagFound};
pub use find::{
    FacetCount, FindCreators, FindOrder, FindScope, FoundCreator, FoundCreators, FoundPost, FoundWord, ReadPart, UnknownCount, Unread,
};
pub(crate) use keeper::Keeper;
pub use model::{CheckModel, ModelView, ReadWords, RemoveModel, SetModel, ShowModel, SummaryView, WordsRead, WriteSummary};
pub use vetting::{AddComments, AddFollowers, AddedComments, AddedFollowers, DecideVetting, VetCreator, VettedAccount, VettingReport};
pub use views::customers::FoundCustomer;
pub use watch::{ListSearches, ReportMatches, SavedSearch, SeeMatches};

use crate::{
    App,
    registry::{Registered, look, op},
};

/// Makes the search index, or brings it in step with the rows, before somebody searches.
pub async fn make_ready(app: &App) {
    if let Err(error) = app.keeper().ready(app).await {
        tracing::warn!(%error, "the search index is not ready; it is tried again with the first search");
    }
}

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<AddFound>(),
        op::<FetchAccount>(),
        op::<FindChannels>(),
        op::<FindHashtag>(),
        op::<AddComments>(),
        op::<AddFollowers>(),
        op::<DecideVetting>(),
        look::<FindCreators>(),
        look::<CompareCreators>(),
        look::<VetCreator>(),
        op::<SetModel>(),
        op::<CheckModel>(),
        op::<RemoveModel>(),
        look::<ShowModel>(),
        look::<ReadWords>(),
        op::<WriteSummary>(),
        op::<ReportMatches>(),
        op::<SendMatches>(),
        op::<SeeMatches>(),
        look::<ListSearches>(),
    ]
}
