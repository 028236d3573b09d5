-- Changes of the table itself come first: a node that works meanwhile is then kept waiting, and waits for nothing that it holds.

-- It was for the last time that a name was heard of, which few names are asked for: the index by name and start will do.
DROP INDEX episode_alertname_seen;
-- Keys of hashes are dear, as each new one goes to another page: one index of them will do.
DROP INDEX episode_alert_seen;
-- What opened an episode is known by the episode, so that no row of alert_event is written for it.
ALTER TABLE episode ADD COLUMN opened_nanos bigint;

-- When a firing alert was last heard of once more. A table of its own, as its rows are short: an alert that fires for
-- hours is heard of hundreds of times, and each time the whole row is written anew.
CREATE TABLE episode_repeat (
  episode_id uuid PRIMARY KEY REFERENCES episode (id) ON DELETE CASCADE,
  last_seen  timestamp with time zone NOT NULL,
  told_at    timestamp with time zone,
  confirmed  boolean DEFAULT FALSE NOT NULL
);
