-- A remediation that waits for a person has no run yet.
ALTER TABLE remediation ALTER COLUMN run_id DROP NOT NULL;
-- The step of the handler's ladder that it is at, or waits for.
ALTER TABLE remediation ADD COLUMN step integer DEFAULT 0 NOT NULL;
-- How many links of runs on the host lie before it.
ALTER TABLE remediation ADD COLUMN depth integer DEFAULT 0 NOT NULL;
-- Why it waits, and until when at most.
ALTER TABLE remediation ADD COLUMN waits_for varchar(32);
ALTER TABLE remediation ADD COLUMN expires_at timestamp with time zone;
-- Who approved the step it is at, or rejected it.
ALTER TABLE remediation ADD COLUMN decided_by varchar(256);
CREATE INDEX remediation_host_started ON remediation (host, started_at);
CREATE INDEX remediation_finished_outcome ON remediation (outcome, finished_at);

-- What people allow a handler beyond its guards: more hosts, or another try after its breaker opened.
CREATE TABLE permit (
  id         uuid PRIMARY KEY,
  handler    varchar(128) NOT NULL,
  kind       varchar(16) NOT NULL,
  hosts      integer NOT NULL,
  who        varchar(256) NOT NULL,
  reason     varchar(1024) NOT NULL,
  since      timestamp with time zone NOT NULL,
  until_time timestamp with time zone NOT NULL
);
CREATE INDEX permit_handler ON permit (handler, until_time);

-- Whether the configured Alertmanager was seen to have the alert: only then does its absence there say anything.
ALTER TABLE episode ADD COLUMN confirmed boolean DEFAULT FALSE NOT NULL;

-- Held by whoever decides what may start, so that two nodes never both use the last start that a limit allows.
CREATE TABLE decision_lock (
  name varchar(32) PRIMARY KEY
);
INSERT INTO decision_lock (name) VALUES ('starts');

-- What a handler was held back from is asked for with every notification.
CREATE INDEX decision_handler_reason ON decision (handler, reason);
