-- Who asked for a run, for which pattern of hosts, and what becomes of a host that is busy.
ALTER TABLE run ADD COLUMN asked_by varchar(256);
ALTER TABLE run ADD COLUMN pattern varchar(1024);
ALTER TABLE run ADD COLUMN skip_busy boolean DEFAULT FALSE NOT NULL;

-- Routines that were made by the API; those of the file are not here.
CREATE TABLE routine (
  name       varchar(128) PRIMARY KEY,
  spec       varchar NOT NULL,
  who        varchar(256) NOT NULL,
  changed_at timestamp with time zone NOT NULL
);

-- Where each routine stands, whoever made it; a compare-and-set on next_at fires a time once.
CREATE TABLE routine_state (
  name      varchar(128) PRIMARY KEY,
  timetable varchar(512) NOT NULL,
  paused_by varchar(256),
  next_at   timestamp with time zone NOT NULL,
  missed    integer NOT NULL,
  note      varchar(1024) NOT NULL,
  late_by   bigint NOT NULL
);

-- db-scheduler's table for routines, as its documentation gives it; apart from that of runs, so that long plays never
-- make a routine late.
CREATE TABLE scheduled_routines (
  task_name            varchar(100) NOT NULL,
  task_instance        varchar(200) NOT NULL,
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
CREATE INDEX scheduled_routines_execution_time ON scheduled_routines (execution_time);
CREATE INDEX scheduled_routines_last_heartbeat ON scheduled_routines (last_heartbeat);

-- A request that is sent twice is one.
CREATE TABLE idempotency (
  request_key varchar(512) PRIMARY KEY,
  digest      varchar(64) NOT NULL,
  run_id      uuid NOT NULL,
  made_at     timestamp with time zone NOT NULL
);

-- What each check last found on each host.
CREATE TABLE check_result (
  role       varchar(256) NOT NULL,
  host       varchar(256) NOT NULL,
  success    boolean NOT NULL,
  checked_at timestamp with time zone NOT NULL,
  PRIMARY KEY (role, host)
);

-- Ansible's facts of each host, as they were gathered last.
CREATE TABLE host_facts (
  host        varchar(256) PRIMARY KEY,
  facts       varchar NOT NULL,
  gathered_at timestamp with time zone NOT NULL
);
