-- Creators who name the same address of the web in what their accounts say of themselves could be one. Filled in for what is known by
-- `migrate`, which reads bios as the rule does.
ALTER TABLE profile ADD COLUMN bio_link TEXT;
CREATE INDEX profile_bio_link ON profile (organisation, bio_link, creator) WHERE bio_link IS NOT NULL;
