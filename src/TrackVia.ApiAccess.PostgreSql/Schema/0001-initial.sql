-- Version 1 of the schema. Run it in one transaction (psql -1 -f). Instants are microseconds since 1970-01-01T00:00:00Z, dates are ISO 8601.
-- The library's role needs SELECT on api_access_schema; SELECT, INSERT, UPDATE, DELETE on the other tables; and no DDL.

CREATE TABLE api_access_schema (
    version integer NOT NULL PRIMARY KEY
);

CREATE TABLE api_access_account (
    account_id text COLLATE "C" NOT NULL PRIMARY KEY,
    version    bigint NOT NULL CHECK (version > 0)
);

CREATE TABLE api_access_api_key (
    account_id       text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES api_access_account (account_id),
    digest           bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    protected_secret text NOT NULL,
    created_at       bigint NOT NULL
);

CREATE TABLE api_access_user (
    account_id  text COLLATE "C" NOT NULL REFERENCES api_access_account (account_id),
    user_id     text COLLATE "C" NOT NULL,
    is_api_user boolean NOT NULL,
    is_enabled  boolean NOT NULL,
    PRIMARY KEY (account_id, user_id)
);

CREATE TABLE api_access_token (
    account_id       text COLLATE "C" NOT NULL REFERENCES api_access_account (account_id),
    token_id         text COLLATE "C" NOT NULL,
    name             text COLLATE "C" NOT NULL,
    user_id          text COLLATE "C" NOT NULL,
    expires_on       text COLLATE "C" NOT NULL,
    created_at       bigint NOT NULL,
    digest           bytea NOT NULL CHECK (octet_length(digest) = 32),
    hint             text COLLATE "C" NOT NULL,
    protected_secret text,
    is_deactivated   boolean NOT NULL,
    PRIMARY KEY (account_id, token_id),
    UNIQUE (account_id, digest)
);

-- The audit (R26) and the feed in one: no row can be in one and not in the other.
CREATE TABLE api_access_history (
    account_id text COLLATE "C" NOT NULL REFERENCES api_access_account (account_id),
    version    bigint NOT NULL,
    change_id  text COLLATE "C" NOT NULL,
    position   bigint NOT NULL UNIQUE,
    change     text NOT NULL,
    PRIMARY KEY (account_id, version)
);

-- One row: the position of the newest change. It is updated last in each commit and so serialises the commits of the database.
-- Room in its page keeps the updates off the index.
CREATE TABLE api_access_feed (
    id       smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    position bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO api_access_feed (id, position) VALUES (1, 0);
INSERT INTO api_access_schema (version) VALUES (1);
