#!/usr/bin/env bash
# Builds the solution and runs every test, against throwaway PostgreSQL and MariaDB servers and with a real browser; installs what is missing for
# that. Arguments are passed on to "dotnet test": bash eng/test.sh --filter FullyQualifiedName~Lifecycle
# The last line adds up all test projects: "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=environment.sh
source eng/environment.sh

# The longest first, so that none of them is left over at the end.
slow=(TrackVia.ApiAccess.Sqlite.Tests HostApp.Browser.Tests HostApp.Tests TrackVia.ApiAccess.PostgreSql.Tests TrackVia.ApiAccess.MySql.Tests ManyNodes.Tests)

test_projects() {
    local project
    {
        printf '%s\n' "${slow[@]}"
        for project in tests/*.Tests/*.csproj; do basename "$project" .csproj; done
    } | awk '!seen[$0]++'
}

run_tests() {
    dotnet build TrackVia.ApiAccess.sln --configuration Release || return
    # One project more than there are cores: most of them wait for processes and servers now and then.
    in_group xargs --max-procs=$(($(nproc) + 1)) --replace --arg-file=<(test_projects) bash -c 'test_project "$@"' bash {} "$@"
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

trap stop_environment EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
start_environment
status=0
# Without a filter every test project must have tests: one whose tests are not discovered has not passed.
(($# > 0)) || set -- -- RunConfiguration.TreatNoTestsAsError=true
run_tests "$@" || status=$?
((status == 0)) || echo "The build or a test run failed, see above." >&2
sum_up || status=1
exit "$status"
