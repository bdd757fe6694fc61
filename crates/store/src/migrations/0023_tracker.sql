CREATE TABLE tracker_import (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL, created_at BIGINT NOT NULL,
  name TEXT NOT NULL, headings TEXT);

CREATE INDEX tracker_import_newest ON tracker_import (brand, created_at);

CREATE INDEX tracker_import_headings ON tracker_import (brand, headings, created_at) WHERE headings IS NOT NULL;

ALTER TABLE collaboration ADD COLUMN import {id};

ALTER TABLE collaboration ADD COLUMN fallen TEXT;

CREATE INDEX collaboration_import ON collaboration (brand, import, id) WHERE import IS NOT NULL;
