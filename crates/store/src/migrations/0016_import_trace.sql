CREATE TABLE import_trace (
  import {id} NOT NULL REFERENCES import (id), creator {id} NOT NULL, brand {id} NOT NULL REFERENCES brand (id), facts TEXT NOT NULL,
  until BIGINT NOT NULL, PRIMARY KEY (import, creator));

CREATE INDEX import_trace_until ON import_trace (until);

ALTER TABLE import ADD COLUMN headings TEXT;

CREATE INDEX import_headings ON import (brand, kind, headings, created_at) WHERE headings IS NOT NULL;
