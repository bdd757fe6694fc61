CREATE TABLE organisation (id {id} PRIMARY KEY, name TEXT NOT NULL, created_at BIGINT NOT NULL);

CREATE TABLE brand (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE INDEX brand_organisation ON brand (organisation);

CREATE TABLE person (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE, ended_at BIGINT);
CREATE INDEX person_organisation ON person (organisation);

CREATE TABLE password (person {id} PRIMARY KEY REFERENCES person (id), hash TEXT NOT NULL, changed_at BIGINT NOT NULL);

CREATE TABLE session (
  hash TEXT PRIMARY KEY, person {id} NOT NULL REFERENCES person (id), created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, browser TEXT NOT NULL);
CREATE INDEX session_person ON session (person);

CREATE TABLE ticket (
  hash TEXT PRIMARY KEY, organisation {id}, kind TEXT NOT NULL, subject TEXT NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, used_at BIGINT);

CREATE TABLE api_key (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE, revoked_at BIGINT);

CREATE TABLE idempotency (
  organisation {id} NOT NULL, caller TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL, command_hash TEXT NOT NULL,
  answer TEXT, created_at BIGINT NOT NULL, PRIMARY KEY (organisation, caller, key));

CREATE TABLE event (
  id {id} PRIMARY KEY, organisation {id} NOT NULL, brand {id}, kind TEXT NOT NULL, collaboration {id}, campaign {id}, creator {id},
  subject {id}, actor TEXT NOT NULL, data TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX event_collaboration ON event (collaboration, at);
CREATE INDEX event_brand ON event (brand, at);
CREATE INDEX event_creator ON event (creator, at);

CREATE TABLE outbox (
  id {id} PRIMARY KEY, organisation {id} NOT NULL, brand {id}, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, payload TEXT NOT NULL,
  state TEXT NOT NULL, attempts BIGINT NOT NULL, run_at BIGINT NOT NULL, lease_until BIGINT, last_error TEXT, created_at BIGINT NOT NULL,
  ended_at BIGINT);
CREATE INDEX outbox_due ON outbox (state, run_at);

CREATE TABLE move (
  brand {id} NOT NULL, collaboration {id} NOT NULL, key TEXT NOT NULL, campaign {id} NOT NULL, creator {id} NOT NULL, turn TEXT NOT NULL,
  role TEXT, what TEXT NOT NULL, subject {id}, since BIGINT NOT NULL, due BIGINT, visible_from BIGINT NOT NULL, stake BIGINT NOT NULL,
  currency TEXT NOT NULL, detail TEXT, PRIMARY KEY (collaboration, key));
CREATE INDEX move_brand ON move (brand, turn, due);
CREATE INDEX move_clock ON move (turn, due);
CREATE INDEX move_creator ON move (creator, turn);

CREATE TABLE file (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), hash TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL,
  size BIGINT NOT NULL, creator {id}, created_at BIGINT NOT NULL);
CREATE INDEX file_hash ON file (hash);

CREATE TABLE creator (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, email_key TEXT, country TEXT, created_at BIGINT NOT NULL);
CREATE INDEX creator_name ON creator (organisation, name_key, id);
CREATE INDEX creator_email ON creator (organisation, email_key);

CREATE TABLE profile (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), platform TEXT NOT NULL, identity TEXT NOT NULL, handle_key TEXT,
  followers BIGINT, UNIQUE (organisation, identity));
CREATE INDEX profile_handle ON profile (organisation, handle_key);
CREATE INDEX profile_creator ON profile (creator);

CREATE TABLE metric (
  id {id} PRIMARY KEY, organisation {id} NOT NULL, profile {id} NOT NULL REFERENCES profile (id), measure TEXT NOT NULL, value BIGINT NOT NULL,
  source TEXT NOT NULL, method TEXT NOT NULL, fetched_at BIGINT NOT NULL, exact BOOLEAN NOT NULL, formula TEXT);
CREATE INDEX metric_profile ON metric (profile, measure, fetched_at);

