ALTER TABLE mail ADD COLUMN collaboration {id};

ALTER TABLE mail ADD COLUMN asks TEXT;

CREATE TABLE asking (
  collaboration {id} NOT NULL REFERENCES collaboration (id), key TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (collaboration, key));

CREATE TABLE chase (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), collaboration {id} NOT NULL REFERENCES collaboration (id), key TEXT NOT NULL,
  step TEXT NOT NULL, at BIGINT NOT NULL, start BIGINT NOT NULL, deadline BIGINT, outcome TEXT NOT NULL);

CREATE INDEX chase_collaboration ON chase (collaboration);

CREATE INDEX chase_brand ON chase (brand, at);

CREATE TABLE chase_hold (
  collaboration {id} NOT NULL REFERENCES collaboration (id), key TEXT NOT NULL, until BIGINT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (collaboration, key));

CREATE TABLE clock_pause (
  id {id} PRIMARY KEY, brand {id} NOT NULL REFERENCES brand (id), version BIGINT NOT NULL, facts TEXT NOT NULL, campaign {id}, creator {id});

CREATE INDEX clock_pause_brand ON clock_pause (brand);

CREATE INDEX mail_budget ON mail (brand, sent_at);
