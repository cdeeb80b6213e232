#!/usr/bin/env bash
# Packs every project of src/ into artifacts/packages and checks what each package must bring.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh

packages=$PWD/artifacts/packages
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

require unzip
rm --recursive --force "$packages"
status=0
for project in src/*/*.csproj; do
    name=$(basename "$project" .csproj)
    dotnet pack "$project" --configuration Release --output "$packages"
    files=$(unzip -Z1 "$packages/$name".[0-9]*.nupkg)
    for file in README.md icon.png "lib/net10.0/$name.xml"; do
        if ! grep --quiet --line-regexp --fixed-strings "$file" <<<"$files"; then
            echo "$name: the package lacks $file" >&2
            status=1
        fi
    done
done

((status != 0)) || ls -1 "$packages"
exit "$status"
