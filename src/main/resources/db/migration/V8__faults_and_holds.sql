-- Why a host that was left out of a run may be acted upon after all: the reason whose end is waited for.
ALTER TABLE run_host ADD COLUMN dropped_until varchar(32);

-- Alerts that differ in labels like severity may be about one fault; what was done counts for all of them.
ALTER TABLE remediation ADD COLUMN fault varchar(64);
CREATE INDEX remediation_fault ON remediation (fault, handler);

-- Why an alert is over though its condition was not seen to end, as Grafana says it of series that vanish.
ALTER TABLE episode ADD COLUMN vanished varchar(256);
-- When the webhook told of it last; last_seen is also when Alertmanager was asked.
ALTER TABLE episode ADD COLUMN told_at timestamp with time zone;
CREATE INDEX episode_firing_name ON episode (state, alertname);

-- PostgreSQL keeps tables and indexes under the same names.
ALTER INDEX remediation_run RENAME TO remediation_by_run;

-- The runs of steps of a ladder that are over; a remediation's own row knows the last one.
CREATE TABLE remediation_run (
  remediation_id uuid NOT NULL REFERENCES remediation (id) ON DELETE CASCADE,
  run_id         uuid NOT NULL,
  step           integer NOT NULL,
  PRIMARY KEY (remediation_id, run_id)
);
CREATE INDEX remediation_run_run ON remediation_run (run_id);
