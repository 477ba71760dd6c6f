#!/usr/bin/env bash
# Posts a task, waits until it is done, and shows what was delivered.
#
# usage: curl.sh OWNER REPOSITORY
#
# HOOKME is the daemon's address, and TOKEN a token with the scopes enqueue and read, where it wants one. Needs curl and jq.
set -euo pipefail

hookme=${HOOKME:-http://127.0.0.1:4001}
task=$(jq --null-input --arg username "$1" --arg repository "$2" '$ARGS.named')
# Not on curl's command line, which others can read.
ask() { curl --silent --show-error --fail-with-body --config <(echo "${TOKEN:+header = \"authorization: Bearer $TOKEN\"}") "$@"; }

# The key makes it safe to send this again when the answer was lost.
id=$(ask "$hookme/tasks" -H 'content-type: application/json' -H "idempotency-key: $(cat /proc/sys/kernel/random/uuid)" \
    --retry 5 --retry-connrefused -d "$task" | jq .id)
echo "task $id" >&2

until job=$(ask "$hookme/tasks/$id?wait=30") && jq --exit-status '.finished_at' <<<"$job" >/dev/null; do sleep 1; done
state=$(jq --raw-output .state <<<"$job")
echo "$state" >&2
[ "$state" = completed ] || { jq --raw-output .last_error <<<"$job" >&2; exit 1; }
ask "$hookme/tasks/$id/payload" | jq .