CREATE TABLE relationship (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), tier TEXT NOT NULL, standing TEXT, tags TEXT NOT NULL,
  created_at BIGINT NOT NULL, UNIQUE (brand, creator));
CREATE INDEX relationship_creator ON relationship (creator);

CREATE TABLE import (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL, kind TEXT NOT NULL,
  created_at BIGINT NOT NULL);
CREATE INDEX import_brand ON import (brand, kind, created_at);

CREATE TABLE campaign (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL, slug TEXT NOT NULL,
  state TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, UNIQUE (brand, slug));

CREATE TABLE collaboration (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  campaign {id} NOT NULL REFERENCES campaign (id), creator {id} NOT NULL REFERENCES creator (id), slug TEXT NOT NULL, source TEXT NOT NULL,
  invited BOOLEAN NOT NULL, off TEXT, UNIQUE (campaign, creator));
CREATE INDEX collaboration_creator ON collaboration (creator);
CREATE INDEX collaboration_brand ON collaboration (brand, campaign);

CREATE TABLE stage (
  collaboration {id} PRIMARY KEY REFERENCES collaboration (id), brand {id} NOT NULL, campaign {id} NOT NULL, stage TEXT NOT NULL);
CREATE INDEX stage_campaign ON stage (campaign, stage);
CREATE INDEX stage_brand ON stage (brand, stage);

CREATE TABLE template (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL);

CREATE TABLE message (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), collaboration {id}, direction TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX message_creator ON message (brand, creator, at);
CREATE INDEX message_collaboration ON message (collaboration, at);

CREATE TABLE mail (
  id {id} PRIMARY KEY, organisation {id} NOT NULL, brand {id}, message {id}, kind TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
  subject TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL, sent_at BIGINT, error TEXT);
CREATE INDEX mail_organisation ON mail (organisation, created_at);
CREATE INDEX mail_message ON mail (message);

CREATE TABLE offer (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL REFERENCES collaboration (id), number BIGINT NOT NULL, state TEXT NOT NULL, UNIQUE (collaboration, number));

CREATE TABLE agreement (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL UNIQUE REFERENCES collaboration (id), signed_at BIGINT);

CREATE TABLE onboarding_form (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL UNIQUE REFERENCES collaboration (id));

CREATE TABLE shipment (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL REFERENCES collaboration (id), sent_at BIGINT NOT NULL);
CREATE INDEX shipment_collaboration ON shipment (collaboration);

CREATE TABLE brief (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  campaign {id} NOT NULL REFERENCES campaign (id), number BIGINT NOT NULL, UNIQUE (campaign, number));

CREATE TABLE brief_sent (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL REFERENCES collaboration (id), number BIGINT NOT NULL, UNIQUE (collaboration, number));

CREATE TABLE deliverable (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL REFERENCES collaboration (id), number BIGINT NOT NULL, state TEXT NOT NULL, UNIQUE (collaboration, number));

CREATE TABLE draft (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  deliverable {id} NOT NULL REFERENCES deliverable (id), number BIGINT NOT NULL, submitted_at BIGINT NOT NULL, UNIQUE (deliverable, number));

CREATE TABLE review (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  deliverable {id} NOT NULL REFERENCES deliverable (id), draft {id} NOT NULL REFERENCES draft (id), at BIGINT NOT NULL);
CREATE INDEX review_deliverable ON review (deliverable, at);

CREATE TABLE post (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL REFERENCES collaboration (id), deliverable {id} NOT NULL REFERENCES deliverable (id), state TEXT NOT NULL,
  reported_at BIGINT NOT NULL);
CREATE INDEX post_collaboration ON post (collaboration);

CREATE TABLE tracking_link (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL REFERENCES collaboration (id), deliverable {id} NOT NULL UNIQUE REFERENCES deliverable (id), slug TEXT NOT NULL UNIQUE);
CREATE INDEX tracking_link_collaboration ON tracking_link (collaboration);

CREATE TABLE promo_code (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  collaboration {id} NOT NULL UNIQUE REFERENCES collaboration (id), code_key TEXT NOT NULL, UNIQUE (brand, code_key));

