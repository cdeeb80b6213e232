#!/usr/bin/env bash
# Follows the README as a new user would: packs the packages into a folder feed, creates a web project from "dotnet new web" and the quick start,
# runs it on loopback, and verifies with curl that it protects an endpoint and serves the API Access page.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=prerequisites.sh
source eng/prerequisites.sh

readme=$PWD/README.md
feed=$PWD/artifacts/packages
host=
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

clean_up() {
    [[ -z $host ]] || { kill "$host" && wait "$host"; } 2>/dev/null || true
    rm --recursive --force "$work"
}

# The first block of the README after a line.
block_after() {
    awk -v mark="$1" '
        $0 == mark { found = 1; next }
        found && /^```/ { if (inside) exit; inside = 1; next }
        inside { print }' "$readme" | grep . || { echo "The README has no block after the line '$1'." >&2; return 1; }
}

# Restores into a separate folder, so that a package of an earlier run cannot be used instead of the one that was just packed.
make_host() {
    local strangers
    cat >nuget.config <<END
<configuration><packageSources><add key="packed" value="$feed" /></packageSources></configuration>
END
    export NUGET_PACKAGES=$work/packages
    block_after '<!-- new-host -->' >make.sh
    # shellcheck source=/dev/null
    source make.sh
    block_after '<!-- snippet: quick-start -->' >Program.cs
    dotnet build
    strangers=$(grep --files-without-match --fixed-strings "$feed" "$NUGET_PACKAGES"/trackvia.*/*/.nupkg.metadata || true)
    [[ -z $strangers ]] || { echo "These did not come from $feed: $strangers" >&2; return 1; }
}

start_host() {
    dotnet bin/Debug/net10.0/QuickStart.dll --urls http://127.0.0.1:0 --AdminPassword "$password" >host.log 2>&1 &
    host=$!
    for _ in {1..300}; do
        url=$(sed -n 's/^ *Now listening on: //p' host.log)
        [[ -z $url ]] || return 0
        kill -0 "$host" 2>/dev/null || break
        sleep 0.1
    done
    echo "The host did not start. It said:" >&2
    cat host.log >&2
    return 1
}

# expect STATUS WHAT ARGUMENTS...: curl's answer must have the status; its body is in the file "answer".
expect() {
    local expected=$1 what=$2 status
    shift 2
    status=$(curl --silent --show-error --output answer --write-out '%{http_code}' "$@")
    echo "$what: $status"
    [[ $status == "$expected" ]] || { echo "Expected was $expected. The answer:" >&2; cat answer >&2; return 1; }
}

field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' answer | grep .; }

admin() {
    local expected=$1 what=$2
    shift 2
    expect "$expected" "$what" --cookie cookies --cookie-jar cookies --header 'Content-Type: application/json' \
        --header "X-CSRF-TOKEN: $antiforgery" "$@"
}

show() {
    local antiforgery='' page=$url/account/api-access key token
    expect 401 'an order without credentials' "$url/orders"
    expect 401 'the tokens without signing in' "$page/tokens"
    expect 401 'a wrong password' --header 'Content-Type: application/json' --data '"wrong"' "$url/sign-in"

    admin 200 'signing in' --data "\"$password\"" "$url/sign-in"
    admin 200 'the page' "$page"
    grep --quiet '<title>API Access</title>' answer
    admin 200 'the module of the page' "$url/account/$(sed -n 's/.*<script type="module" src=".\/\([^"]*\)".*/\1/p' answer)"
    admin 200 'the antiforgery token' "$page/antiforgery"
    antiforgery=$(field token)
    admin 200 'designating an API User' --request PUT --data '{"isApiUser":true}' "$page/users/importer@acme.example"
    admin 201 'the API key' --request POST "$page/api-key"
    key=$(field apiKey)
    admin 201 'an auth token' --data "{\"name\":\"New host\",\"expiresOn\":\"$(date --utc --date 'next year' +%F)\",\"userId\":\"importer@acme.example\"}" "$page/tokens"
    token=$(field secret)

    expect 401 'an order with the API key alone' --header "user_key: $key" "$url/orders"
    expect 200 'an order with both' --header "user_key: $key" --header "Authorization: Bearer $token" "$url/orders"
    grep --quiet 'importer@acme.example' answer
}

require curl unzip
work=$(mktemp --directory)
trap clean_up EXIT
bash eng/pack.sh
cd "$work"
password=$(head --bytes 18 /dev/urandom | base64)
make_host
start_host
show
echo "A new host protects an endpoint and serves the page, from the README's lines alone."
