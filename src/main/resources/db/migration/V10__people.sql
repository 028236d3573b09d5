-- People who log in. Where the password is checked elsewhere, password is null and subject names the person there.
CREATE TABLE account (
  name          varchar(128) PRIMARY KEY,
  provider      varchar(16) NOT NULL,
  subject       varchar(512),
  role          varchar(16),
  member_of     varchar NOT NULL,
  password      varchar(512),
  disabled      boolean DEFAULT FALSE NOT NULL,
  created_at    timestamp with time zone NOT NULL,
  last_login_at timestamp with time zone,
  UNIQUE (provider, subject)
);

-- The id is the SHA-256 of what the browser's cookie holds.
CREATE TABLE login_session (
  id         varchar(64) PRIMARY KEY,
  account    varchar(128) NOT NULL REFERENCES account (name) ON DELETE CASCADE,
  created_at timestamp with time zone NOT NULL,
  seen_at    timestamp with time zone NOT NULL,
  address    varchar(64) NOT NULL,
  agent      varchar(256) NOT NULL
);
CREATE INDEX login_session_account ON login_session (account);

-- Only the SHA-256 of a token is kept. A token without an account belongs to a program.
CREATE TABLE api_token (
  id         uuid PRIMARY KEY,
  name       varchar(128) NOT NULL,
  account    varchar(128) REFERENCES account (name) ON DELETE CASCADE,
  role       varchar(16) NOT NULL,
  scope      varchar NOT NULL,
  digest     varchar(64) NOT NULL UNIQUE,
  made_by    varchar(256) NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  used_at    timestamp with time zone
);
CREATE INDEX api_token_account ON api_token (account);

-- Failed log-ins per account, per address, and per both; the id is the SHA-256 of what is counted.
CREATE TABLE login_failure (
  id         varchar(64) PRIMARY KEY,
  failures   integer NOT NULL,
  until_time timestamp with time zone NOT NULL,
  changed_at timestamp with time zone NOT NULL
);

-- As what, from where, and what it was before and after.
ALTER TABLE audit ADD COLUMN as_what varchar(256) DEFAULT '' NOT NULL;
ALTER TABLE audit ADD COLUMN address varchar(64) DEFAULT '' NOT NULL;
ALTER TABLE audit ADD COLUMN before_change varchar;
ALTER TABLE audit ADD COLUMN after_change varchar;
CREATE INDEX audit_at ON audit (at, id);
