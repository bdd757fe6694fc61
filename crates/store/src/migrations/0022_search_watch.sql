CREATE TABLE search_watch (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  view {id} NOT NULL REFERENCES saved_view (id));
CREATE UNIQUE INDEX search_watch_view ON search_watch (view);
