-- The commits of projects that a run used: project@commit, separated by blanks.
CREATE TABLE run_commit (
  run_id UUID PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  commits VARCHAR(4000) NOT NULL
);
