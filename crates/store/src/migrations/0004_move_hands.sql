ALTER TABLE move ADD COLUMN not_by {id};

ALTER TABLE move ADD COLUMN sign_offs TEXT;
