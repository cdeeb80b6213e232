# shellcheck shell=bash
# Sourced by the scripts that run tests: what the tests need besides the .NET SDK. It defines start_environment, stop_environment,
# in_group and test_project, and installs what is missing.
# shellcheck source-path=SCRIPTDIR source=mariadb.sh
source "$(dirname "${BASH_SOURCE[0]}")/mariadb.sh"

export results=$PWD/artifacts/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

start_environment() {
    require postgresql pgbouncer mariadb-server gcc chromium curl
    start_postgres "$(temporary_folder)"
    start_mariadb "$postgres_home"
    APIACCESS_TEST_CHROMIUM=$(find_chromium)
    export APIACCESS_TEST_CHROMIUM APIACCESS_TEST_POSTGRES="$postgres_connection_string" APIACCESS_TEST_POSTGRES_BIN="$postgres_bin"
    export APIACCESS_TEST_MARIADB="$mariadb_connection_string" APIACCESS_TEST_MARIADBD="$mariadb_server"
    # The tests' own files and servers; what an interrupted test leaves there is stopped and removed with the rest.
    export test_folder=$postgres_home/tests
    mkdir "$test_folder"
    chmod 711 "$postgres_home" "$test_folder"
    rm --recursive --force "$results"
    mkdir --parents "$results"
}

stop_environment() {
    stop_postgres
}

# in_group COMMAND...: runs it in a process group of its own, all of which ends with the script, even if that is killed.
in_group() {
    local status=0
    setsid "$@" &
    echo "$!" >"$postgres_home/group"
    wait "$!" || status=$?
    rm "$postgres_home/group"
    return "$status"
}

# test_project NAME ARGUMENTS...: its output is printed when it has ended, so that those of several projects do not mix.
test_project() {
    local name=$1 status=0
    local log=$results/$name.log
    shift
    # No build server may outlive the temporary folder. The last three settings make the many processes of the tests start with a
    # quarter less work; nothing that is tested depends on them.
    TMPDIR=$test_folder MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false \
        DOTNET_TieredPGO=0 DOTNET_gcServer=0 DOTNET_EnableWriteXorExecute=0 \
        dotnet test "tests/$name" --configuration Release --no-build \
        --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" >"$log" 2>&1 || status=$?
    flock "$results" cat "$log"
    return "$status"
}
export -f test_project
