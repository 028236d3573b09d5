-- A run of many hosts is cut into slices, each a run of its own; the whole has their number.
ALTER TABLE run ADD COLUMN slice_of uuid REFERENCES run (id) ON DELETE CASCADE;
ALTER TABLE run ADD COLUMN slices integer DEFAULT 0 NOT NULL;
-- How pressing its alerts are: the order within the queue.
ALTER TABLE run ADD COLUMN urgency smallint DEFAULT 0 NOT NULL;
-- Its turn in the queue, which is fair between handlers; db-scheduler has the order made of it.
ALTER TABLE run ADD COLUMN turn integer DEFAULT 0 NOT NULL;
ALTER TABLE scheduled_tasks ALTER COLUMN priority SET DATA TYPE integer;
UPDATE scheduled_tasks SET priority = 0 WHERE priority IS NULL;
CREATE INDEX run_slice_of ON run (slice_of);

-- Which runs a role had; a search in the text of run.roles would read all of them.
CREATE TABLE run_role (
  role   varchar(256) NOT NULL,
  run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  PRIMARY KEY (role, run_id)
);
CREATE INDEX run_role_run ON run_role (run_id);
INSERT INTO run_role (role, run_id)
SELECT DISTINCT REGEXP_SUBSTR(r.roles, '[^ ]+', 1, n.i), r.id
FROM run r CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16)) AS n (i)
WHERE REGEXP_SUBSTR(r.roles, '[^ ]+', 1, n.i) IS NOT NULL;

-- Ids are made of time, so they are the order of the history, whatever it is narrowed to.
DROP INDEX run_handler;
CREATE INDEX run_handler ON run (handler, id);
CREATE INDEX run_handler_outcome ON run (handler, outcome, id);
CREATE INDEX run_routine ON run (routine, id);
CREATE INDEX run_outcome ON run (outcome, id);
