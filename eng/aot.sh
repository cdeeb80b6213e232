#!/usr/bin/env bash
# Publishes samples/AotApi with Native AOT, where every trim and AOT warning is an error, runs the native program, and checks what it
# prints: it accepts a valid auth token over HTTP, and rejects an unknown and a deactivated one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

published=$PWD/artifacts/aot
expected='with both credentials: 200
with an unknown auth token: 401
after the token was deactivated: 401'

# The linker: clang, or gcc where that is installed.
has_program gcc || require clang
rm --recursive --force "$published"
dotnet publish samples/AotApi --configuration Release --use-current-runtime --output "$published"

if ! head --bytes 4 "$published/AotApi" | grep --quiet ELF || [[ -e $published/AotApi.dll ]]; then
    echo "$published/AotApi is not a native program." >&2
    exit 1
fi

printed=$("$published/AotApi")
echo "$printed"
if [[ $printed != "$expected" ]]; then
    printf 'Expected was:\n%s\n' "$expected" >&2
    exit 1
fi

echo "$(stat --format %s "$published/AotApi" | numfmt --to=iec) of native code validate a token."
