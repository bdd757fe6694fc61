-- Who buys from a brand and who names it. A creator's mailbox is kept beside the address, so that the same mailbox is found however it was written.
ALTER TABLE creator ADD COLUMN mailbox_key TEXT;

UPDATE creator SET mailbox_key = email_key WHERE email_key IS NOT NULL;

UPDATE creator SET mailbox_key = SUBSTR(mailbox_key, 1, LENGTH(mailbox_key) - 15) || '@gmail.com' WHERE mailbox_key LIKE '%@googlemail.com';

UPDATE creator SET mailbox_key = SUBSTR(mailbox_key, 1, {position}(mailbox_key, '+') - 1) || '@gmail.com' WHERE mailbox_key LIKE '%+%@gmail.com';

UPDATE creator SET mailbox_key = REPLACE(SUBSTR(mailbox_key, 1, LENGTH(mailbox_key) - 10), '.', '') || '@gmail.com' WHERE mailbox_key LIKE '%@gmail.com';

CREATE INDEX creator_mailbox ON creator (organisation, mailbox_key);

CREATE TABLE customer (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), identity TEXT NOT NULL, name TEXT NOT NULL, email TEXT, mailbox_key TEXT,
  person_key TEXT, country TEXT, orders BIGINT, spent BIGINT, currency TEXT, first_order TEXT, last_order TEXT, source TEXT NOT NULL,
  listed_at BIGINT NOT NULL, UNIQUE (brand, identity));
CREATE INDEX customer_mailbox ON customer (brand, mailbox_key) WHERE mailbox_key IS NOT NULL;
CREATE INDEX customer_person ON customer (brand, person_key) WHERE person_key IS NOT NULL;
CREATE INDEX customer_listed ON customer (listed_at);

CREATE TABLE customer_account (
  customer {id} NOT NULL REFERENCES customer (id), brand {id} NOT NULL REFERENCES brand (id), platform TEXT NOT NULL, handle TEXT NOT NULL,
  handle_key TEXT NOT NULL, PRIMARY KEY (customer, platform, handle_key));
CREATE INDEX customer_account_handle ON customer_account (brand, handle_key);

CREATE TABLE match_decision (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  customer {id} NOT NULL REFERENCES customer (id), creator {id} NOT NULL REFERENCES creator (id), same BOOLEAN NOT NULL);
CREATE INDEX match_decision_brand ON match_decision (brand);
CREATE INDEX match_decision_customer ON match_decision (customer);
CREATE INDEX match_decision_creator ON match_decision (creator);

CREATE TABLE mention (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), platform TEXT NOT NULL, identity TEXT NOT NULL, url_key TEXT,
  handle TEXT NOT NULL, handle_key TEXT NOT NULL, name TEXT NOT NULL, url TEXT, posted_at BIGINT NOT NULL, text TEXT NOT NULL,
  followers BIGINT, views BIGINT, likes BIGINT, comments BIGINT, named_by TEXT NOT NULL, source TEXT NOT NULL, seen_at BIGINT NOT NULL,
  UNIQUE (brand, platform, identity));
CREATE INDEX mention_url ON mention (brand, url_key) WHERE url_key IS NOT NULL;
CREATE INDEX mention_account ON mention (brand, handle_key, platform);
CREATE INDEX mention_newest ON mention (brand, posted_at);
CREATE INDEX mention_seen ON mention (seen_at);

CREATE TABLE lead_decision (
  brand {id} NOT NULL REFERENCES brand (id), subject TEXT NOT NULL, name TEXT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (brand, subject));

CREATE TABLE mention_secret (brand {id} PRIMARY KEY REFERENCES brand (id), sealed TEXT NOT NULL, created_at BIGINT NOT NULL);
