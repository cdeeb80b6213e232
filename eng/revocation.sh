#!/usr/bin/env bash
# Revokes auth tokens while three host processes on one PostgreSQL are called without a pause, under every fault that the tests know, and
# writes what was seen to docs/revocation.md. Let the machine be idle meanwhile; it takes about a quarter of an hour.
# Other counts: bash eng/revocation.sh ROUNDS_A_FAULT SINGLE_REVOCATIONS. A round revokes 100 tokens with a fence and 100 without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh

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

{
    cat <<EOT
# Revocation between nodes

Measured on $(date --utc +%F) by \`bash eng/revocation.sh\` ($(nproc) cores, PostgreSQL $("$APIACCESS_TEST_POSTGRES_BIN/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')): three processes of
\`samples/HostApp\` on one server, each through a network of its own, and a caller that never pauses, all on this machine.
\`MaxStaleness\` is 500 ms.

## Healthy nodes

One token is deactivated while every node is called with it every two milliseconds. From the acknowledgement to the last answer that accepts
it (zero where the nodes knew before the caller did):

| revocations | median | p99 | longest |
|--:|--:|--:|--:|
$(rows '[0-9]')

## Under faults

A user is disabled, and with the user 100 tokens at once; and so is another one, with a fence. Each call is judged by when it was first sent.
The promise is the two columns of zeros: nothing that is sent later than \`MaxStaleness\` after the acknowledgement is accepted, and nothing
that is sent after a fenced call was answered.

| fault | tokens revoked, each way | last accept, median | longest | accepts sent later than \`MaxStaleness\` | accepts sent after the fence | nodes waited out |
|---|--:|--:|--:|--:|--:|--:|
$(rows '[a-z]')

"Half open" is a network that carries nothing and tells nobody. The clocks are stepped by ten minutes, back and ahead, as soon as the
revocation has been acknowledged. The deposed primary lost its synchronous standby by promotion, and one node is still connected to it. The
median and the longest are over the rounds, of which each counts once. After a promotion every node registers again and removes its former
registration; a fence waits out those that are not removed yet.
EOT
} >docs/revocation.md
