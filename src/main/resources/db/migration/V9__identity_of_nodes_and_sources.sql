-- Who a node is lives in its data folder; its name may change.
ALTER TABLE node ADD COLUMN id varchar(36);

-- While others are asked whether a run may start, nothing joins it: what joined would start unasked.
ALTER TABLE run ADD COLUMN sealed boolean DEFAULT FALSE NOT NULL;

ALTER TABLE run_host ALTER COLUMN dropped SET DATA TYPE varchar(2048);

-- How many hosts of a finished run ended how: a list of runs must not read all hosts of all of them.
ALTER TABLE run ADD COLUMN hosts_ok integer;
ALTER TABLE run ADD COLUMN hosts_failed integer;
ALTER TABLE run ADD COLUMN hosts_unreachable integer;
ALTER TABLE run ADD COLUMN hosts_dropped integer;
