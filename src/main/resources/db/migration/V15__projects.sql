-- Projects that people made; those of the configuration are not here.
CREATE TABLE stored_project (
  name       varchar(64) PRIMARY KEY,
  spec       varchar NOT NULL,
  who        varchar(256) NOT NULL,
  changed_at timestamp with time zone NOT NULL
);
