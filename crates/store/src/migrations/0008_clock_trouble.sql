CREATE TABLE clock_trouble (
  collaboration {id} NOT NULL REFERENCES collaboration (id), key TEXT NOT NULL, brand {id} NOT NULL REFERENCES brand (id),
  until BIGINT NOT NULL, tries BIGINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (collaboration, key));
