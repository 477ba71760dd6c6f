#!/bin/sh
# Checks /metrics, the alerts and the dashboard's place with promtool, against a daemon that has done real jobs.
#
# usage: check-metrics.sh HOOKME PROBE
#
# Runs `PROBE stand-ins` as GitHub and the receiver and `HOOKME serve` on a database of its own, all on loopback, and ends both.
# Needs promtool (Debian: prometheus) and curl.
set -eu

hookme=$1 probe=$2
rules=$(dirname "$0")/../../packaging/prometheus
command -v promtool >/dev/null || { echo 'promtool is missing (Debian: apt-get install prometheus)' >&2; exit 1; }

directory=$(mktemp -d)
ended() {
    for process in ${daemon-} ${standins-}; do
        if kill "$process" 2>/dev/null; then wait "$process" 2>/dev/null || true; fi
    done
    rm -rf "$directory"
}
trap ended EXIT

# Prints what a pattern finds in a file once it is there; fails after ten seconds.
found() {
    for _ in $(seq 100); do
        grep -Eom1 "$2" "$1" 2>/dev/null && return
        sleep 0.1
    done
    echo "no $2 in time" >&2
    cat "$1" >&2
    return 1
}

"$probe" stand-ins >"$directory/stand-ins" & standins=$!
api=$(found "$directory/stand-ins" '"api_url":"[^"]+"' | cut -d'"' -f4 | tr -d '\134')
webhook=$(found "$directory/stand-ins" '"webhook_url":"[^"]+"' | cut -d'"' -f4 | tr -d '\134')

WEBHOOK_URL=$webhook API_URL=$api DATABASE_PATH=$directory/hookme.db PORT=0 SCHEDULE_INTERVAL=0 LOG_FORMAT=text \
    "$hookme" serve >"$directory/log" & daemon=$!
address=$(found "$directory/log" 'ready +address=[0-9.:]+' | cut -d= -f2)

task='{"username":"octocat","repository":"Hello-World"}'
curl -fsS -H 'content-type: application/json' -d "$task" "http://$address/tasks" >/dev/null
found "$directory/log" 'job completed' >/dev/null
curl -fsS "http://$address/metrics" >"$directory/metrics"

echo "promtool check metrics: $(grep -c '^# TYPE' "$directory/metrics") families, $(grep -vc '^#' "$directory/metrics") series"
promtool check metrics <"$directory/metrics"
# Of which promtool does not complain.
twice=$(grep -v '^#' "$directory/metrics" | sed 's/ [^ ]*$//' | sort | uniq -d)
[ -z "$twice" ] || { echo "there twice: $twice" >&2; exit 1; }
promtool check rules "$rules/hookme.rules.yml"
promtool test rules "$rules/hookme.rules.test.yml"
echo 'every check holds'
