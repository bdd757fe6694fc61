ALTER TABLE collaboration ADD COLUMN import {id};

ALTER TABLE collaboration ADD COLUMN fallen TEXT;

CREATE INDEX collaboration_import ON collaboration (brand, import, id) WHERE import IS NOT NULL;
