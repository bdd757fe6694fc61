CREATE INDEX profile_followers ON profile (creator, platform, followers);

CREATE INDEX relationship_since ON relationship (brand, created_at, creator);
