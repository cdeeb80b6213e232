#!/usr/bin/env bash
# Kills writing processes again and again, and verifies that every acknowledged change is stored and that the history replays to the state:
# 500 processes that write to one SQLite file, 200 times a PostgreSQL server with all its processes, 200 times a MariaDB server, 6 times 8
# processes of the sample. Then kills hosts on SQLite, and PostgreSQL servers, between stage, commit and completion of a host's own
# transaction, 200 times each.
# Takes over an hour. Other counts: bash eng/durability.sh SQLITE_KILLS POSTGRESQL_KILLS SAMPLE_RUNS MARIADB_KILLS JOINED_KILLS.
# docs/durability.md has the newest figures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh

require postgresql mariadb-server
APIACCESS_TEST_POSTGRES_BIN=$(find_postgres)
APIACCESS_TEST_MARIADBD=$(find_mariadb)
export APIACCESS_TEST_POSTGRES_BIN APIACCESS_TEST_MARIADBD

kill_over_and_over() {
    # Detailed, to see how many changes were at stake.
    APIACCESS_TEST_KILLS=$2 dotnet test "tests/$1" --configuration Release \
        --filter "FullyQualifiedName~$3" --logger 'console;verbosity=detailed'
}

kill_over_and_over TrackVia.ApiAccess.Sqlite.Tests "${1:-500}" T34_killed_writers_lose_nothing_that_was_acknowledged
kill_over_and_over TrackVia.ApiAccess.PostgreSql.Tests "${2:-200}" T34_a_killed_server_has_everything_that_was_acknowledged
kill_over_and_over TrackVia.ApiAccess.MySql.Tests "${4:-200}" T34_a_killed_server_has_everything_that_was_acknowledged
kill_over_and_over TrackVia.ApiAccess.Sqlite.Tests "${5:-200}" T34_After_hosts_were_killed
kill_over_and_over TrackVia.ApiAccess.PostgreSql.Tests "${5:-200}" T34_After_a_server_was_killed
# Eight kills leave about as many tokens as an account may have.
for ((run = 0; run < ${3:-6}; run++)); do kill_over_and_over HostApp.Tests 8 T34_what_was_acknowledged_before_a_kill; done
