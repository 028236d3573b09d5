-- When each routine last succeeded: known without reading its runs at every scrape, and longer than they are kept.
ALTER TABLE routine_state ADD COLUMN succeeded_at timestamp with time zone;
UPDATE routine_state SET succeeded_at = (
  SELECT MAX(finished_at) FROM run WHERE run.routine = routine_state.name AND run.outcome = 'SUCCEEDED'
    AND run.slice_of IS NULL);
