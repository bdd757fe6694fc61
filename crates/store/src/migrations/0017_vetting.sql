CREATE TABLE creator_comment (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), identity TEXT NOT NULL, written_at BIGINT);
CREATE INDEX creator_comment_identity ON creator_comment (creator, identity);
CREATE INDEX creator_comment_newest ON creator_comment (creator, written_at);

CREATE TABLE follower_sample (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), profile {id} REFERENCES profile (id), at BIGINT NOT NULL);
CREATE INDEX follower_sample_newest ON follower_sample (creator, at);

CREATE TABLE vetting_decision (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), campaign {id} REFERENCES campaign (id), at BIGINT NOT NULL);
CREATE INDEX vetting_decision_newest ON vetting_decision (brand, creator, at);
