-- One text for H2 (in PostgreSQL mode) and PostgreSQL.

CREATE TABLE alert_event (
  event_key   varchar(64) PRIMARY KEY,
  alert_id    varchar(64) NOT NULL,
  status      varchar(16) NOT NULL,
  received_at timestamp with time zone NOT NULL
);
CREATE INDEX alert_event_received ON alert_event (received_at);

CREATE TABLE quarantined_alert (
  raw_key     varchar(64) PRIMARY KEY,
  source      varchar(256) NOT NULL,
  reason      varchar(1024) NOT NULL,
  raw         varchar(8192) NOT NULL,
  received_at timestamp with time zone NOT NULL
);

CREATE TABLE episode (
  id            uuid PRIMARY KEY,
  alert_id      varchar(64) NOT NULL,
  source        varchar(256) NOT NULL,
  alertname     varchar NOT NULL,
  labels        varchar NOT NULL,
  annotations   varchar NOT NULL,
  fingerprint   varchar NOT NULL,
  generator_url varchar NOT NULL,
  starts_nanos  bigint NOT NULL,
  state         varchar(16) NOT NULL,
  first_seen    timestamp with time zone NOT NULL,
  last_seen     timestamp with time zone NOT NULL,
  resolved_at   timestamp with time zone
);
-- Two nodes that hear of the same firing at the same instant open one episode, not two.
CREATE UNIQUE INDEX episode_alert_start ON episode (alert_id, starts_nanos);
CREATE INDEX episode_first_seen ON episode (first_seen, id);

CREATE TABLE decision (
  id          uuid PRIMARY KEY,
  episode_id  uuid NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
  handler     varchar(128) NOT NULL,
  host        varchar(256),
  started     boolean NOT NULL,
  reason      varchar(32) NOT NULL,
  detail      varchar(2048) NOT NULL,
  verdicts    varchar NOT NULL,
  decided_at  timestamp with time zone NOT NULL
);
CREATE INDEX decision_episode ON decision (episode_id);
CREATE INDEX decision_host ON decision (host);

CREATE TABLE run (
  id              uuid PRIMARY KEY,
  cause           varchar(16) NOT NULL,
  handler         varchar(128),
  routine         varchar(128),
  step            integer NOT NULL,
  roles           varchar NOT NULL,
  vars            varchar NOT NULL,
  batch_key       varchar(64) NOT NULL,
  host_count      integer NOT NULL,
  check_mode      boolean NOT NULL,
  timeout_seconds bigint NOT NULL,
  state           varchar(16) NOT NULL,
  outcome         varchar(16),
  reason          varchar(2048) NOT NULL,
  queued_at       timestamp with time zone NOT NULL,
  started_at      timestamp with time zone,
  finished_at     timestamp with time zone,
  exit_code       integer,
  node            varchar(256),
  cancel_asked    boolean NOT NULL
);
CREATE INDEX run_queued ON run (queued_at, id);
CREATE INDEX run_state_batch ON run (state, batch_key);
CREATE INDEX run_handler ON run (handler, queued_at);
CREATE INDEX run_finished ON run (finished_at);

CREATE TABLE run_host (
  run_id         uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  host           varchar(256) NOT NULL,
  ok             integer,
  changed        integer,
  unreachable    integer,
  failed         integer,
  skipped        integer,
  rescued        integer,
  ignored        integer,
  dropped        varchar(256),
  PRIMARY KEY (run_id, host)
);
CREATE INDEX run_host_host ON run_host (host, run_id);

CREATE TABLE run_event (
  run_id   uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  seq      integer NOT NULL,
  kind     varchar(32) NOT NULL,
  host     varchar(256),
  event    varchar NOT NULL,
  PRIMARY KEY (run_id, seq)
);

-- Which nodes live: the runs of one that is gone are lost, whoever notices.
CREATE TABLE node (
  name    varchar(256) PRIMARY KEY,
  seen_at timestamp with time zone NOT NULL
);

CREATE TABLE lease (
  host       varchar(256) PRIMARY KEY,
  run_id     uuid NOT NULL,
  taken_at   timestamp with time zone NOT NULL
);
CREATE INDEX lease_run ON lease (run_id);

CREATE TABLE remediation (
  id            uuid PRIMARY KEY,
  episode_id    uuid NOT NULL REFERENCES episode (id),
  alert_id      varchar(64) NOT NULL,
  alertname     varchar NOT NULL,
  handler       varchar(128) NOT NULL,
  host          varchar(256) NOT NULL,
  run_id        uuid NOT NULL,
  attempts      integer NOT NULL,
  state         varchar(16) NOT NULL,
  outcome       varchar(16),
  reason        varchar(2048) NOT NULL,
  started_at    timestamp with time zone NOT NULL,
  acted_at      timestamp with time zone,
  finished_at   timestamp with time zone,
  verify_within bigint NOT NULL,
  verify_hold   bigint NOT NULL,
  look_at       timestamp with time zone,
  confirmed     boolean NOT NULL
);
-- One remediation per episode and handler: whatever arrives twice, it starts once.
CREATE UNIQUE INDEX remediation_episode_handler ON remediation (episode_id, handler);
CREATE INDEX remediation_started ON remediation (started_at, id);
CREATE INDEX remediation_run ON remediation (run_id);
CREATE INDEX remediation_look ON remediation (state, look_at);
CREATE INDEX remediation_finished ON remediation (finished_at);

-- db-scheduler's table, as its documentation gives it.
CREATE TABLE scheduled_tasks (
  task_name            varchar(100) NOT NULL,
  task_instance        varchar(100) NOT NULL,
  task_data            bytea,
  execution_time       timestamp with time zone NOT NULL,
  picked               boolean NOT NULL,
  picked_by            varchar(50),
  last_success         timestamp with time zone,
  last_failure         timestamp with time zone,
  consecutive_failures integer,
  last_heartbeat       timestamp with time zone,
  version              bigint NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
CREATE INDEX scheduled_tasks_priority ON scheduled_tasks (priority DESC, execution_time ASC);

-- What stays of a run's folder, compressed and in Base64: the folder itself holds secrets and goes.
CREATE TABLE run_file (
  run_id  uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name    varchar(64) NOT NULL,
  content varchar NOT NULL,
  PRIMARY KEY (run_id, name)
);
