#!/usr/bin/env bash
# A throwaway PostgreSQL server on loopback, with its data in a temporary folder. Run, it starts one, prints its
# connection string and stops with Ctrl-C; with --port N it takes that port. Sourced, it defines start_postgres and stop_postgres.
# However its script ends, even by kill -9, the server stops and the folder is removed.
# Anyone on this machine may connect without a password: it is for tests, never for data.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source "$(dirname "${BASH_SOURCE[0]}")/prerequisites.sh"

postgres_script=$(realpath "${BASH_SOURCE[0]}")
postgres_bin=
postgres_home=
postgres_port=
postgres_connection_string=

# PostgreSQL refuses to run as root.
as_postgres() (
    cd /
    if ((EUID == 0)); then runuser --user postgres -- "$@"; else "$@"; fi
)

# new_home FOLDER NAME: a folder below FOLDER. However this script ends, the servers in it stop, and it is removed.
new_home() {
    postgres_home=$(mktemp --directory "$1/apiaccess-$2.XXXXXX")
    setsid bash "$postgres_script" --stop-after "$$" "$postgres_home" </dev/null >/dev/null 2>&1 &
}

# start_postgres [FOLDER]: below FOLDER, which every user can enter. TMPDIR might not be such a folder.
start_postgres() {
    local attempt port
    require postgresql
    postgres_bin=$(find_postgres)
    new_home "${1:-/tmp}" postgres
    ((EUID != 0)) || chown postgres: "$postgres_home"

    as_postgres "$postgres_bin/initdb" --pgdata="$postgres_home/data" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C --no-sync >/dev/null
    # The server finds out whether a port is free when it binds it. Ports below 32768 are not assigned to clients.
    for attempt in {1..10}; do
        port=${postgres_port:-$((20000 + RANDOM % 12000))}
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

# Ends the process group that is noted in the folder, if any, stops every server below the folder, and removes it.
stop_postgres() {
    local pid_file pid group
    [[ -n $postgres_home ]] || return 0
    if read -r group 2>/dev/null <"$postgres_home/group"; then
        kill -- "-$group" 2>/dev/null || true
        for _ in {1..100}; do kill -0 -- "-$group" 2>/dev/null && sleep 0.1 || break; done
        kill -KILL -- "-$group" 2>/dev/null || true
    fi

    while read -r pid_file; do
        read -r pid 2>/dev/null <"$pid_file" || continue
        # MariaDB would first write all of its pages.
        if [[ $pid_file == */mariadbd.pid ]]; then kill -KILL "$pid" 2>/dev/null || true; else kill -QUIT "$pid" 2>/dev/null || true; fi
        kill -CONT "$pid" 2>/dev/null || true
        for _ in {1..100}; do kill -0 "$pid" 2>/dev/null && sleep 0.1 || break; done
    done < <(find "$postgres_home" -maxdepth 4 \( -name postmaster.pid -o -name mariadbd.pid \) 2>/dev/null)
    rm --recursive --force "$postgres_home"
    postgres_home=
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    trap stop_postgres EXIT
    if [[ ${1:-} == --stop-after ]]; then
        tail --follow --pid="$2" --sleep-interval=0.5 /dev/null
        postgres_home=$3
        exit
    fi

    [[ ${1:-} != --port ]] || postgres_port=${2:?'--port needs a number.'}
    start_postgres
    echo "$postgres_connection_string"
    # Until Ctrl-C, or the server's own end.
    while [[ -e $postgres_home/data/postmaster.pid ]]; do sleep 1; done
fi
