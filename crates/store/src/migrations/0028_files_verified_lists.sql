-- Files on a brand's record of a creator.
CREATE TABLE creator_file (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), at BIGINT NOT NULL, file {id} NOT NULL);
CREATE INDEX creator_file_newest ON creator_file (brand, creator, at);
CREATE INDEX creator_file_creator ON creator_file (creator);
CREATE UNIQUE INDEX creator_file_file ON creator_file (file);

-- Bytes that no row named any more when this was noted; they are removed after that.
CREATE TABLE removed_bytes (hash TEXT PRIMARY KEY, at BIGINT NOT NULL);

-- Lists of customers and of mentions that were brought; what each did is kept as long as it can be taken back.
CREATE TABLE list_import (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  kind TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX list_import_newest ON list_import (brand, kind, at);

CREATE TABLE list_trace (
  list {id} NOT NULL REFERENCES list_import (id), brand {id} NOT NULL REFERENCES brand (id), subject {id} NOT NULL, facts TEXT NOT NULL,
  until BIGINT NOT NULL, PRIMARY KEY (list, subject));
CREATE INDEX list_trace_subject ON list_trace (subject);
CREATE INDEX list_trace_until ON list_trace (until);
