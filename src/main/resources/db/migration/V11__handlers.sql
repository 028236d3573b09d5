-- Handlers that were made by the API; those of the file are not here.
CREATE TABLE handler (
  name       varchar(128) PRIMARY KEY,
  spec       varchar NOT NULL,
  who        varchar(256) NOT NULL,
  changed_at timestamp with time zone NOT NULL
);

-- Modes that people switched handlers to, whoever made the handler. One holds as long as the handler's own mode is the
-- one that it had then: who writes another mode into the configuration means that one.
CREATE TABLE handler_mode (
  name       varchar(128) PRIMARY KEY,
  mode       varchar(16) NOT NULL,
  own        varchar(16) NOT NULL,
  who        varchar(256) NOT NULL,
  reason     varchar(1024) NOT NULL,
  changed_at timestamp with time zone NOT NULL
);
