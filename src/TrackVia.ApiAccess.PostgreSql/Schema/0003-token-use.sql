-- Version 3 of the schema. Run it in one transaction (psql -1 -f).
-- The library's role needs SELECT, INSERT, UPDATE, DELETE on the new table.

-- When each token was last used, as nodes write it down at intervals. It goes with its token.
CREATE TABLE api_access_token_use (
    account_id text COLLATE "C" NOT NULL,
    token_id   text COLLATE "C" NOT NULL,
    used_at    bigint NOT NULL,
    PRIMARY KEY (account_id, token_id),
    FOREIGN KEY (account_id, token_id) REFERENCES api_access_token (account_id, token_id) ON DELETE CASCADE
) WITH (fillfactor = 70);

INSERT INTO api_access_schema (version) VALUES (3);
