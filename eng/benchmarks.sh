#!/usr/bin/env bash
# Runs all benchmarks in full, with a throwaway PostgreSQL server, and writes docs/benchmarks.md. Let the machine be idle meanwhile; it takes
# about an hour. Arguments go on to the benchmarks and leave the document alone:
#     bash eng/benchmarks.sh --filter '*AccountStorage*'      some of BenchmarkDotNet's
#     bash eng/benchmarks.sh --scale                          one of the tables: see Program.cs
#     bash eng/benchmarks.sh --short --filter '*'             everything once, which measures nothing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=postgres.sh
source eng/postgres.sh

results=$PWD/artifacts/benchmarks
require wrk
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

# report CLASS: what BenchmarkDotNet found. Line ends are those of the repository, and a block says its language.
report() {
    tr --delete '\r' <"$results/results/TrackVia.ApiAccess.Benchmarks.$1-report-github.md" | sed '0,/^```$/s//```text/'
}

rm --recursive --force "$results"
run --artifacts "$results" --filter '*' --maxIterationCount 30
cat >"$results/benchmarks.md" <<EOT
# Benchmarks

Measured on $(date --utc +%F) by \`bash eng/benchmarks.sh\`. Ratios are to the named baseline of the same run. Where contenders take turns, round
by round, what disturbs the machine disturbs all of them, and the ratio is the median of the rounds' ratios, with its 95 % interval.

## Validation

A hot validation against the least that any validation by digest has to do. What is unknown or deactivated is not refused from memory: it waits
for a read of the change feed, so that a token works everywhere from the moment it was created or resumed.

$(report TokenValidation)

## Validation, beside other libraries

$(report PeerValidation)

The hand-rolled handlers look up the token's SHA-256 in a cache, and never hear of a revocation. OpenIddict looks its entry up in SQLite, and so hears of it.

## Validation with many accounts in memory

Each account has 5 tokens. Requests bring their credentials fresh, as Kestrel does. By turns.

$(run --scale)

## Validation on two threads

By turns.

$(run --threads)

## HTTP

The same endpoint of Kestrel behind four kinds of protection, each in a process of its own, called by \`wrk\` over 16 connections. By turns.

$(run --http)

## A flood of wrong credentials

Over HTTP and SQLite; client and server share the machine. All wrong credentials are well-formed, and half of them come with the right API key.
Loads take turns in slices, requests are sent when they are due, whether those before are answered or not.

$(run --flood)

## Storage: load and commit

An account with 5 tokens, by the store and by hand-written ADO.NET on the same rows of the same database. By turns.

$(run --storage)

What they allocate; the times below are no good ratios, since both wait for a disk that others disturb, and do not take turns:

$(report AccountStorage)

## Storage: whole lives of tokens

A token is created, deactivated, resumed, deactivated again and deleted: five commits. By turns.

$(run --writes)
EOT
cp "$results/benchmarks.md" docs/benchmarks.md
