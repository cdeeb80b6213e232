#!/usr/bin/env bash
# Packs every project of src/ into artifacts/packages and checks what each package must bring: its files, metadata, exact versions of the
# packages of this repository, and a README of its own that the package site shows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh

packages=$PWD/artifacts/packages
status=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# wrong NAME TEXT
wrong() {
    echo "$1: $2" >&2
    status=1
}

check_files() {
    local file files
    files=$(unzip -Z1 "$2")
    for file in README.md icon.png "lib/net10.0/$1.xml"; do
        grep --quiet --line-regexp --fixed-strings "$file" <<<"$files" || wrong "$1" "the package lacks $file"
    done
}

check_metadata() {
    local element nuspec loose
    nuspec=$(unzip -p "$2" "$1.nuspec")
    for element in version description authors license icon readme projectUrl releaseNotes tags copyright; do
        grep --quiet "<$element\\b[^>]*>[^<]" <<<"$nuspec" || wrong "$1" "the metadata lack $element"
    done

    loose=$(grep '<dependency id="TrackVia\.' <<<"$nuspec" | grep --invert-match 'version="\[[^],]*\]"' || true)
    [[ -z $loose ]] || wrong "$1" "a dependency on a package of this repository is not exact: $loose"
}

# The package site resolves no relative links, and shows no HTML.
check_readme() {
    local readme text relative
    readme=$(unzip -p "$2" README.md)
    [[ $readme == "# $1"$'\n'* ]] || wrong "$1" "its README does not begin with '# $1'"
    text=$(awk '/^```/ { code = !code } !code' <<<"$readme" | sed 's/`[^`]*`//g')
    relative=$(grep --only-matching ']([^)]*)' <<<"$text" | grep --invert-match '](https://' || true)
    [[ -z $relative ]] || wrong "$1" "links of its README are not absolute: $relative"
    ! grep --quiet '<[a-z!/]' <<<"$text" || wrong "$1" "its README has HTML: $(grep --max-count 1 '<[a-z!/]' <<<"$text")"
}

require unzip
rm --recursive --force "$packages"
for project in src/*/*.csproj; do
    name=$(basename "$project" .csproj)
    dotnet pack "$project" --configuration Release --output "$packages"
    package=$(find "$packages" -name "$name.[0-9]*.nupkg")
    check_files "$name" "$package"
    check_metadata "$name" "$package"
    check_readme "$name" "$package"
done

((status != 0)) || ls -1 "$packages"
exit "$status"
