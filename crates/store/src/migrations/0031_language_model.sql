-- A language model of an organisation's, the tokens that it used in a month, and summaries of vetting reports that it wrote.
CREATE TABLE language_model (
  id {id} PRIMARY KEY, organisation {id} NOT NULL REFERENCES organisation (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  UNIQUE (organisation));

CREATE TABLE model_use (
  organisation {id} NOT NULL REFERENCES organisation (id), month TEXT NOT NULL, tokens BIGINT NOT NULL, asked BIGINT NOT NULL,
  PRIMARY KEY (organisation, month));

CREATE TABLE vetting_summary (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL,
  creator {id} NOT NULL REFERENCES creator (id), campaign {id} REFERENCES campaign (id), at BIGINT NOT NULL);
CREATE INDEX vetting_summary_newest ON vetting_summary (brand, creator, at);
CREATE INDEX vetting_summary_creator ON vetting_summary (creator);
