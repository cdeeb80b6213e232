#!/usr/bin/env bash
# Lets one Super Admin send 1,000 fenced calls at once, again and again, to a process of samples/HostApp on PostgreSQL that another account's
# program calls at a steady rate, and writes what that program saw to docs/revocation.md. Let the machine be idle; it takes a few minutes.
# Another number of rounds: bash eng/fence-storm.sh ROUNDS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh
# shellcheck source-path=SCRIPTDIR source=document.sh
source eng/document.sh

require postgresql
APIACCESS_TEST_POSTGRES_BIN=$(find_postgres)
export APIACCESS_TEST_POSTGRES_BIN APIACCESS_TEST_STORM_ROUNDS=${1:-20}

output=artifacts/fence-storm.log
mkdir --parents artifacts
dotnet build tests/HostApp.Tests --configuration Release
# Detailed, since the test prints rows of the table.
dotnet test tests/HostApp.Tests --configuration Release --no-build --filter FullyQualifiedName~FenceStormTests \
    --logger 'console;verbosity=detailed' | tee "$output"

write_section docs/revocation.md storm <<EOT
Measured on $(date --utc +%F), $(nproc) cores (load average $(cut --delimiter=. --fields=1 /proc/loadavg) at the end), PostgreSQL $("$APIACCESS_TEST_POSTGRES_BIN/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/').

| 1,000 calls at once | the other account's calls | median | p99 | ratio to none | ratio to the same calls without a fence |
|---|--:|--:|--:|--:|--:|
$(sed --quiet 's/^ *\(| [a-z].*\)/\1/p' "$output")
EOT
