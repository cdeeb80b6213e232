#!/usr/bin/env bash
# Restores a backup again and again under three nodes that are called without a pause, on SQLite and on PostgreSQL, and prints what was seen.
# Half of 1,000 tokens were granted since the backup and half revoked. Another count of rounds: bash eng/restore.sh ROUNDS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source eng/postgres.sh

trap stop_postgres EXIT
start_postgres
export APIACCESS_TEST_POSTGRES="$postgres_connection_string" APIACCESS_TEST_POSTGRES_BIN="$postgres_bin"
export APIACCESS_TEST_RESTORE_ROUNDS=${1:-20}
mkdir --parents artifacts

echo '| store | rounds | tokens | last accept of a lost token after the restore | accepts later than MaxStaleness | accepts after a fence |'
for store in Sqlite PostgreSql; do
    # Detailed, since the test prints its row.
    dotnet test "tests/TrackVia.ApiAccess.$store.Tests" --configuration Release --filter "FullyQualifiedName~${store}RestoreTests" \
        --logger 'console;verbosity=detailed' | tee "artifacts/restore-$store.log" | grep --extended-regexp '^ *\| |Failed |Error' || true
    grep --quiet 'Passed: 1' "artifacts/restore-$store.log"
done
