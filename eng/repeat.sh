#!/usr/bin/env bash
# Runs one test project over and over, and stops at the first failure: bash eng/repeat.sh ManyNodes.Tests 30
# Further arguments are passed on to "dotnet test". A test that fails once in thirty runs on a busy machine is a defect.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=environment.sh
source eng/environment.sh

project=${1:?'Usage: bash eng/repeat.sh PROJECT [RUNS] [ARGUMENTS...]'}
runs=${2:-30}
shift $(($# > 1 ? 2 : 1))

trap stop_environment EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
start_environment
dotnet build "tests/$project" --configuration Release
for ((run = 1; run <= runs; run++)); do
    echo "Run $run of $runs"
    in_group bash -c 'test_project "$@"' bash "$project" "$@"
done
echo "$project passed $runs times in a row."
