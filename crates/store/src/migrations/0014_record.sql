-- Two records of one creator are merged and split again; who could be one is found by what they share.
ALTER TABLE creator ADD COLUMN merged_into {id};

CREATE INDEX creator_merged_into ON creator (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE creator_merge (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  kept {id} NOT NULL REFERENCES creator (id), taken {id} NOT NULL REFERENCES creator (id), at BIGINT NOT NULL, split_at BIGINT);

CREATE INDEX creator_merge_kept ON creator_merge (kept, at);

CREATE TABLE kept_apart (
  organisation {id} NOT NULL REFERENCES organisation (id), one {id} NOT NULL REFERENCES creator (id), other {id} NOT NULL REFERENCES creator (id),
  by_name TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (organisation, one, other));

CREATE INDEX profile_stem ON profile (organisation, (REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(handle_key, '.', ''), '_', ''), '-', ''), 'official', ''), 'oficial', ''), 'offiziell', '')), creator);

CREATE INDEX creator_bones ON creator (organisation, (REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(name_key, ' ', ''), '.', ''), '-', ''), '''', ''), 'a', ''), 'e', ''), 'i', ''), 'o', ''), 'u', ''), 'y', ''), 'á', ''), 'ä', ''), 'å', ''), 'ã', ''), 'é', ''), 'è', ''), 'ë', ''), 'í', ''), 'ó', ''), 'ö', ''), 'ø', ''), 'ú', ''), 'ü', '')), id);

CREATE INDEX ledger_account ON ledger_entry (brand, account);

CREATE TABLE erased_address (
  organisation {id} NOT NULL REFERENCES organisation (id), digest TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (organisation, digest));
