CREATE TABLE application_page (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL);
CREATE UNIQUE INDEX application_page_brand ON application_page (brand);

CREATE TABLE application (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} REFERENCES creator (id), part TEXT NOT NULL, email_key TEXT NOT NULL, open_key TEXT, words_key TEXT,
  at BIGINT NOT NULL, due_at BIGINT);
CREATE UNIQUE INDEX application_open ON application (brand, open_key);
CREATE INDEX application_part ON application (brand, part, at);
CREATE INDEX application_email ON application (brand, email_key);
CREATE INDEX application_words ON application (brand, words_key) WHERE words_key IS NOT NULL;
CREATE INDEX application_creator ON application (creator) WHERE creator IS NOT NULL;
CREATE INDEX application_due ON application (due_at) WHERE due_at IS NOT NULL;
