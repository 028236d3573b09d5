-- What a host's roles got from the labels of its alert, as JSON; nothing of it is a template.
ALTER TABLE run_host ADD COLUMN parameters varchar DEFAULT '{}' NOT NULL;
-- What the roles handed back by set_stats, as JSON.
ALTER TABLE run_host ADD COLUMN results varchar;

-- When the Watchdog was heard last is asked at every scrape.
CREATE INDEX episode_alertname_seen ON episode (alertname, last_seen);
