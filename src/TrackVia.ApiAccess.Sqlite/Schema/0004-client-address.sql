-- Version 4 of the schema. Run it in one transaction.

-- Where the request came from that used a token last. Null unless the host has it noted.
ALTER TABLE api_access_token_use ADD COLUMN client_address TEXT;

INSERT INTO api_access_schema (version) VALUES (4);
