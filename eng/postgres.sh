#!/usr/bin/env bash
# A throwaway PostgreSQL server on loopback, with its data in a temporary folder. Run, it starts one, prints its
# connection string and stops with Ctrl-C. Sourced, it gives start_postgres and stop_postgres.
# Anyone on this machine may connect without a password: it is for tests, never for data.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source "$(dirname "${BASH_SOURCE[0]}")/prerequisites.sh"

postgres_bin=
postgres_home=
postgres_connection_string=

# PostgreSQL refuses to run as root.
as_postgres() (
    cd /
    if ((EUID == 0)); then runuser --user postgres -- "$@"; else "$@"; fi
)

start_postgres() {
    local attempt port
    require postgresql
    postgres_bin=$(find_postgres)
    # Not below TMPDIR, which the unprivileged user might not be able to enter.
    postgres_home=$(mktemp --directory /tmp/apiaccess-postgres.XXXXXX)
    ((EUID != 0)) || chown postgres: "$postgres_home"

    as_postgres "$postgres_bin/initdb" --pgdata="$postgres_home/data" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C --no-sync >/dev/null
    # Whether a port is free shows when the server binds it; those below 32768 are not handed out to clients.
    for attempt in {1..10}; do
        port=$((20000 + RANDOM % 12000))
        if as_postgres "$postgres_bin/pg_ctl" start --wait --silent --pgdata="$postgres_home/data" --log="$postgres_home/log" \
            --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"; then
            postgres_connection_string="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
            return
        fi
    done

    echo "PostgreSQL did not start in $attempt attempts. Its log:" >&2
    cat "$postgres_home/log" >&2 || true
    return 1
}

stop_postgres() {
    [[ -n $postgres_home ]] || return 0
    as_postgres "$postgres_bin/pg_ctl" stop --silent --mode=immediate --pgdata="$postgres_home/data" >/dev/null 2>&1 || true
    rm --recursive --force "$postgres_home"
    postgres_home=
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    trap stop_postgres EXIT
    start_postgres
    echo "$postgres_connection_string"
    # Until Ctrl-C, or the server's own end.
    while [[ -e $postgres_home/data/postmaster.pid ]]; do sleep 1; done
fi
