-- Files that come in parts, such as a film from a phone: what was announced, how much of it is here, and what it became.
CREATE TABLE upload (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), creator {id} NOT NULL REFERENCES creator (id), name TEXT NOT NULL,
  size BIGINT NOT NULL, arrived BIGINT NOT NULL, hash TEXT, media_type TEXT, until BIGINT NOT NULL);
CREATE INDEX upload_creator ON upload (creator, brand);
CREATE INDEX upload_until ON upload (until);

CREATE TABLE upload_part (
  upload {id} NOT NULL REFERENCES upload (id), beginning BIGINT NOT NULL, size BIGINT NOT NULL, place TEXT NOT NULL,
  PRIMARY KEY (upload, beginning));
