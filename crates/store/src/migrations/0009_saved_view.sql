CREATE TABLE saved_view (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL, list TEXT NOT NULL,
  name TEXT NOT NULL, person {id} NOT NULL, shared BIGINT NOT NULL, removed_at BIGINT);

CREATE INDEX saved_view_list ON saved_view (brand, list);

CREATE UNIQUE INDEX saved_view_name ON saved_view (brand, list, person, name) WHERE removed_at IS NULL;
