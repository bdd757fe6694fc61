-- Access that creators gave to accounts of their own, by logging in at the platform. Tokens stand sealed in the facts.
CREATE TABLE account_access (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), profile {id} NOT NULL UNIQUE REFERENCES profile (id), service TEXT NOT NULL,
  external TEXT NOT NULL, parts TEXT NOT NULL, since BIGINT NOT NULL, ends_at BIGINT, renew_at BIGINT, told_from BIGINT);
CREATE INDEX account_access_creator ON account_access (creator);
CREATE INDEX account_access_external ON account_access (organisation, service, external);
CREATE INDEX account_access_renew ON account_access (organisation, renew_at) WHERE renew_at IS NOT NULL;
