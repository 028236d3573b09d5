-- Which start of which node has a run; a name alone may be another node's by now.
ALTER TABLE run ADD COLUMN node_id varchar(36);
ALTER TABLE run ADD COLUMN incarnation bigint;
-- Whether the node of a lost run may still say how it ended.
ALTER TABLE run ADD COLUMN awaits_node boolean DEFAULT FALSE NOT NULL;
-- Each start of a node is an incarnation of its own: what an earlier one, or a copy, writes about runs is refused.
ALTER TABLE node ADD COLUMN incarnation bigint DEFAULT 0 NOT NULL;
ALTER TABLE node ADD COLUMN started_at timestamp with time zone;
ALTER TABLE node ADD COLUMN machine varchar(64);
-- Where other nodes ask this one, and the key by which it knows that they are nodes.
ALTER TABLE node ADD COLUMN advertise varchar(1024);
ALTER TABLE node ADD COLUMN public_key varchar(256);
ALTER TABLE node ADD COLUMN clock_off_millis bigint DEFAULT 0 NOT NULL;
-- The configuration that this node has in force.
ALTER TABLE node ADD COLUMN configuration varchar(64);
-- A lease that outlives its run, as the play may go on where nobody sees it.
ALTER TABLE lease ADD COLUMN until timestamp with time zone;
ALTER TABLE lease ADD COLUMN why varchar(512);

-- When a configuration, by the digest of its file, was first put in force on any node.
CREATE TABLE configuration_read (
  digest  varchar(64) PRIMARY KEY,
  read_at timestamp with time zone NOT NULL
);
