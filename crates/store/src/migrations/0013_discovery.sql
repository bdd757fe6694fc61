CREATE TABLE creator_change (
  seq {sequence}, tx BIGINT NOT NULL DEFAULT {transaction}, creator {id} NOT NULL);
CREATE INDEX creator_change_order ON creator_change (tx, seq);

CREATE TABLE creator_post (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), profile {id} REFERENCES profile (id), identity TEXT NOT NULL, posted_at BIGINT);
CREATE INDEX creator_post_identity ON creator_post (creator, identity);
CREATE INDEX creator_post_newest ON creator_post (creator, posted_at);
