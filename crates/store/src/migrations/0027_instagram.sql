-- Hashtags that Instagram was asked for: the platform counts them for seven days each.
CREATE TABLE hashtag_asked (
  organisation {id} NOT NULL REFERENCES organisation (id), account TEXT NOT NULL, tag TEXT NOT NULL, external TEXT,
  since BIGINT NOT NULL, PRIMARY KEY (organisation, account, tag));

-- When a platform was last asked who tags a brand's own account.
CREATE TABLE tags_asked (
  brand {id} PRIMARY KEY REFERENCES brand (id), asked_at BIGINT NOT NULL);

-- From when on people are told of a connection: its token ends soon, or its key is refused.
ALTER TABLE connection ADD COLUMN told_from BIGINT;
UPDATE connection SET told_from = 0 WHERE facts LIKE '%"refused":{%';
