#!/usr/bin/env bash
# A throwaway MariaDB server on loopback, with its data in a temporary folder. Run, it starts one, prints its connection string and stops
# with Ctrl-C; with --port N it takes that port. Sourced, it defines start_mariadb, and stop_postgres of postgres.sh stops the server.
# Anyone on this machine may connect without a password: it is for tests, never for data.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source "$(dirname "${BASH_SOURCE[0]}")/postgres.sh"

mariadb_port=
mariadb_connection_string=

# The server never runs as root.
as_mariadb() (
    cd /
    if ((EUID == 0)); then runuser --user mysql -- "$@"; else "$@"; fi
)

# start_mariadb FOLDER: in a folder that new_home or start_postgres has made.
start_mariadb() {
    local attempt port home=$1/mariadb
    require mariadb-server
    mariadb_server=$(find_mariadb)
    mkdir "$home"
    chmod 711 "$1"
    ((EUID != 0)) || chown mysql: "$home"
    as_mariadb mariadb-install-db --no-defaults --datadir="$home/data" --auth-root-authentication-method=normal --skip-test-db \
        --skip-name-resolve >"$home.log" 2>&1
    # Whether a port is free shows when the server binds it; those below 32768 are not handed out to clients.
    for attempt in {1..10}; do
        port=${mariadb_port:-$((20000 + RANDOM % 12000))}
        as_mariadb "$mariadb_server" --no-defaults --datadir="$home/data" --port="$port" --bind-address=127.0.0.1 --socket="$home/socket" \
            --pid-file="$home/mariadbd.pid" --skip-name-resolve --max-connections=200 --log-error="$home/log" >/dev/null 2>&1 &
        for _ in {1..300}; do
            [[ ! -S $home/socket ]] || break 2
            kill -0 "$!" 2>/dev/null || continue 2
            sleep 0.1
        done
    done

    [[ -S $home/socket ]] || { echo "MariaDB did not start in $attempt attempts. Its log:" >&2; cat "$home/log" >&2 || true; return 1; }
    mariadb --no-defaults --host=127.0.0.1 --port="$port" --user=root --execute="CREATE DATABASE app"
    mariadb_connection_string="Server=127.0.0.1;Port=$port;User ID=root;Database=app"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    trap stop_postgres EXIT
    [[ ${1:-} != --port ]] || mariadb_port=${2:?'--port needs a number.'}
    new_home /tmp mariadb
    start_mariadb "$postgres_home"
    echo "$mariadb_connection_string"
    # Until Ctrl-C, or the server's own end.
    while [[ -e $postgres_home/mariadb/mariadbd.pid ]]; do sleep 1; done
fi
