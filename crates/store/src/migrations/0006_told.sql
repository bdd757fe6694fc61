CREATE TABLE told (
  collaboration {id} NOT NULL REFERENCES collaboration (id), key TEXT NOT NULL, level TEXT NOT NULL, since BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (collaboration, key, level, since));
