#!/usr/bin/env bash
# Runs the conformance kit on every store, 20 times in a row; stops at the first failure.
# Another count: bash eng/conformance-runs.sh RUNS. docs/conformance.md has the result of the newest run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh

require postgresql mariadb-server gcc
APIACCESS_TEST_POSTGRES_BIN=$(find_postgres)
APIACCESS_TEST_MARIADBD=$(find_mariadb)
export APIACCESS_TEST_POSTGRES_BIN APIACCESS_TEST_MARIADBD APIACCESS_TEST_CAP_RACES=200 APIACCESS_TEST_LONG_HISTORY=10000
runs=${1:-20}
projects=(TrackVia.ApiAccess.Testing.Tests TrackVia.ApiAccess.Sqlite.Tests TrackVia.ApiAccess.PostgreSql.Tests TrackVia.ApiAccess.MySql.Tests CustomStore.Tests)

for project in "${projects[@]}"; do dotnet build "tests/$project" --configuration Release; done
for ((run = 1; run <= runs; run++)); do
    for project in "${projects[@]}"; do
        echo "Run $run of $runs: $project"
        dotnet test "tests/$project" --configuration Release --no-build --filter 'FullyQualifiedName~Conformance'
    done
done
echo "All stores passed the kit $runs times in a row."
