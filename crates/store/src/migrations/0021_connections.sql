-- Connections to platforms' own interfaces; what platforms answer may be kept for a time only.
CREATE TABLE connection (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  service TEXT NOT NULL, UNIQUE (organisation, service));

CREATE TABLE connection_lease (
  organisation {id} NOT NULL REFERENCES organisation (id), service TEXT NOT NULL, holder {id} NOT NULL, until BIGINT NOT NULL,
  PRIMARY KEY (organisation, service));

CREATE TABLE quota_use (
  organisation {id} NOT NULL REFERENCES organisation (id), service TEXT NOT NULL, day TEXT NOT NULL, bucket TEXT NOT NULL,
  purpose TEXT NOT NULL, units BIGINT NOT NULL, PRIMARY KEY (organisation, service, day, bucket, purpose));

CREATE TABLE profile_fetch (
  profile {id} PRIMARY KEY REFERENCES profile (id), organisation {id} NOT NULL REFERENCES organisation (id), facts TEXT NOT NULL,
  settled_at BIGINT NOT NULL, not_before BIGINT NOT NULL, keep_until BIGINT);
CREATE INDEX profile_fetch_keep ON profile_fetch (organisation, keep_until) WHERE keep_until IS NOT NULL;

ALTER TABLE creator_post ADD COLUMN keep_until BIGINT;
CREATE INDEX creator_post_keep ON creator_post (organisation, keep_until) WHERE keep_until IS NOT NULL;

ALTER TABLE creator_comment ADD COLUMN keep_until BIGINT;
CREATE INDEX creator_comment_keep ON creator_comment (organisation, keep_until) WHERE keep_until IS NOT NULL;

ALTER TABLE metric ADD COLUMN keep_until BIGINT;
CREATE INDEX metric_keep ON metric (organisation, keep_until) WHERE keep_until IS NOT NULL;

CREATE INDEX profile_platform ON profile (organisation, platform);
