ALTER TABLE chase ADD COLUMN message {id};
