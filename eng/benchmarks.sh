#!/usr/bin/env bash
# Runs the benchmarks, with a throwaway PostgreSQL server, and writes their figures into docs/benchmarks.md. Use an otherwise idle machine;
# all sections take an hour and a half.
#     bash eng/benchmarks.sh                     every section
#     bash eng/benchmarks.sh hot scale           these sections, and leaves the others alone
# Arguments that begin with "--" are passed to the benchmarks, and the document is not changed:
#     bash eng/benchmarks.sh --filter '*Unknown*'         some of BenchmarkDotNet's
#     bash eng/benchmarks.sh --scale                      one of the tables: see Program.cs
#     bash eng/benchmarks.sh --short --filter '*'         everything once, which measures nothing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source eng/postgres.sh
# shellcheck source-path=SCRIPTDIR source=document.sh
source eng/document.sh

document=docs/benchmarks.md
results=$PWD/artifacts/benchmarks
require wrk
trap stop_postgres EXIT
start_postgres
export APIACCESS_TEST_POSTGRES="$postgres_connection_string"

run() {
    dotnet run --configuration Release --project benchmarks/TrackVia.ApiAccess.Benchmarks -- "$@"
}

# The sections of the document: those of a class are BenchmarkDotNet's.
sections() {
    sed --quiet 's/^<!-- \(.*\):begin -->$/\1/p' "$document"
}

# measure SECTION: prints its figures. Line ends are those of the repository, and a block says its language.
measure() {
    if [[ $1 == [A-Z]* ]]; then
        run --artifacts "$results" --filter "*.$1.*" --job short >&2
        tr --delete '\r' <"$results/results/TrackVia.ApiAccess.Benchmarks.$1-report-github.md" | sed '0,/^```$/s//```text/'
    else
        run "--$1"
    fi
}

# write SECTION: takes its figures from standard input, and adds when and where they were measured.
write() {
    local machine
    machine="$(nproc) cores, $(sed --quiet 's/^model name\t*: //p' /proc/cpuinfo | head --lines 1), $(. /etc/os-release && echo "$PRETTY_NAME")"
    { printf 'Measured on %s: %s.\n\n' "$(date --utc +%F)" "$machine" && cat; } | write_section "$document" "$1"
}

mkdir --parents "$results"
if [[ ${1:-} == --* ]]; then
    run --artifacts "$results" "$@"
    exit
fi

mapfile -t known < <(sections)
(($# > 0)) || set -- "${known[@]}"
for section in "$@"; do
    if [[ " ${known[*]} " != *" $section "* ]]; then
        echo "No section '$section' in $document. There are: ${known[*]}" >&2
        exit 1
    fi

    measure "$section" >"$results/$section.md"
    write "$section" <"$results/$section.md"
done
