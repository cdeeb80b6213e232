#!/usr/bin/env bash
# Makes a release: packages from a tag, ready to be signed. CONTRIBUTING.md has the whole procedure.
#     bash eng/release.sh prepare 1.2.0   sets the version, ships the public API, and names the changelog's section; then commit and tag it
#     bash eng/release.sh pack v1.2.0     packs the tagged commit into artifacts/packages, and checks what it has packed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8

properties=src/Directory.Build.props

fail() {
    echo "$1" >&2
    exit 1
}

# The value of a property as the packages see it.
property() {
    dotnet msbuild src/TrackVia.ApiAccess -getProperty:"$1"
}

require_clean_tree() {
    local changes
    changes=$(git status --porcelain | head --lines 5)
    [[ -z $changes ]] || fail "The working tree has changes. Commit or remove them: $changes"
}

# ship FOLDER: moves the lines of PublicAPI.Unshipped.txt to PublicAPI.Shipped.txt; what a line with *REMOVED* names is removed from there.
ship() {
    local shipped=$1/PublicAPI.Shipped.txt unshipped=$1/PublicAPI.Unshipped.txt lines
    lines=$(awk '
        /^#nullable enable$/ || /^$/ { next }
        sub(/^\*REMOVED\*/, "") { removed[$0] = 1; next }
        { line[$0] = 1 }
        END { for (text in line) if (!(text in removed)) print text }' "$shipped" "$unshipped" | sort)
    printf '%s\n' '#nullable enable' ${lines:+"$lines"} >"$shipped"
    echo '#nullable enable' >"$unshipped"
}

prepare() {
    local version=$1 folder
    [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail "'$version' is not a version such as 1.2.0 or 1.2.0-rc.1."
    require_clean_tree
    [[ -z $(git tag --list "v$version") ]] || fail "The tag v$version exists already."
    grep --quiet '^## \[Unreleased\]$' CHANGELOG.md || fail "CHANGELOG.md has no section '## [Unreleased]'."

    sed --in-place "s|<Version>.*</Version>|<Version>$version</Version>|" "$properties"
    sed --in-place "s|^## \[Unreleased\]$|&\n\n## [$version] - $(date --utc +%F)|" CHANGELOG.md
    for folder in src/*/; do [[ ! -e ${folder}PublicAPI.Shipped.txt ]] || ship "${folder%/}"; done

    git status --short
    echo "Review the changes, then: git commit --all --message 'Release $version' && git tag --annotate v$version --message v$version"
}

# The text of a version's section in the changelog.
changes_of() {
    awk -v heading="## [$1]" 'index($0, heading) == 1 { found = 1; next } /^## / { found = 0 } found && NF' CHANGELOG.md
}

# Determines whether a tag is checked out: on a branch, the packages would contain the branch's name.
is_checked_out() {
    ! git symbolic-ref --quiet HEAD >/dev/null && [[ $(git rev-parse --verify --quiet "refs/tags/$1^{commit}") == "$(git rev-parse HEAD)" ]]
}

pack() {
    local tag=$1 version url api previous
    [[ $tag == v* ]] || fail "'$tag' is not a tag such as v1.2.0."
    require_clean_tree
    is_checked_out "$tag" || fail "The tag $tag is not checked out. Run: git checkout $tag"

    version=$(property Version)
    [[ $tag == "v$version" ]] || fail "The tag is $tag, but $properties has version $version."
    [[ -n $(changes_of "$version") ]] || fail "CHANGELOG.md has no section '## [$version]', or nothing in it."
    api=$(grep --with-filename --line-number --invert-match -e '^#nullable enable$' -e '^$' src/*/PublicAPI.Unshipped.txt || true)
    [[ -z $api ]] || fail "$(wc --lines <<<"$api") lines of public API are not shipped. Run: bash eng/release.sh prepare VERSION"
    url=$(property PackageProjectUrl)
    [[ $url == https://* && $url != *.invalid* ]] ||
        fail "The packages would link to $url. Set PackageProjectUrl to the repository's address in $properties."
    previous=$(git describe --tags --abbrev=0 --match 'v[0-9]*' HEAD^ 2>/dev/null || true)
    [[ -z $previous || $(property PackageValidationBaselineVersion) == "${previous#v}" ]] ||
        fail "The public API is not compared with the last release. Set PackageValidationBaselineVersion to ${previous#v} in $properties."

    # All that could differ in another clone: paths, and the time in the archives.
    CI=true SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) bash eng/pack.sh
    (cd artifacts/packages && sha256sum -- *.nupkg *.snupkg >SHA256SUMS)
    echo "Packed $version. Its digests are in artifacts/packages/SHA256SUMS. Sign the packages, then push them."
}

case ${1:-} in
    prepare) prepare "${2:?'Usage: bash eng/release.sh prepare VERSION'}" ;;
    pack) pack "${2:?'Usage: bash eng/release.sh pack TAG'}" ;;
    *) fail 'Usage: bash eng/release.sh prepare VERSION, or: bash eng/release.sh pack TAG' ;;
esac
