-- The clock takes what is due in its order without sorting it first, and finds reminders of work that is still to come without
-- looking at all the others.
DROP INDEX move_clock;

CREATE INDEX move_clock ON move (turn, due, collaboration, key);

CREATE INDEX move_before_due ON move (due, brand, creator) WHERE turn = 'clock' AND what = 'chase' AND detail IN ('early_reminder', 'last_reminder');
