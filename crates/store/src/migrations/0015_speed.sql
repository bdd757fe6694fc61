-- Sums over a brand's moves are read from the index alone, and a campaign's moves without looking at all others of the brand.
DROP INDEX move_brand;

CREATE INDEX move_sums ON move (brand, turn, what, role, not_by, sign_offs, visible_from, due);

DROP INDEX move_creator;

CREATE INDEX move_campaign ON move (campaign);

-- The last message with each creator, in either order: by creator, and by time.
DROP INDEX message_creator;

CREATE INDEX message_creator ON message (brand, creator, at, id);

CREATE INDEX message_at ON message (brand, at, id);

CREATE INDEX message_heard ON message (brand, creator, at, id, collaboration, direction) WHERE direction = 'in';

-- Sums of a brand's results: what a report compares is counted by the database, and only a campaign's own facts are read.
ALTER TABLE shop_order ADD COLUMN touched BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE shop_order SET touched = TRUE WHERE id IN (SELECT shop_order FROM credit);

CREATE INDEX shop_order_sums ON shop_order (brand, touched, currency, placed_at, net);

DROP INDEX credit_in;

CREATE INDEX credit_in ON credit (brand, collaboration, currency, minor, commission);

DROP INDEX stage_brand;

CREATE INDEX stage_brand ON stage (brand, campaign, stage, collaboration);

CREATE INDEX deliverable_state ON deliverable (collaboration, state);

CREATE INDEX collaboration_road ON collaboration (brand, source, off, invited, id);

CREATE INDEX offer_accepted ON offer (brand, collaboration) WHERE state = 'accepted';

-- Creators are counted by what a list is filtered by without their facts.
CREATE INDEX relationship_tier ON relationship (brand, tier, standing, creator);

CREATE INDEX creator_country ON creator (country, id);

-- The newest of each are read from the end of an index, and the ledger's balances from one alone.
CREATE INDEX ledger_newest ON ledger_entry (brand, id);

CREATE INDEX ledger_balance ON ledger_entry (brand, account, currency, minor);

CREATE INDEX review_newest ON review (brand, at, id);

CREATE INDEX mail_account ON mail (organisation, created_at, id) WHERE brand IS NULL;
