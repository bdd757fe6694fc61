-- What a letter carried is found by its message without looking at all steps of the brand.
CREATE INDEX chase_message ON chase (message);
