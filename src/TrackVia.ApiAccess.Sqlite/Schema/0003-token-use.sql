-- Version 3 of the schema. Run it in one transaction.

-- When each token was last used, as nodes write it down at intervals. It goes with its token.
CREATE TABLE api_access_token_use (
    account_id TEXT    NOT NULL,
    token_id   TEXT    NOT NULL,
    used_at    INTEGER NOT NULL,
    PRIMARY KEY (account_id, token_id),
    FOREIGN KEY (account_id, token_id) REFERENCES api_access_token (account_id, token_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO api_access_schema (version) VALUES (3);
