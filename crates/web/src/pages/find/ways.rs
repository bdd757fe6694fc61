//! Where each operation is done and each view is looked at: on a page of its own, or at its form on the page of a creator, a
//! campaign, a collaboration, once somebody has said of whom.
//!
//! Invariant: everything in the registry that a person of the team may run has its way here, or is named among what nobody does
//! by hand. Absent: whether the person may; the registry and the pages say that.

use app::{
    Who,
    campaigns::ListCampaigns,
    creators::{ListApplications, ListCreators},
    imports::ListTrackerImports,
    operation::Meta,
    payments::ListPayments,
    reports::GetCampaignReport,
    views::{ShowCollaboration, ShowInbox, ShowReviews},
};
use domain::{campaigns::CampaignState, moves::What};

use crate::{
    kernel::InBrand,
    pages::{collaboration::verbs::Verb, leads, settings},
};

/// Where something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// On a page that asks for nobody.
    To(&'static str),
    /// About a creator: what follows their address.
    Creator(&'static str),
    /// In the conversation with a creator: what follows its address.
    Conversation(&'static str),
    /// About a campaign in one of these states: what follows its address.
    Campaign(&'static str, &'static [CampaignState]),
    /// In a collaboration in which one of these waits, or in any that is not over: the word of its verb, or none for its page.
    Collaboration(&'static str, &'static [What]),
    /// About a draft that waits so: what follows the address of its review.
    Draft(&'static str, &'static [What]),
    /// About money that waits so: the name of its form before the id of what waits, or none.
    Payment(&'static str, &'static [What]),
    /// About a payout that was paid.
    Paid,
    /// About a creator's standing after a campaign.
    Standing,
    /// About an application.
    Application,
    /// About a tracker that was brought.
    Tracker,
}

const ANY: &[CampaignState] = &[CampaignState::Draft, CampaignState::Running, CampaignState::Ended];
const OPEN: &[CampaignState] = &[CampaignState::Draft, CampaignState::Running];
const DRAFT: &[CampaignState] = &[CampaignState::Draft];

impl Way {
    /// The way of an operation or view; nothing where nobody does it by hand.
    pub fn of(name: &str) -> Option<Self> {
        let room = name.split('.').next().unwrap_or_default();
        match room {
            "team" | "discovery" | "listening" => alone(name),
            "creators" => creators(name),
            "campaigns" | "briefs" | "outreach" | "imports" => campaigns(name),
            "agreements" | "shipments" | "tracking" => collaborations(name),
            "content" => content(name),
            _ => money(name),
        }
    }

    /// Whether somebody can get there: to the page, and to the list of those whom it may be about.
    pub fn open_to(self, at: &InBrand, places: &[(&'static str, String)]) -> bool {
        match self {
            Self::To(path) => reached(at, places, path),
            Self::Creator(_) => at.may_see::<ListCreators>(),
            Self::Conversation(_) => at.may_see::<ShowInbox>(),
            Self::Campaign(..) => at.may_see::<ListCampaigns>(),
            Self::Collaboration("", _) => at.may_see::<ShowCollaboration>(),
            Self::Collaboration(verb, _) => at.may_see::<ShowCollaboration>() && Verb::parse(verb).is_some_and(|verb| verb.may(at)),
            Self::Draft(..) => at.may_see::<ShowReviews>() && at.may_see::<ShowCollaboration>(),
            Self::Payment(..) | Self::Paid => at.may_see::<ListPayments>(),
            Self::Standing => at.may_see::<GetCampaignReport>() && at.may_see::<ShowCollaboration>(),
            Self::Application => at.may_see::<ListApplications>(),
            Self::Tracker => at.may_see::<ListTrackerImports>(),
        }
    }

    /// Whether it asks of whom.
    pub fn asks(self) -> bool {
        !matches!(self, Self::To(_))
    }
}

/// Whether a page can be opened: its place is among the person's, and so is its tab.
fn reached(at: &InBrand, places: &[(&'static str, String)], path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let place = path.split('/').nth(1).unwrap_or_default().trim_end_matches(".csv");
    if place == "leads" {
        return leads::opens(at);
    }
    places.iter().any(|(_, href)| href.rsplit('/').next() == Some(place)) && settings::may_open(at, path)
}

/// Whether a person of a team may be among those who run it.
pub(super) fn of_the_team(meta: &Meta) -> bool {
    meta.who.iter().any(|who| matches!(who, Who::Role(_)))
}

/// What is done on a page that asks for nobody, but for vetting.
fn alone(name: &str) -> Option<Way> {
    Some(match name {
        "team.create_brand" => Way::To("/settings/brands/new"),
        "team.update_brand" | "team.set_logo" => Way::To("/settings/rules"),
        "team.update_brand_profile" => Way::To("/settings/profile"),
        "team.end_session" | "team.end_other_sessions" | "team.list_sessions" => Way::To("/settings/sessions"),
        "team.invite_person"
        | "team.set_roles"
        | "team.end_person"
        | "team.sign_out_person"
        | "team.create_sign_in_link"
        | "team.list_people" => Way::To("/settings/people"),
        "team.create_api_key" | "team.revoke_api_key" | "team.list_api_keys" => Way::To("/settings/keys"),
        "team.retry_outbox" | "team.show_health" => Way::To("/settings/health"),
        "team.list_mail" | "team.list_account_mail" => Way::To("/settings/mail"),
        "team.list_events" => Way::To("/settings/audit"),
        "team.list_organisation_events" => Way::To("/settings/audit?of=organisation"),
        "team.save_view" | "team.remove_view" | "team.list_views" => Way::To("/creators"),
        "team.show_today" => Way::To("/today"),
        "discovery.find_creators"
        | "discovery.see_matches"
        | "discovery.list_searches"
        | "discovery.add_found"
        | "discovery.compare_creators" => Way::To("/discover"),
        "discovery.find_channels" => Way::To("/discover/channels"),
        "discovery.find_hashtag" => Way::To("/discover/hashtags"),
        "discovery.set_model" | "discovery.check_model" | "discovery.remove_model" | "discovery.show_model" => Way::To("/settings/model"),
        "discovery.vet_creator" | "discovery.add_comments" | "discovery.add_followers" | "discovery.decide" | "discovery.write_summary" => {
            Way::Creator("/vetting")
        }
        "discovery.fetch_account" => Way::Creator(""),
        "listening.get_warmth" => Way::Creator("/warmth"),
        "listening.add_lead" | "listening.decide_lead" | "listening.list_leads" => Way::To("/leads"),
        "listening.import_customers" => Way::To("/leads/customers#bring"),
        "listening.decide_match"
        | "listening.list_matches"
        | "listening.remove_customers"
        | "listening.list_brought"
        | "listening.take_back_list" => Way::To("/leads/customers"),
        "listening.add_mentions"
        | "listening.import_mentions"
        | "listening.list_mentions"
        | "listening.fetch_tags"
        | "listening.create_mention_secret" => Way::To("/leads/mentions"),
        _ => return None,
    })
}

fn creators(name: &str) -> Option<Way> {
    Some(match name {
        "creators.create_creator" => Way::To("/creators/new"),
        "creators.list_creators" | "creators.change_creators" | "creators.change_cells" | "creators.take_back_change" => {
            Way::To("/creators")
        }
        "creators.import_creators" | "creators.list_imports" | "creators.get_import" | "creators.take_back_import" => {
            Way::To("/creators/import")
        }
        "creators.list_duplicates" | "creators.merge_creators" | "creators.keep_apart" => Way::To("/creators/duplicates"),
        "creators.list_access" | "creators.end_access" => Way::To("/creators/access"),
        "creators.list_applications" => Way::To("/applications"),
        "creators.accept_application"
        | "creators.decline_application"
        | "creators.ask_applicant"
        | "creators.remove_application"
        | "creators.get_application" => Way::Application,
        "creators.get_application_page" | "creators.update_application_page" => Way::To("/settings/applications"),
        "creators.add_field" | "creators.update_field" | "creators.retire_field" | "creators.list_fields" => Way::To("/settings/fields"),
        "creators.connect_service"
        | "creators.connect_instagram"
        | "creators.connect_tiktok"
        | "creators.check_connection"
        | "creators.update_connection"
        | "creators.remove_connection"
        | "creators.renew_token"
        | "creators.list_connections" => Way::To("/settings/connections"),
        "creators.get_creator" => Way::Creator(""),
        "creators.update_creator" => Way::Creator("/edit"),
        "creators.note_creator" => Way::Creator("?open=summary#summary"),
        "creators.set_standing" => Way::Creator("?open=standing#standing"),
        "creators.revoke_portal_links" => Way::Creator("?open=own-page#own-page"),
        "creators.block_creator" | "creators.unblock_creator" | "creators.suppress_creator" => Way::Creator("?open=contact#contact"),
        "creators.erase_creator" | "creators.export_creator" => Way::Creator("?open=data#data"),
        "creators.set_fields" => Way::Creator("?open=own-fields#own-fields"),
        "creators.split_creators" => Way::Creator("#merged"),
        "creators.set_shipping" => Way::Creator("/shipping"),
        "creators.list_timeline" => Way::Creator("/timeline"),
        "creators.add_note" => Way::Creator("/notes/all#add"),
        "creators.list_notes" | "creators.update_note" | "creators.pin_note" | "creators.remove_note" => Way::Creator("/notes/all"),
        "creators.add_file" => Way::Creator("/files#add"),
        "creators.list_files" | "creators.remove_file" => Way::Creator("/files"),
        "creators.add_posts" | "creators.describe_account" => Way::Creator("/posts#add"),
        "creators.list_posts" => Way::Creator("/posts"),
        _ => return None,
    })
}

/// Campaigns, their briefs and sheets, and what is written to creators.
fn campaigns(name: &str) -> Option<Way> {
    Some(match name {
        "campaigns.create_campaign" => Way::To("/campaigns/new"),
        "campaigns.list_campaigns" => Way::To("/campaigns"),
        "campaigns.get_campaign" | "campaigns.show_campaign" | "campaigns.show_tracker" => Way::Campaign("", ANY),
        "campaigns.show_calendar" => Way::Campaign("/calendar", ANY),
        "campaigns.update_campaign" => Way::Campaign("/edit", OPEN),
        "campaigns.start_campaign" => Way::Campaign("/plan", DRAFT),
        "campaigns.end_campaign" | "campaigns.cancel_campaign" => Way::Campaign("/plan#over", OPEN),
        "campaigns.plan_invitations" => Way::Campaign("/plan", ANY),
        "campaigns.shortlist" => Way::Campaign("/add", OPEN),
        "campaigns.show_collaboration" => Way::Collaboration("", &[]),
        "campaigns.decline" => Way::Collaboration("left", &[What::AnswerInvitation, What::AnswerOffer]),
        "campaigns.withdraw" => Way::Collaboration("left", &[]),
        "campaigns.drop" => Way::Collaboration("drop", &[]),
        "campaigns.cancel_collaboration" => Way::Collaboration("cancel", &[]),
        "briefs.get_brief" => Way::Campaign("/brief", ANY),
        "briefs.save_brief" | "briefs.lint_brief" => Way::Campaign("/brief", OPEN),
        "briefs.send_brief" => Way::Collaboration("brief", &[What::SendBrief]),
        "briefs.acknowledge_brief" => Way::Collaboration("acknowledged", &[What::AcknowledgeBrief]),
        "briefs.get_sent_brief" => Way::Collaboration("", &[]),
        "outreach.invite" | "outreach.preview_invitation" => Way::Campaign("/add#invite", OPEN),
        "outreach.respond_to_invitation" => Way::Collaboration("answered", &[What::AnswerInvitation]),
        "outreach.send_message" | "outreach.list_messages" => Way::Conversation(""),
        "outreach.log_message" => Way::Conversation("#logged"),
        "outreach.show_inbox" => Way::To("/inbox"),
        "outreach.create_portal_link" => Way::Creator("?open=own-page#own-page"),
        "outreach.ask_for_access" => Way::To("/creators/access"),
        "outreach.pause_chasing" => Way::Creator("?open=reminders#reminders"),
        "outreach.resume_chasing" | "outreach.show_clock" => Way::To("/settings/clock"),
        "outreach.save_template" | "outreach.list_templates" => Way::To("/settings/templates"),
        "imports.import_tracker" | "imports.list_tracker_imports" => Way::To("/campaigns/import"),
        "imports.get_tracker_import"
        | "imports.take_up"
        | "imports.let_rest"
        | "imports.owe_fee"
        | "imports.record_paid_outside"
        | "imports.take_back_tracker" => Way::Tracker,
        _ => return None,
    })
}

/// Agreements, parcels and posts.
fn collaborations(name: &str) -> Option<Way> {
    Some(match name {
        "agreements.make_offer" | "agreements.propose_terms" => Way::Collaboration("offer", &[What::MakeOffer]),
        "agreements.accept_offer" => Way::Collaboration("accept", &[What::AnswerCounter]),
        "agreements.refuse_offer" => Way::Collaboration("refuse", &[What::AnswerCounter]),
        "agreements.counter_offer" => Way::Collaboration("offer-answered", &[What::AnswerOffer]),
        "agreements.prepare_agreement" => Way::Collaboration("prepare", &[What::PrepareAgreement]),
        "agreements.sign_agreement" => Way::Collaboration("sign", &[What::BrandSigns]),
        "agreements.fill_form" => Way::Collaboration("form", &[What::FillForm]),
        "agreements.correct_form" => Way::Collaboration("form", &[]),
        "agreements.list_offers" | "agreements.get_agreement" | "agreements.get_form" => Way::Collaboration("", &[]),
        "shipments.ship" => Way::Collaboration("ship", &[What::Ship]),
        // A parcel may arrive, or be found wrong, before anybody is asked about it, and after.
        "shipments.confirm_delivery" => Way::Collaboration("arrived", &[]),
        "shipments.correct_shipment" => Way::Collaboration("parcel", &[]),
        "shipments.list_shipments" => Way::Collaboration("", &[]),
        "tracking.report_live" => Way::Collaboration("live", &[What::Post]),
        "tracking.verify_post" | "tracking.reject_post" => Way::Collaboration("verify", &[What::VerifyPost]),
        "tracking.correct_post" => Way::Collaboration("post", &[What::VerifyPost]),
        "tracking.accept_post" | "tracking.request_mending" => Way::Collaboration("changed", &[What::DecidePost]),
        "tracking.record_numbers" => Way::Collaboration("numbers", &[]),
        "tracking.list_posts" => Way::Collaboration("", &[]),
        _ => return None,
    })
}

fn content(name: &str) -> Option<Way> {
    Some(match name {
        "content.show_reviews" => Way::To("/reviews"),
        "content.get_review" => Way::Draft("", &[What::ReviewDraft]),
        "content.approve" => Way::Draft("#approve", &[What::ReviewDraft]),
        "content.request_changes" | "content.request_out_of_scope" => Way::Draft("#asking", &[What::ReviewDraft]),
        "content.create_review_link" => Way::Draft("#sharing", &[What::ReviewDraft]),
        "content.take_back_request" => Way::Draft("", &[What::SubmitDraft]),
        "content.submit_draft" => Way::Collaboration("draft", &[What::SubmitDraft]),
        "content.offer_window" | "content.let_go" => Way::Collaboration("missed", &[What::DecideMissed]),
        "content.answer_window" => Way::Collaboration("window-answered", &[What::AnswerWindow]),
        _ => return None,
    })
}

/// Orders, money, and what came of it.
fn money(name: &str) -> Option<Way> {
    Some(match name {
        "attribution.confirm_link" | "attribution.confirm_code" | "attribution.check_links" => {
            Way::Collaboration("confirm", &[What::ConfirmTracking])
        }
        "attribution.set_code" => Way::Collaboration("code", &[]),
        "attribution.get_tracking" => Way::Collaboration("", &[]),
        "attribution.lift_code_flag" => Way::Payment("held", &[What::DecideLeak]),
        "attribution.import_orders" => Way::To("/reports/orders/import"),
        "attribution.list_orders" | "attribution.get_webhook" | "attribution.create_webhook_secret" => Way::To("/reports/orders"),
        "payments.list_payments" => Way::To("/payments"),
        "payments.export_payments" => Way::To("/payments.csv"),
        "payments.list_payables" | "payments.make_payouts" => Way::To("/payments/owed"),
        "payments.list_payouts" | "payments.approve_payouts" => Way::To("/payments/payouts"),
        "payments.get_ledger" | "payments.export_ledger" => Way::To("/payments/ledger"),
        "payments.make_payout" => Way::Payment("", &[What::MakePayout]),
        "payments.approve_payout" => Way::Payment("approve", &[What::ApprovePayout]),
        "payments.withdraw_payout" => Way::Payment("withdraw", &[What::ApprovePayout, What::RecordPayment]),
        "payments.submit_payout" => Way::Payment("payout", &[What::RecordPayment]),
        "payments.record_paid" => Way::Payment("paid", &[What::RecordPayment, What::AskProvider]),
        "payments.record_failed" => Way::Payment("failed", &[What::RecordPayment, What::AskProvider]),
        "payments.record_returned" => Way::Paid,
        "reports.list_reports" => Way::To("/reports"),
        "reports.get_campaign_report" => Way::Campaign("/report", ANY),
        "reports.export_campaign_report" => Way::Campaign("/report.csv", ANY),
        "reports.propose_standing" | "reports.decide_standing" => Way::Standing,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::registry;

    /// What the team may run and nobody does by hand: programs send it, or pages do it on their own.
    const BY_ITSELF: [&str; 7] = [
        "attribution.ingest_order",
        "attribution.ingest_refund",
        "attribution.prepare_tracking",
        "content.keep_file",
        "discovery.read_words",
        "team.get_brand",
        "team.list_brands",
    ];

    #[test]
    fn everything_that_the_team_may_run_has_its_way_or_is_done_by_itself() {
        for one in registry::all().iter().filter(|one| of_the_team(&one.meta)) {
            let by_itself = BY_ITSELF.contains(&one.meta.name);
            assert_ne!(Way::of(one.meta.name).is_some(), by_itself, "{}", one.meta.name);
        }
        assert!(BY_ITSELF.iter().all(|name| registry::all().iter().any(|one| one.meta.name == *name)));
    }

    #[test]
    fn a_verb_of_a_collaboration_has_its_form() {
        for one in registry::all() {
            if let Some(Way::Collaboration(verb, _)) = Way::of(one.meta.name) {
                assert!(verb.is_empty() || Verb::parse(verb).is_some(), "{}: {verb}", one.meta.name);
            }
        }
    }
}