CREATE TABLE click (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), link {id} NOT NULL REFERENCES tracking_link (id),
  collaboration {id} NOT NULL, at BIGINT NOT NULL, referrer TEXT NOT NULL, visitor TEXT NOT NULL);
CREATE INDEX click_collaboration ON click (collaboration, at);
CREATE INDEX click_visitor ON click (brand, visitor, at);

CREATE TABLE shop_order (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  source TEXT NOT NULL, number TEXT NOT NULL, placed_at BIGINT NOT NULL, currency TEXT NOT NULL, net BIGINT NOT NULL,
  UNIQUE (brand, source, number));
CREATE INDEX shop_order_placed ON shop_order (brand, placed_at);

CREATE TABLE shop_refund (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  source TEXT NOT NULL, order_number TEXT NOT NULL, number TEXT NOT NULL, at BIGINT NOT NULL, applied BOOLEAN NOT NULL,
  UNIQUE (brand, source, order_number, number));

CREATE TABLE credit (
  shop_order {id} NOT NULL REFERENCES shop_order (id), brand {id} NOT NULL, collaboration {id} NOT NULL, minor BIGINT NOT NULL,
  gross BIGINT NOT NULL, currency TEXT NOT NULL, placed_at BIGINT NOT NULL, commission BIGINT NOT NULL, release_at BIGINT,
  released BIGINT, taken_back BIGINT NOT NULL, payable {id}, PRIMARY KEY (shop_order, collaboration));
CREATE INDEX credit_collaboration ON credit (collaboration, placed_at);
CREATE INDEX credit_brand ON credit (brand, placed_at);

CREATE TABLE carry (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), creator {id} NOT NULL REFERENCES creator (id), currency TEXT NOT NULL,
  minor BIGINT NOT NULL, collaboration {id} NOT NULL, shop_order {id}, memo TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX carry_creator ON carry (brand, creator, currency);

CREATE TABLE webhook_secret (brand {id} PRIMARY KEY REFERENCES brand (id), sealed TEXT NOT NULL, created_at BIGINT NOT NULL);

CREATE TABLE payable (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), collaboration {id} NOT NULL REFERENCES collaboration (id), kind TEXT NOT NULL, state TEXT NOT NULL,
  minor BIGINT NOT NULL, currency TEXT NOT NULL, due TEXT NOT NULL, accrued_at BIGINT NOT NULL, payout {id});
CREATE INDEX payable_collaboration ON payable (collaboration);
CREATE INDEX payable_state ON payable (brand, state, due);
CREATE INDEX payable_payout ON payable (payout);

CREATE TABLE payout (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), state TEXT NOT NULL, minor BIGINT NOT NULL, currency TEXT NOT NULL, made_at BIGINT NOT NULL, changed_at BIGINT NOT NULL);
CREATE INDEX payout_state ON payout (brand, state);

CREATE TABLE ledger_entry (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), posting {id} NOT NULL, kind TEXT NOT NULL, account TEXT NOT NULL,
  minor BIGINT NOT NULL, currency TEXT NOT NULL, collaboration {id}, creator {id}, memo TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX ledger_posting ON ledger_entry (posting);
CREATE INDEX ledger_brand ON ledger_entry (brand, at);

CREATE TABLE budget_line (
  collaboration {id} NOT NULL REFERENCES collaboration (id), line TEXT NOT NULL, brand {id} NOT NULL REFERENCES brand (id),
  campaign {id} NOT NULL REFERENCES campaign (id), currency TEXT NOT NULL, reserved BIGINT NOT NULL, committed BIGINT NOT NULL,
  accrued BIGINT NOT NULL, paid BIGINT NOT NULL, released BIGINT NOT NULL, override TEXT, PRIMARY KEY (collaboration, line));
CREATE INDEX budget_campaign ON budget_line (campaign);

CREATE TABLE standing_decision (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), collaboration {id} NOT NULL UNIQUE REFERENCES collaboration (id), decided_at BIGINT NOT NULL);
