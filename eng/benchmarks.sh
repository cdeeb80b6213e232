#!/usr/bin/env bash
# Runs all benchmarks in full, with a throwaway PostgreSQL server, and writes docs/benchmarks.md. Let the machine be idle meanwhile.
# Arguments go on to BenchmarkDotNet and leave the document alone: bash eng/benchmarks.sh --filter '*AccountStorage*'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source eng/postgres.sh

results=$PWD/artifacts/benchmarks
trap stop_postgres EXIT
start_postgres
export APIACCESS_TEST_POSTGRES="$postgres_connection_string"

run() {
    dotnet run --configuration Release --project benchmarks/TrackVia.ApiAccess.Benchmarks -- "$@"
}

if (($# > 0)); then
    run --artifacts "$results" "$@"
    exit
fi

rm --recursive --force "$results"
run --artifacts "$results" --filter '*' --maxIterationCount 30
{
    # shellcheck disable=SC2016 # The backticks are Markdown.
    printf '# Benchmarks\n\nMeasured on %s by `bash eng/benchmarks.sh`. Ratios are to the named baseline of the same run.\n' "$(date --utc +%F)"
    printf '\n## Storage: load and commit\n\nAn account with 5 tokens, by the store and by hand-written ADO.NET on the same rows of the same database. The two take turns, '
    printf 'since both wait for a disk that others disturb; so these ratios count, and those of AccountStorage below only show the memory.\n\n'
    run --storage-ratios
    for report in "$results"/results/*-report-github.md; do
        name=${report##*/TrackVia.ApiAccess.Benchmarks.}
        printf '\n## %s\n\n' "${name%-report-github.md}"
        # Line ends are those of the repository, and a block says its language.
        tr --delete '\r' <"$report" | sed '0,/^```$/s//```text/'
    done
} >docs/benchmarks.md
