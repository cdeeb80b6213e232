-- Version 1 of the schema. Run it in one transaction. Instants are microseconds since 1970-01-01T00:00:00Z, dates are ISO 8601.

CREATE TABLE api_access_schema (
    version INTEGER NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE api_access_account (
    account_id TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_access_api_key (
    account_id       TEXT    NOT NULL PRIMARY KEY REFERENCES api_access_account (account_id),
    digest           BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    protected_secret TEXT    NOT NULL,
    created_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_access_user (
    account_id  TEXT    NOT NULL REFERENCES api_access_account (account_id),
    user_id     TEXT    NOT NULL,
    is_api_user INTEGER NOT NULL CHECK (is_api_user IN (0, 1)),
    is_enabled  INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    PRIMARY KEY (account_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_access_token (
    account_id       TEXT    NOT NULL REFERENCES api_access_account (account_id),
    token_id         TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    user_id          TEXT    NOT NULL,
    expires_on       TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    digest           BLOB    NOT NULL CHECK (length(digest) = 32),
    hint             TEXT    NOT NULL,
    protected_secret TEXT,
    is_deactivated   INTEGER NOT NULL CHECK (is_deactivated IN (0, 1)),
    PRIMARY KEY (account_id, token_id),
    UNIQUE (account_id, digest)
) STRICT, WITHOUT ROWID;

-- The audit (R26) and the feed in one: no row can be in one and not in the other.
CREATE TABLE api_access_history (
    account_id TEXT    NOT NULL REFERENCES api_access_account (account_id),
    version    INTEGER NOT NULL,
    change_id  TEXT    NOT NULL,
    position   INTEGER NOT NULL UNIQUE,
    change     TEXT    NOT NULL,
    PRIMARY KEY (account_id, version)
) STRICT, WITHOUT ROWID;

-- One row: the position of the newest change. It is updated last in each commit and so serialises the commits of the database.
CREATE TABLE api_access_feed (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL
) STRICT;

INSERT INTO api_access_feed (id, position) VALUES (1, 0);
INSERT INTO api_access_schema (version) VALUES (1);
