CREATE TABLE clock_trouble (
  collaboration {id} NOT NULL REFERENCES collaboration (id), key TEXT NOT NULL, brand {id} NOT NULL REFERENCES brand (id),
  until BIGINT NOT NULL, tries BIGINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (collaboration, key));

CREATE INDEX message_in ON message (brand, collaboration, at);

CREATE INDEX payable_in ON payable (brand, collaboration);

CREATE INDEX mail_to ON mail (brand, creator, kind);

CREATE INDEX move_with ON move (brand, creator, turn);

CREATE INDEX credit_in ON credit (brand, collaboration);
