-- Pages of alerts and remediations are sorted by a time and then the id. H2 reads an index in that order only
-- if it has both behind the column of the filter.
DROP INDEX episode_state;
CREATE INDEX episode_state_seen ON episode (state, first_seen, id);
CREATE INDEX episode_alertname_first ON episode (alertname, first_seen, id);
DROP INDEX remediation_handler_started;
CREATE INDEX remediation_handler_started ON remediation (handler, started_at, id);
DROP INDEX remediation_host_started;
CREATE INDEX remediation_host_started ON remediation (host, started_at, id);
CREATE INDEX remediation_outcome_started ON remediation (outcome, started_at, id);

-- What was held back on one day, whatever the handler.
CREATE INDEX decision_decided ON decision (decided_at);
