-- Who lets nothing start, and why; one row for each scope: all, handler:NAME, host:NAME or group:NAME.
CREATE TABLE frozen (
  scope      varchar(300) PRIMARY KEY,
  who        varchar(256) NOT NULL,
  reason     varchar(1024) NOT NULL,
  since      timestamp with time zone NOT NULL,
  until_time timestamp with time zone
);

-- What people changed, never changed itself.
CREATE TABLE audit (
  id      uuid PRIMARY KEY,
  at      timestamp with time zone NOT NULL,
  who     varchar(256) NOT NULL,
  action  varchar(64) NOT NULL,
  subject varchar(300) NOT NULL,
  reason  varchar(1024) NOT NULL
);

-- The guards ask for the recent past of a handler, and for what it is concerned with now.
CREATE INDEX remediation_handler_started ON remediation (handler, started_at);
CREATE INDEX decision_handler_decided ON decision (handler, decided_at);
CREATE INDEX decision_reason ON decision (reason);
CREATE INDEX episode_alert_seen ON episode (alert_id, first_seen);
CREATE INDEX episode_state ON episode (state);
