//! The room `attribution`: links and codes before the brief leaves, clicks, orders, refunds, and whom they credit.
//!
//! Invariant: credit is rewritten for an order in the transaction that changed the order. Absent: money; what a changed
//! credit means for a commission that was released is for `payments`, which follows the events of this room.

use domain::{
    ids::FileId,
    tracking::{Evidence, PostError},
};

use crate::{
    Ctx, Error, Result,
    registry::{Registered, look, op},
};

pub mod check_links;
pub mod confirm;
pub(crate) mod credit;
pub mod import_orders;
pub mod ingest_order;
pub mod ingest_refund;
pub mod leak;
pub mod prepare_tracking;
pub mod record_click;
mod same_order;
pub mod set_code;
pub(crate) mod set_up;
pub mod view;
pub mod webhook;

pub use check_links::CheckLinks;
pub use confirm::{ConfirmCode, ConfirmLink};
pub use import_orders::ImportOrders;
pub use ingest_order::IngestOrder;
pub use ingest_refund::IngestRefund;
pub use leak::LiftCodeFlag;
pub use prepare_tracking::PrepareTracking;
pub use record_click::RecordClick;
pub use set_code::SetCode;
pub use view::{GetTracking, GetWebhook, ListOrders};
pub use webhook::CreateWebhookSecret;

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<PrepareTracking>(),
        op::<CheckLinks>(),
        op::<ConfirmLink>(),
        op::<SetCode>(),
        op::<ConfirmCode>(),
        op::<LiftCodeFlag>(),
        op::<RecordClick>(),
        op::<IngestOrder>(),
        op::<IngestRefund>(),
        op::<ImportOrders>(),
        op::<CreateWebhookSecret>(),
        look::<GetTracking>(),
        look::<ListOrders>(),
        look::<GetWebhook>(),
    ]
}

/// What a person saw: words, a screenshot, or both.
pub(crate) async fn evidence(ctx: &Ctx, note: &str, file: Option<FileId>) -> Result<Evidence> {
    let file = match file {
        Some(id) => Some(store::files::find(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::field("file", "There is no such file."))?),
        None => None,
    };
    let note = note.trim().to_owned();
    if note.is_empty() && file.is_none() {
        return Err(PostError::NoEvidence.into());
    }
    Ok(Evidence { note, file, by: ctx.caller().actor(), name: ctx.caller_name().await?, at: ctx.now() })
}
