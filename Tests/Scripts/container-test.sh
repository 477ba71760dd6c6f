#!/bin/bash
# Tries the image as docker-compose.yml runs it: as nobody in particular, with nothing writable but its volume.
#
# usage: [ENGINE=podman] [COMPOSE='docker compose'] container-test.sh PROBE [IMAGE]
#
# PROBE is a release binary. IMAGE is built from the Dockerfile, which takes a quarter of an hour, unless it is named. ENGINE is docker
# or podman, whichever there is; with podman as root, or where processes of a container may be killed. Without COMPOSE, that part is skipped.
set -euo pipefail

(($# >= 1)) || { echo "usage: [ENGINE=podman] [COMPOSE='docker compose'] container-test.sh PROBE [IMAGE]" >&2; exit 64; }
probe=$(realpath "$1") image=${2:-}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
read -ra engine <<<"${ENGINE:-$(command -v docker || command -v podman || true)}"
if ((${#engine[@]} == 0)) || ! "${engine[@]}" info >/dev/null 2>&1; then
    echo 'no docker and no podman that answers: skipped' >&2
    exit 0
fi
read -ra compose <<<"${COMPOSE:-}"
if ((${#compose[@]} == 0)) && "${engine[@]}" compose version >/dev/null 2>&1; then compose=("${engine[@]}" compose); fi

name=hookme-test-$$
ended() {
    if ((${#compose[@]})); then "${compose[@]}" -p "$name" down -v -t 20 >/dev/null 2>&1 || true; fi
    # Each by itself: podman removes none when it does not know the first.
    for container in "$name" "$name-stand-ins"; do "${engine[@]}" rm -f "$container" >/dev/null 2>&1 || true; done
    "${engine[@]}" volume rm "$name" >/dev/null 2>&1 || true
    rm -f "$settings"
}
settings=$(mktemp)
trap ended EXIT

fail() { echo "FAILED: $*" >&2; "${engine[@]}" logs --tail 30 "$name" 2>/dev/null >&2 || true; exit 1; }
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || fail "not in time: $*"
        sleep 0.2
    done
}
is() { [[ $("${@:2}") == "$1" ]]; }
state() { "${engine[@]}" inspect --format "{{.$1}}" "$name"; }
inside() { "${engine[@]}" exec "$name" "$@"; }
query() { inside sqlite3 -cmd '.timeout 5000' hookme.db "$1"; }
healthy() { inside hookme health >/dev/null 2>&1; }
completed() { query "SELECT count(*) FROM jobs WHERE state = 'completed'"; }
bytes() { "${engine[@]}" image inspect --format '{{.Size}}' "$1"; }

if command -v hadolint >/dev/null; then hadolint Dockerfile && echo 'hadolint: clean'; else echo 'hadolint is missing: skipped'; fi
if [[ -z $image ]]; then
    image=$name
    "${engine[@]}" build --tag "$image" .
fi

base=$(sed -n 's/^FROM \(debian[^ ]*\).*/\1/p' Dockerfile)
if bytes "$base" >/dev/null 2>&1 || "${engine[@]}" pull --quiet "$base" >/dev/null 2>&1; then
    added=$((($(bytes "$image") - $(bytes "$base")) / 1000000))
    echo "size: $added MB over $base"
    ((added < 120)) || fail 'it is larger than 120 MB'
else
    echo "$base is not to be had: its size is not compared"
fi

# GitHub and a receiver, in a network that hookme will share, a tenth of a second away.
"${engine[@]}" run -d --name "$name-stand-ins" --network none --no-healthcheck --volume "$probe:/probe:ro" \
    --entrypoint /probe "$image" stand-ins --delay 100 >/dev/null
addresses() { "${engine[@]}" logs "$name-stand-ins" 2>/dev/null | grep webhook_url; }
until_true 10 addresses >/dev/null
address() { addresses | grep -o "\"$1\":\"[^\"]*\"" | cut -d'"' -f4 | tr -d '\134'; }
printf '%s\n' "WEBHOOK_URL=$(address webhook_url)" "API_URL=$(address api_url)" SCHEDULE_INTERVAL=0 ALLOW_UNAUTHENTICATED=true >"$settings"

start() {
    "${engine[@]}" run -d --name "$name" --network "container:$name-stand-ins" --env-file "$settings" --volume "$name:/var/lib/hookme" \
        --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --restart always "$image" >/dev/null
    until_true 20 healthy
}
start
is 10001 inside id -u || fail 'it runs as somebody else'
inside touch /usr/bin/x 2>/dev/null && fail 'its root can be written'
echo 'healthy, as 10001, on a root that is read only'

# As an operator adds tasks.
query "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO jobs (username, repository) SELECT 'octocat', 'r' || i FROM n"
running() { query "SELECT count(*) > 0 FROM jobs WHERE state = 'running'"; }
until_true 10 is 1 running
kill -9 "$(state State.Pid)"
until_true 20 is 1 state RestartCount
until_true 20 healthy
until_true 60 is 100 completed
echo 'killed and started again: 100 jobs, 100 completed'

"${engine[@]}" stop -t 30 "$name" >/dev/null
is 0 state State.ExitCode || fail "it stops with $(state State.ExitCode)"
"${engine[@]}" rm "$name" >/dev/null
start
is 100 completed || fail 'the volume did not keep its jobs'
echo 'stopped with 0; another container has its jobs'

if ((${#compose[@]} == 0)); then echo 'no compose: skipped'; exit 0; fi
"${engine[@]}" tag "$image" hookme
export WEBHOOK_URL=http://127.0.0.1:9/
"${compose[@]}" -p "$name" config --quiet
"${compose[@]}" -p "$name" up -d --no-build --wait --wait-timeout 60
"${compose[@]}" -p "$name" exec -T hookme hookme health
"${compose[@]}" -p "$name" down -v
echo 'compose: up, healthy, down'
