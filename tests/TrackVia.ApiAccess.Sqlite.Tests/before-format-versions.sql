-- A database as the library wrote it before formats had a version. Do not edit.
BEGIN TRANSACTION;
CREATE TABLE api_access_account (
    account_id TEXT    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO "api_access_account" VALUES('acme',14);
CREATE TABLE api_access_api_key (
    account_id       TEXT    NOT NULL PRIMARY KEY REFERENCES api_access_account (account_id),
    digest           BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    protected_secret TEXT    NOT NULL,
    created_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "api_access_api_key" VALUES('acme',X'6D0463D0DA65AB349BAF0FFB15401A33F0FBE52600315088A2550F98DAA97F72','protected 0',1795807983196911);
CREATE TABLE api_access_feed (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO "api_access_feed" VALUES(1,14);
CREATE TABLE api_access_history (
    account_id TEXT    NOT NULL REFERENCES api_access_account (account_id),
    version    INTEGER NOT NULL,
    change_id  TEXT    NOT NULL,
    position   INTEGER NOT NULL UNIQUE,
    change     TEXT    NOT NULL,
    PRIMARY KEY (account_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO "api_access_history" VALUES('acme',1,'6b0ed363dd2147a6859b8c4b3418c489',1,'{"kind":"UserAccessChanged","id":"6b0ed363dd2147a6859b8c4b3418c489","accountId":"acme","version":1,"at":"2026-11-27T19:33:02.385042Z","by":"ada@acme.example","user":{"userId":"importer@acme.example","isApiUser":true,"isEnabled":true}}');
INSERT INTO "api_access_history" VALUES('acme',2,'5ab944ff4fe740d7b112928943ab5d74',2,'{"kind":"UserAccessChanged","id":"5ab944ff4fe740d7b112928943ab5d74","accountId":"acme","version":2,"at":"2026-11-27T19:33:03.056819Z","by":"ada@acme.example","user":{"userId":"Zo\u00EB@acme.example","isApiUser":true,"isEnabled":true}}');
INSERT INTO "api_access_history" VALUES('acme',3,'028e863d952c448b91e280c392d5ef0c',3,'{"kind":"ApiKeyCreated","id":"028e863d952c448b91e280c392d5ef0c","accountId":"acme","version":3,"at":"2026-11-27T19:33:03.196911Z","by":"ada@acme.example","apiKey":{"digest":"bQRj0NplqzSbrw/7FUAaM/D75SYAMVCIolUPmNqpf3I=","protectedSecret":"protected 0","createdAt":"2026-11-27T19:33:03.196911Z"}}');
INSERT INTO "api_access_history" VALUES('acme',4,'e331c1db9bee4494bae01da52dc0ca46',4,'{"kind":"AuthTokenCreated","id":"e331c1db9bee4494bae01da52dc0ca46","accountId":"acme","version":4,"at":"2026-11-27T19:33:03.404474Z","by":"ada@acme.example","token":{"id":"04a339a83aa44daba54bd4412c444316","name":"Nightly import \u2713","userId":"importer@acme.example","expiresOn":"9000-01-01","createdAt":"2026-11-27T19:33:03.404474Z","digest":"cH8Pj7gpJwbxEBCgEphx8c8/+wJzfEgnelfZBhVsRVw=","hint":"otSU","isDeactivated":false,"protectedSecret":"protected 1"}}');
INSERT INTO "api_access_history" VALUES('acme',5,'250ab3e2350041508c2bf153baf894ba',5,'{"kind":"AuthTokenCreated","id":"250ab3e2350041508c2bf153baf894ba","accountId":"acme","version":5,"at":"2026-11-27T19:33:03.579902Z","by":"ada@acme.example","token":{"id":"e3001eee7d194e97afdb8753fb7718f3","name":"Deactivated","userId":"importer@acme.example","expiresOn":"9000-01-01","createdAt":"2026-11-27T19:33:03.579902Z","digest":"yi5wfzt0zxppvuk84iTK6WcF3RaV+r0qdl7vnMMowkk=","hint":"yPcD","isDeactivated":false,"protectedSecret":"protected 2"}}');
INSERT INTO "api_access_history" VALUES('acme',6,'531227045d0c423eb87b879fdc6a1bc7',6,'{"kind":"AuthTokenCreated","id":"531227045d0c423eb87b879fdc6a1bc7","accountId":"acme","version":6,"at":"2026-11-27T19:33:03.632625Z","by":"ada@acme.example","token":{"id":"2652b5084ccc45d086a4895ca3db360f","name":"Deleted","userId":"importer@acme.example","expiresOn":"9000-01-01","createdAt":"2026-11-27T19:33:03.632625Z","digest":"irkB//xB6fW3pv6yiHIFtKjyXIsV6Go31M3qo9MhQqE=","hint":"n36n","isDeactivated":false,"protectedSecret":"protected 3"}}');
INSERT INTO "api_access_history" VALUES('acme',7,'b70a4c5ba891435fba07ba1e16bdb64b',7,'{"kind":"AuthTokenCreated","id":"b70a4c5ba891435fba07ba1e16bdb64b","accountId":"acme","version":7,"at":"2026-11-27T19:33:03.686952Z","by":"ada@acme.example","token":{"id":"7f2596eb4d274d20acac28334a3cb76a","name":"Of a removed user","userId":"Zo\u00EB@acme.example","expiresOn":"9000-01-01","createdAt":"2026-11-27T19:33:03.686952Z","digest":"15RUZYrXhd93yOCAES31a0QEdtSsyJlZ/3WWQ+zy//M=","hint":"Bowe","isDeactivated":false,"protectedSecret":"protected 4"}}');
INSERT INTO "api_access_history" VALUES('acme',8,'72c06e817cc74cdeb724c3868fde5c2f',8,'{"kind":"AuthTokenDeactivated","id":"72c06e817cc74cdeb724c3868fde5c2f","accountId":"acme","version":8,"at":"2026-11-27T19:33:03.702388Z","by":"ada@acme.example","tokenId":"04a339a83aa44daba54bd4412c444316"}');
INSERT INTO "api_access_history" VALUES('acme',9,'97dde6b3bb564c5eb21e18fe13deedb1',9,'{"kind":"AuthTokenResumed","id":"97dde6b3bb564c5eb21e18fe13deedb1","accountId":"acme","version":9,"at":"2026-11-27T19:33:03.745778Z","by":"ada@acme.example","tokenId":"04a339a83aa44daba54bd4412c444316"}');
INSERT INTO "api_access_history" VALUES('acme',10,'742acc95c5f8425a9705b34967c57725',10,'{"kind":"AuthTokenDeactivated","id":"742acc95c5f8425a9705b34967c57725","accountId":"acme","version":10,"at":"2026-11-27T19:33:03.760872Z","by":"ada@acme.example","tokenId":"e3001eee7d194e97afdb8753fb7718f3"}');
INSERT INTO "api_access_history" VALUES('acme',11,'6cf1859e39224160a74796baf6a1e6a3',11,'{"kind":"AuthTokenDeactivated","id":"6cf1859e39224160a74796baf6a1e6a3","accountId":"acme","version":11,"at":"2026-11-27T19:33:03.771942Z","by":"ada@acme.example","tokenId":"2652b5084ccc45d086a4895ca3db360f"}');
INSERT INTO "api_access_history" VALUES('acme',12,'5aa0758706df48568cac1f6659e6a247',12,'{"kind":"AuthTokenDeleted","id":"5aa0758706df48568cac1f6659e6a247","accountId":"acme","version":12,"at":"2026-11-27T19:33:03.793686Z","by":"ada@acme.example","tokenId":"2652b5084ccc45d086a4895ca3db360f"}');
INSERT INTO "api_access_history" VALUES('acme',13,'7a610244b0d64fe8a8f30cab81ea0848',13,'{"kind":"AuthTokenRevealed","id":"7a610244b0d64fe8a8f30cab81ea0848","accountId":"acme","version":13,"at":"2026-11-27T19:33:03.816111Z","by":"ada@acme.example","tokenId":"04a339a83aa44daba54bd4412c444316"}');
INSERT INTO "api_access_history" VALUES('acme',14,'185bcd7dde9a47a592c780a9ae3103a0',14,'{"kind":"UserRemoved","id":"185bcd7dde9a47a592c780a9ae3103a0","accountId":"acme","version":14,"at":"2026-11-27T19:33:03.901068Z","by":"ada@acme.example","userId":"Zo\u00EB@acme.example"}');
CREATE TABLE api_access_node (
    node_id       TEXT    NOT NULL PRIMARY KEY,
    max_staleness INTEGER NOT NULL CHECK (max_staleness > 0),
    confirmed     INTEGER NOT NULL,
    server        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE api_access_schema (
    version INTEGER NOT NULL PRIMARY KEY
) STRICT;
INSERT INTO "api_access_schema" VALUES(1);
INSERT INTO "api_access_schema" VALUES(2);
INSERT INTO "api_access_schema" VALUES(3);
INSERT INTO "api_access_schema" VALUES(4);
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
INSERT INTO "api_access_token" VALUES('acme','04a339a83aa44daba54bd4412c444316','Nightly import ✓','importer@acme.example','9000-01-01',1795807983404474,X'707F0F8FB8292706F11010A0129871F1CF3FFB02737C48277A57D906156C455C','otSU','protected 1',0);
INSERT INTO "api_access_token" VALUES('acme','7f2596eb4d274d20acac28334a3cb76a','Of a removed user','Zoë@acme.example','9000-01-01',1795807983686952,X'D79454658AD785DF77C8E080112DF56B440476D4ACC89959FF759643ECF2FFF3','Bowe','protected 4',1);
INSERT INTO "api_access_token" VALUES('acme','e3001eee7d194e97afdb8753fb7718f3','Deactivated','importer@acme.example','9000-01-01',1795807983579902,X'CA2E707F3B74CF1A69BEE93CE224CAE96705DD1695FABD2A765EEF9CC328C249','yPcD','protected 2',1);
CREATE TABLE api_access_token_use (
    account_id TEXT    NOT NULL,
    token_id   TEXT    NOT NULL,
    used_at    INTEGER NOT NULL, client_address TEXT,
    PRIMARY KEY (account_id, token_id),
    FOREIGN KEY (account_id, token_id) REFERENCES api_access_token (account_id, token_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO "api_access_token_use" VALUES('acme','04a339a83aa44daba54bd4412c444316',1795807984616793,NULL);
CREATE TABLE api_access_user (
    account_id  TEXT    NOT NULL REFERENCES api_access_account (account_id),
    user_id     TEXT    NOT NULL,
    is_api_user INTEGER NOT NULL CHECK (is_api_user IN (0, 1)),
    is_enabled  INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    PRIMARY KEY (account_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "api_access_user" VALUES('acme','importer@acme.example',1,1);
COMMIT;
