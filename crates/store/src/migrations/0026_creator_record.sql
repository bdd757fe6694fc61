-- What a brand writes down about a creator, each note by itself.
CREATE TABLE creator_note (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), at BIGINT NOT NULL);
CREATE INDEX creator_note_newest ON creator_note (brand, creator, at);
CREATE INDEX creator_note_creator ON creator_note (creator);

-- The fields that a brand made up for its creators, all in one row; what stands in them is looked for beside the relationship.
CREATE TABLE custom_fields (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL);
CREATE UNIQUE INDEX custom_fields_brand ON custom_fields (brand);
ALTER TABLE relationship ADD COLUMN custom TEXT;
