#!/usr/bin/env bash
# Checks the types of the API Access page's modules with TypeScript, by their JSDoc comments: bash eng/check-page.sh
# Installs Node.js where it is missing, and the pinned compiler into artifacts/. Fails where either cannot be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh

version=5.9.3
folder=artifacts/typescript/$version
compiler=$folder/node_modules/typescript/bin/tsc
page=src/TrackVia.ApiAccess.AspNetCore/Page

if [[ ! -f $compiler ]]; then
    require nodejs npm
    npm install --prefix "$folder" --no-audit --no-fund --no-save --ignore-scripts --loglevel=error "typescript@$version"
fi

if lines=$(grep --line-number '.\{141,\}' "$page"/*.js); then
    printf '%s\n' 'Lines of more than 140 columns:' "$lines" >&2
    exit 1
fi

unchecked=$(grep --files-without-match '^// @ts-check$' "$page"/*.js) || true
if [[ -n $unchecked ]]; then
    printf '%s\n' 'Without // @ts-check:' "$unchecked" >&2
    exit 1
fi

node "$compiler" --allowJs --checkJs --noEmit --strict --target es2022 --module es2022 --moduleResolution bundler \
    --lib es2023,dom,dom.iterable "$page"/*.js
echo "The modules of the page have no type errors."
