-- What goes after its time is found by its time first, whichever organisation's it is.
DROP INDEX profile_fetch_keep;
CREATE INDEX profile_fetch_expiry ON profile_fetch (keep_until, organisation) WHERE keep_until IS NOT NULL;

DROP INDEX creator_post_keep;
CREATE INDEX creator_post_expiry ON creator_post (keep_until, organisation) WHERE keep_until IS NOT NULL;

DROP INDEX creator_comment_keep;
CREATE INDEX creator_comment_expiry ON creator_comment (keep_until, organisation) WHERE keep_until IS NOT NULL;

DROP INDEX metric_keep;
CREATE INDEX metric_expiry ON metric (keep_until, organisation) WHERE keep_until IS NOT NULL;

-- What was kept beside a sent application had no day on which it goes: the clock looks at it once and sets it.
UPDATE application SET due_at = 0 WHERE due_at IS NULL AND facts LIKE '%"later":{%';
