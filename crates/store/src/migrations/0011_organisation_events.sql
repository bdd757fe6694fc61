CREATE INDEX event_organisation ON event (organisation, at) WHERE brand IS NULL;
