#!/usr/bin/env bash
# Builds the solution and runs every test, against a throwaway PostgreSQL server and with a real browser; installs what is missing for that. Arguments go on to "dotnet test": bash eng/test.sh --filter FullyQualifiedName~Lifecycle
# The last line adds up all test projects: "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source eng/postgres.sh

results=$PWD/artifacts/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

run_tests() {
    dotnet build TrackVia.ApiAccess.sln --configuration Release || return
    # One project at a time: tests that race threads or watch a bound get the machine for themselves.
    dotnet test TrackVia.ApiAccess.sln --configuration Release --no-build -maxCpuCount:1 \
        --logger trx --results-directory "$results" "$@"
}

# Prints the closing line; fails if a test failed or none ran.
sum_up() {
    find "$results" -name '*.trx' -exec grep --no-filename --only-matching '<Counters [^>]*>' {} + | awk '
        function count(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : 0 }
        { total += count("total"); executed += count("executed"); passed += count("passed") }
        END {
            printf "%d passed, %d failed, %d skipped\n", passed, executed - passed, total - executed
            exit !(executed > 0 && passed == executed)
        }'
}

trap stop_postgres EXIT
require postgresql chromium curl
start_postgres
APIACCESS_TEST_CHROMIUM=$(find_chromium)
export APIACCESS_TEST_CHROMIUM APIACCESS_TEST_POSTGRES="$postgres_connection_string" APIACCESS_TEST_POSTGRES_BIN="$postgres_bin"

rm --recursive --force "$results"
mkdir --parents "$results"
status=0
# Without a filter every test project must have tests: one whose tests are not discovered has not passed.
(($# > 0)) || set -- -- RunConfiguration.TreatNoTestsAsError=true
run_tests "$@" || status=$?
((status == 0)) || echo "The build or a test run failed, see above." >&2
sum_up || status=1
exit "$status"
