#!/usr/bin/env bash
# Revokes auth tokens while three host processes on one PostgreSQL database are called continuously, under every fault in the tests, and
# writes the results to docs/revocation.md. Use an otherwise idle machine; it takes about a quarter of an hour.
# Other counts: bash eng/revocation.sh ROUNDS_A_FAULT SINGLE_REVOCATIONS. A round revokes 100 tokens with a fence and 100 without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh
# shellcheck source-path=SCRIPTDIR source=document.sh
source eng/document.sh

require postgresql
APIACCESS_TEST_POSTGRES_BIN=$(find_postgres)
export APIACCESS_TEST_POSTGRES_BIN
export APIACCESS_TEST_REVOCATION_ROUNDS=${1:-15} APIACCESS_TEST_REVOCATIONS=${2:-1000}

output=artifacts/revocation.log
mkdir --parents artifacts
dotnet build tests/ManyNodes.Tests --configuration Release
# Detailed, since the tests print rows of the tables.
dotnet test tests/ManyNodes.Tests --configuration Release --no-build --filter FullyQualifiedName~RevocationTests \
    --logger 'console;verbosity=detailed' | tee "$output"

rows() {
    sed --quiet "s/^ *\(| $1.*\)/\1/p" "$output"
}

measured="Measured on $(date --utc +%F), $(nproc) cores, PostgreSQL $("$APIACCESS_TEST_POSTGRES_BIN/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')."
write_section docs/revocation.md healthy <<EOT
$measured

| revocations | median | p99 | longest |
|--:|--:|--:|--:|
$(rows '[0-9]')
EOT
write_section docs/revocation.md faults <<EOT
$measured

| fault | tokens revoked, each way | last accept, median | longest | accepts sent later than \`MaxStaleness\` | accepts sent after the fence | nodes waited out |
|---|--:|--:|--:|--:|--:|--:|
$(rows '[a-z]')
EOT
