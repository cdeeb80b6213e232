#!/usr/bin/env bash
# Lets a store go back in time again and again under three nodes that are called without a pause, by each of the ways that the tests know, and
# writes what was seen to docs/revocation.md. A round grants 1,000 tokens after the backup and revokes 1,000; all of it takes about ten minutes.
# Another number of rounds: bash eng/restore.sh ROUNDS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source eng/postgres.sh
# shellcheck source-path=SCRIPTDIR source=document.sh
source eng/document.sh

trap stop_postgres EXIT
start_postgres
export APIACCESS_TEST_POSTGRES="$postgres_connection_string" APIACCESS_TEST_POSTGRES_BIN="$postgres_bin"
export APIACCESS_TEST_RESTORE_ROUNDS=${1:-20}

output=artifacts/restore.log
mkdir --parents artifacts
: >"$output"
for store in Sqlite PostgreSql; do
    dotnet build "tests/TrackVia.ApiAccess.$store.Tests" --configuration Release
    # Detailed, since the tests print rows of the table.
    dotnet test "tests/TrackVia.ApiAccess.$store.Tests" --configuration Release --no-build --filter FullyQualifiedName~RestoreTests \
        --logger 'console;verbosity=detailed' | tee --append "$output"
done

write_section docs/revocation.md restore <<EOT
Measured on $(date --utc +%F), $(nproc) cores (load average $(cut --delimiter=. --fields=1 /proc/loadavg) at the end), PostgreSQL $("$postgres_bin/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/').

| store, and how it went back | rounds | tokens granted and revoked after the backup | last node's notice, median | longest | last accept of a lost token | accepts of lost tokens sent later than \`MaxStaleness\` | fences complete before every node had noticed | accepts sent after the fence |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
$(sed --quiet 's/^ *\(| [A-Z].*\)/\1/p' "$output")
EOT
