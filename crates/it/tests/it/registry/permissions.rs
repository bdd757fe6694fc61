//! Who may run what: docs/domain.md, section 1, written out here for every operation, against what really happens.
//!
//! Invariant: an operation that is missing here, or is here and gone, fails the test; so does one that somebody may run
//! who should not, or may not who should. Absent: which rows they may see; isolation has that.
//!
//! How section 1 was read. The owner may everything. A manager may everything of the brand but approve payouts; saying
//! that money was paid, failed or came back is part of that approving. Finance makes and settles payouts, sees forms
//! with their account details, and reads what a payment rests on: campaign, collaboration, offers, agreement, brief,
//! parcels, posts. A reviewer signs off drafts and reads what a draft or a contract is judged by; conversations and mail
//! are the manager's alone, because mail carries creators' links. A viewer reads reports and the campaigns that they are
//! about, plan and table included. Connecting the shop, rules of the brand, people, keys and health are the owner's.

use app::{
    Asked, Caller, Error, Rights,
    registry::{self, Registered},
};
use domain::{
    ids::{ApiKeyId, BrandId, CreatorId, DeliverableId, Id, PersonId},
    team::{Grant, Person, Role, SignOffKind},
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{World, on_both};

/// `m`anager, `f`inance, `r`eviewer, `v`iewer, `c`reator in the portal, review `l`ink, cloc`k`, `a`nybody; `o`wner alone
/// where no other role stands.
const TABLE: &[(&str, &str)] = &[
    ("team.set_up", "a"),
    ("team.sign_in", "a"),
    ("team.sign_in_by_link", "a"),
    ("team.sign_out", "a"),
    ("team.accept_invitation", "a"),
    ("team.request_password_reset", "a"),
    ("team.reset_password", "a"),
    ("team.create_sign_in_link", "o"),
    ("team.invite_person", "o"),
    ("team.set_roles", "o"),
    ("team.end_person", "o"),
    ("team.list_people", "o"),
    ("team.create_brand", "o"),
    ("team.update_brand", "o"),
    ("team.set_logo", "o"),
    ("team.create_api_key", "o"),
    ("team.revoke_api_key", "o"),
    ("team.list_api_keys", "o"),
    ("team.list_account_mail", "o"),
    ("team.show_health", "o"),
    ("team.retry_outbox", "o"),
    ("team.update_brand_profile", "m"),
    ("team.list_mail", "m"),
    ("team.list_events", "m"),
    ("team.list_organisation_events", "o"),
    ("team.sign_out_person", "o"),
    ("team.list_sessions", "mfrv"),
    ("team.end_session", "mfrv"),
    ("team.end_other_sessions", "mfrv"),
    ("team.list_brands", "mfrv"),
    ("team.get_brand", "mfrv"),
    ("team.show_today", "mfr"),
    ("team.save_view", "mfr"),
    ("team.remove_view", "mfr"),
    ("team.list_views", "mfr"),
    ("creators.change_cells", "m"),
    ("creators.change_creators", "m"),
    ("creators.take_back_change", "m"),
    ("creators.create_creator", "m"),
    ("creators.import_creators", "m"),
    ("creators.take_back_import", "m"),
    ("creators.list_imports", "m"),
    ("creators.get_import", "m"),
    ("creators.update_creator", "m"),
    ("creators.note_creator", "m"),
    ("creators.set_shipping", "m"),
    ("creators.add_field", "m"),
    ("creators.update_field", "m"),
    ("creators.retire_field", "m"),
    ("creators.set_fields", "m"),
    ("creators.list_fields", "mfr"),
    ("creators.add_note", "m"),
    ("creators.update_note", "m"),
    ("creators.pin_note", "m"),
    ("creators.remove_note", "m"),
    ("creators.list_notes", "mfr"),
    ("creators.add_file", "m"),
    ("creators.remove_file", "m"),
    ("creators.list_files", "mfr"),
    ("creators.set_standing", "m"),
    ("creators.block_creator", "m"),
    ("creators.unblock_creator", "m"),
    ("creators.revoke_portal_links", "m"),
    ("creators.suppress_creator", "mc"),
    ("creators.add_posts", "m"),
    ("creators.connect_service", "o"),
    ("creators.connect_instagram", "o"),
    ("creators.connect_tiktok", "o"),
    ("creators.take_access", "c"),
    ("creators.renew_access", "k"),
    ("creators.end_access", "mc"),
    ("creators.note_lost_access", "k"),
    ("creators.show_access", "c"),
    ("creators.list_access", "m"),
    ("creators.renew_token", "ok"),
    ("creators.check_connection", "o"),
    ("creators.update_connection", "o"),
    ("creators.remove_connection", "o"),
    ("creators.list_connections", "o"),
    ("creators.remove_expired", "k"),
    ("creators.describe_account", "m"),
    ("creators.list_posts", "mfr"),
    ("creators.merge_creators", "m"),
    ("creators.split_creators", "m"),
    ("creators.keep_apart", "m"),
    ("creators.list_duplicates", "m"),
    ("creators.list_timeline", "m"),
    ("creators.erase_creator", "o"),
    ("creators.export_creator", "m"),
    ("creators.list_creators", "mfr"),
    ("creators.get_creator", "mfr"),
    ("imports.import_tracker", "m"),
    ("imports.take_back_tracker", "m"),
    ("imports.take_up", "m"),
    ("imports.let_rest", "m"),
    ("imports.owe_fee", "m"),
    // Saying that money was paid is part of approving payouts.
    ("imports.record_paid_outside", "f"),
    ("imports.get_tracker_import", "m"),
    ("imports.list_tracker_imports", "m"),
    ("creators.update_application_page", "m"),
    ("creators.get_application_page", "m"),
    ("creators.list_applications", "m"),
    ("creators.get_application", "m"),
    ("creators.accept_application", "m"),
    ("creators.decline_application", "m"),
    ("creators.ask_applicant", "m"),
    ("creators.remove_application", "m"),
    ("creators.save_application", "a"),
    ("creators.submit_application", "a"),
    ("creators.withdraw_application", "a"),
    ("creators.check_applications", "k"),
    ("discovery.add_found", "m"),
    ("discovery.fetch_account", "mk"),
    ("discovery.find_channels", "m"),
    ("discovery.find_hashtag", "m"),
    ("discovery.find_creators", "mfr"),
    ("discovery.list_searches", "mfr"),
    ("discovery.see_matches", "mfr"),
    ("discovery.compare_creators", "mfr"),
    ("discovery.add_comments", "m"),
    ("discovery.add_followers", "m"),
    ("discovery.decide", "m"),
    ("discovery.vet_creator", "mfr"),
    ("discovery.set_model", "o"),
    ("discovery.check_model", "o"),
    ("discovery.remove_model", "o"),
    ("discovery.show_model", "o"),
    ("discovery.read_words", "mfr"),
    ("discovery.write_summary", "m"),
    ("listening.import_customers", "m"),
    ("listening.remove_customers", "m"),
    ("listening.fetch_tags", "mk"),
    ("listening.fetch_mention", "k"),
    ("listening.decide_match", "m"),
    ("listening.list_matches", "m"),
    ("listening.add_mentions", "m"),
    ("listening.import_mentions", "m"),
    ("listening.list_mentions", "m"),
    ("listening.add_lead", "m"),
    ("listening.decide_lead", "m"),
    ("listening.list_leads", "m"),
    ("listening.get_warmth", "m"),
    ("listening.create_mention_secret", "o"),
    ("listening.erase_expired", "k"),
    ("listening.take_back_list", "m"),
    ("listening.list_brought", "m"),
    ("campaigns.create_campaign", "m"),
    ("campaigns.update_campaign", "m"),
    ("campaigns.start_campaign", "m"),
    ("campaigns.end_campaign", "m"),
    ("campaigns.cancel_campaign", "m"),
    ("campaigns.plan_invitations", "mfrv"),
    ("campaigns.shortlist", "m"),
    ("campaigns.decline", "mc"),
    ("campaigns.withdraw", "mc"),
    ("campaigns.drop", "m"),
    ("campaigns.cancel_collaboration", "m"),
    ("campaigns.list_campaigns", "mfrv"),
    ("campaigns.get_campaign", "mfrv"),
    ("campaigns.show_campaign", "mfrv"),
    ("campaigns.show_tracker", "mfrv"),
    ("campaigns.show_calendar", "mfrv"),
    ("campaigns.show_collaboration", "mfr"),
    ("outreach.invite", "m"),
    ("outreach.preview_invitation", "m"),
    ("outreach.save_template", "m"),
    ("outreach.list_templates", "m"),
    ("outreach.send_message", "m"),
    ("outreach.log_message", "m"),
    ("outreach.list_messages", "m"),
    ("outreach.show_inbox", "m"),
    ("outreach.create_portal_link", "m"),
    ("outreach.respond_to_invitation", "mc"),
    ("outreach.write_message", "c"),
    ("outreach.show_portal", "c"),
    ("outreach.request_portal_link", "a"),
    ("outreach.ask_for_access", "m"),
    ("outreach.record_bounce", "k"),
    ("agreements.make_offer", "m"),
    ("agreements.propose_terms", "m"),
    ("agreements.counter_offer", "mc"),
    ("agreements.accept_offer", "mc"),
    ("agreements.refuse_offer", "mc"),
    ("agreements.prepare_agreement", "m"),
    ("agreements.sign_agreement", "mc"),
    ("agreements.fill_form", "mc"),
    ("agreements.correct_form", "mc"),
    ("agreements.list_offers", "mfrc"),
    ("agreements.get_agreement", "mfrc"),
    ("agreements.get_form", "mfc"),
    ("shipments.ship", "m"),
    ("shipments.correct_shipment", "m"),
    ("shipments.confirm_delivery", "mc"),
    ("shipments.list_shipments", "mfc"),
    ("briefs.save_brief", "m"),
    ("briefs.send_brief", "m"),
    ("briefs.lint_brief", "m"),
    ("briefs.get_brief", "mfr"),
    ("briefs.get_sent_brief", "mfrc"),
    ("briefs.acknowledge_brief", "mc"),
    ("content.keep_file", "mfrc"),
    ("content.submit_draft", "mc"),
    ("content.request_changes", "mrl"),
    ("content.request_out_of_scope", "m"),
    ("content.take_back_request", "m"),
    ("content.approve", "mrl"),
    ("content.get_review", "mrlc"),
    ("content.show_reviews", "mr"),
    ("content.create_review_link", "m"),
    ("tracking.report_live", "mc"),
    ("tracking.correct_post", "mc"),
    ("tracking.verify_post", "m"),
    ("tracking.reject_post", "m"),
    ("tracking.check_post", "k"),
    ("tracking.accept_post", "m"),
    ("tracking.request_mending", "m"),
    ("tracking.record_numbers", "m"),
    ("tracking.list_posts", "mfrc"),
    ("attribution.prepare_tracking", "m"),
    ("attribution.set_code", "m"),
    ("attribution.confirm_link", "m"),
    ("attribution.confirm_code", "m"),
    ("attribution.check_links", "m"),
    ("attribution.get_tracking", "mfr"),
    ("attribution.ingest_order", "m"),
    ("attribution.ingest_refund", "m"),
    ("attribution.import_orders", "m"),
    ("attribution.list_orders", "mf"),
    ("attribution.create_webhook_secret", "o"),
    ("attribution.get_webhook", "mf"),
    ("attribution.lift_code_flag", "m"),
    ("attribution.record_click", "a"),
    ("payments.list_payments", "mf"),
    ("payments.list_payables", "mf"),
    ("payments.list_payouts", "mf"),
    ("payments.export_payments", "mf"),
    ("payments.get_ledger", "mf"),
    ("payments.export_ledger", "mf"),
    ("payments.make_payout", "mf"),
    ("payments.make_payouts", "mf"),
    ("payments.withdraw_payout", "mf"),
    ("payments.approve_payout", "f"),
    ("payments.approve_payouts", "f"),
    ("payments.record_paid", "f"),
    ("payments.record_failed", "f"),
    ("payments.record_returned", "f"),
    ("payments.submit_payout", "f"),
    ("payments.record_news", "k"),
    ("payments.note_silence", "k"),
    ("payments.check_payout", "k"),
    ("payments.release_commission", "k"),
    ("reports.list_reports", "mfrv"),
    ("reports.get_campaign_report", "mfrv"),
    ("reports.export_campaign_report", "mfrv"),
    ("reports.propose_standing", "m"),
    ("reports.decide_standing", "m"),
    ("reports.end_measuring", "k"),
    ("outreach.chase", "k"),
    ("outreach.retract_reminder", "k"),
    ("outreach.escalate", "k"),
    ("content.approve_by_silence", "k"),
    ("discovery.report_matches", "k"),
    ("discovery.send_matches", "k"),
    ("content.offer_window", "m"),
    ("content.answer_window", "mc"),
    ("content.let_go", "m"),
    ("outreach.pause_chasing", "m"),
    ("outreach.resume_chasing", "m"),
    ("outreach.show_clock", "m"),
    ("outreach.record_sent", "k"),
];

/// The letter of a role.
fn letter(role: Role) -> char {
    match role {
        Role::Owner => 'o',
        Role::Manager => 'm',
        Role::Finance => 'f',
        Role::Reviewer => 'r',
        Role::Viewer => 'v',
    }
}

/// Whether the table gives a role an operation: an owner has every role's.
fn gives(letters: &str, role: Role) -> bool {
    letters.contains('a') || letters.contains(letter(role)) || (role == Role::Owner && letters.contains(['o', 'm', 'f', 'r', 'v']))
}

/// Whether the table's letters let a kind of caller run an operation.
type May = Box<dyn Fn(&Registered, &str) -> bool>;

/// One kind of caller, and whether the table lets them.
struct Kind {
    name: String,
    caller: Caller,
    may: May,
}

fn kinds(world: &World, other: BrandId) -> Vec<Kind> {
    let (organisation, brand) = (world.organisation, world.brand);
    let mut kinds = Vec::new();
    let mut add = |name: String, caller: Caller, may: May| kinds.push(Kind { name, caller, may });
    for role in Role::ALL {
        let sign_off = (role == Role::Reviewer).then_some(SignOffKind::Legal);
        let grants = if role == Role::Owner { vec![] } else { vec![Grant { brand, role, sign_off }] };
        let email = format!("{}@fennel.example", role.as_str());
        let person = Person { email, name: role.as_str().into(), is_owner: role == Role::Owner, grants, ended_at: None };
        let ended = Person { ended_at: Some(world.now()), ..person.clone() };
        let id = PersonId::from_uuid(Uuid::from_u128(1));
        let caller = Caller::person(organisation, id, person, Some(brand));
        if role != Role::Owner {
            let of_brand = |registered: &Registered| registered.meta.reach == app::Reach::Brand;
            // The same person about a brand where they have no seat.
            add(
                format!("{} of another brand", role.as_str()),
                caller.clone().about(other),
                Box::new(move |one, letters| letters.contains('a') || (!of_brand(one) && gives(letters, role))),
            );
        }
        add(role.as_str().to_owned(), caller, Box::new(move |_, letters| gives(letters, role)));
        let gone = Caller::person(organisation, id, ended, Some(brand));
        add(format!("{} whose account was ended", role.as_str()), gone, Box::new(|_, letters| letters.contains('a')));
        // Keys: of one brand, at most with a role, and only what a scope names. No key reaches the organisation.
        let rooms: Vec<String> =
            crate::http::road::ROOMS.iter().map(|scope| (*scope).to_owned()).chain(["content.approve".to_owned()]).collect();
        for scope in rooms {
            let rights = Rights::Key { id: ApiKeyId::from_uuid(Uuid::from_u128(2)), brand, role, scopes: vec![scope.clone()] };
            let caller = Caller::new(rights, Some(organisation), Some(brand));
            let name = format!("{} key for {scope}", role.as_str());
            add(
                name,
                caller,
                Box::new(move |one, letters| {
                    let room = one.meta.name.split('.').next();
                    let reads = scope == "read" && !one.changes && one.meta.name != "briefs.lint_brief";
                    let scoped = one.meta.name == scope || room == Some(scope.as_str()) || reads;
                    letters.contains('a') || (one.meta.reach == app::Reach::Brand && scoped && gives(letters, role))
                }),
            );
        }
    }
    let creator = Caller::creator(organisation, brand, CreatorId::from_uuid(Uuid::from_u128(3)));
    add("creator".into(), creator.clone(), Box::new(|_, letters| letters.contains(['a', 'c'])));
    add("creator about another brand".into(), creator.about(other), Box::new(|_, letters| letters.contains('a')));
    let rights = Rights::ReviewLink {
        deliverable: DeliverableId::from_uuid(Uuid::from_u128(4)),
        brand,
        kind: SignOffKind::Client,
        email: "client@example.org".into(),
        name: "A client".into(),
    };
    add("review link".into(), Caller::new(rights, Some(organisation), Some(brand)), Box::new(|_, letters| letters.contains(['a', 'l'])));
    add("clock".into(), Caller::clock(organisation, brand), Box::new(|_, letters| letters.contains(['a', 'k'])));
    add("visitor".into(), Caller::new(Rights::Visitor, Some(organisation), Some(brand)), Box::new(|_, letters| letters.contains('a')));
    kinds
}

#[test]
fn every_operation_opens_to_whom_the_domain_names_and_to_nobody_else() {
    on_both(async |world| {
        let (other, _) = world.other_brand().await;
        let known: Vec<&str> = registry::all().iter().map(|one| one.meta.name).collect();
        let missing: Vec<&&str> = known.iter().filter(|name| !TABLE.iter().any(|(row, _)| row == *name)).collect();
        assert!(missing.is_empty(), "say in the table who may: {missing:?}");
        let gone: Vec<&str> = TABLE.iter().map(|(name, _)| *name).filter(|name| !known.contains(name)).collect();
        assert!(gone.is_empty(), "these are no operations any more: {gone:?}");

        let mut wrong = Vec::new();
        for kind in kinds(world, other) {
            for registered in registry::all() {
                let name = registered.meta.name;
                let letters = TABLE.iter().find(|(row, _)| *row == name).map_or("", |(_, letters)| letters);
                // A field that no command has: whoever gets so far hears that, and nothing happens.
                let answer = world.app.admit(&registered.meta, &kind.caller).await;
                let expected = (kind.may)(registered, letters);
                let right = match &answer {
                    Ok(()) => expected,
                    Err(Error::SignInFirst) => !expected && kind.caller.rights == Rights::Visitor,
                    Err(Error::NotFound) => !expected && kind.caller.rights != Rights::Visitor,
                    Err(_) => false,
                };
                if !right {
                    wrong.push(format!("{} {name}: {answer:?}", kind.name));
                }
                // Who may not is told nothing about the command, however wrong it is.
                if !expected {
                    let called = registered.call(&world.app, &kind.caller, &Asked::default(), json!(["no command"])).await;
                    if !matches!(called, Err(Error::NotFound | Error::SignInFirst)) {
                        wrong.push(format!("{} {name}: hears {called:?}", kind.name));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} are not as docs/domain.md says:\n{}", wrong.len(), wrong.join("\n"));
    });
}

/// Whether somebody of the team may run it, by the table.
pub fn person_may(name: &str) -> bool {
    TABLE.iter().any(|(row, letters)| *row == name && letters.contains(['o', 'm', 'f', 'r', 'v', 'a']))
}
