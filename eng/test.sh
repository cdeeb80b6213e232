#!/usr/bin/env bash
# Builds the solution and runs every test, against a throwaway PostgreSQL server and with a real browser; installs what is missing for
# that. Arguments are passed on to "dotnet test": bash eng/test.sh --filter FullyQualifiedName~Lifecycle
# The last line adds up all test projects: "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source eng/postgres.sh

export results=$PWD/artifacts/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
lanes=

# The longest first, so that none of them is left over at the end.
slow=(TrackVia.ApiAccess.Sqlite.Tests HostApp.Browser.Tests HostApp.Tests TrackVia.ApiAccess.PostgreSql.Tests ManyNodes.Tests)

test_projects() {
    local name
    {
        printf '%s\n' "${slow[@]}"
        for name in tests/*.Tests/*.csproj; do basename "$name" .csproj; done
    } | awk '!seen[$0]++'
}

# test_project NAME ARGUMENTS...: its output is printed when it has ended, so that those of several projects do not mix.
test_project() {
    local name=$1 status=0
    local log=$results/$name.log
    shift
    # No build server may outlive the temporary folder.
    TMPDIR=$test_folder MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false dotnet test "tests/$name" --configuration Release --no-build \
        --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" >"$log" 2>&1 || status=$?
    flock "$results" cat "$log"
    return "$status"
}
export -f test_project

run_tests() {
    local status=0
    dotnet build TrackVia.ApiAccess.sln --configuration Release || return
    # One project more than there are cores: most wait for processes and servers now and then.
    # In a session of its own, so that all of it can be ended.
    test_projects | setsid xargs --max-procs=$(($(nproc) + 1)) --replace bash -c 'test_project "$@"' bash {} "$@" &
    lanes=$!
    wait "$lanes" || status=$?
    lanes=
    return "$status"
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

clean_up() {
    [[ -z $lanes ]] || kill -- "-$lanes" 2>/dev/null || true
    stop_postgres
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
require postgresql chromium curl
start_postgres "$(temporary_folder)"
APIACCESS_TEST_CHROMIUM=$(find_chromium)
export APIACCESS_TEST_CHROMIUM APIACCESS_TEST_POSTGRES="$postgres_connection_string" APIACCESS_TEST_POSTGRES_BIN="$postgres_bin"
# The tests' own files and servers; what an interrupted test leaves there is stopped and removed with the rest.
export test_folder=$postgres_home/tests
mkdir "$test_folder"
chmod 711 "$postgres_home" "$test_folder"

rm --recursive --force "$results"
mkdir --parents "$results"
status=0
# Without a filter every test project must have tests: one whose tests are not discovered has not passed.
(($# > 0)) || set -- -- RunConfiguration.TreatNoTestsAsError=true
run_tests "$@" || status=$?
((status == 0)) || echo "The build or a test run failed, see above." >&2
sum_up || status=1
exit "$status"
