# What the parts have in common; sourced by each.
# shellcheck shell=bash disable=SC2034 # used by them
set -euo pipefail

api=http://127.0.0.1:4001
database=/var/lib/hookme/hookme.db
configuration=/etc/hookme/hookme.env

# until_true SECONDS COMMAND…: fails when it is not true in time.
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || { echo "not in time: $*" >&2; return 1; }
        sleep 0.1
    done
}

fail() { echo "$*" >&2; return 1; }

# property NAME: of the unit, as systemd has it.
property() { systemctl show hookme --property="$1" --value; }

# query SQL: of the database, as an operator asks it.
query() { sqlite3 -cmd '.timeout 5000' "$database" "$1"; }

is() { [[ $("${@:2}") == "$1" ]]; }

# tasks NAME COUNT: posts them in one batch, and prints how many were accepted.
tasks() {
    local list
    list=$(for n in $(seq "$2"); do printf '{"username":"octocat","repository":"%s-%s"},' "$1" "$n"; done)
    curl -fsS "$api/tasks/batch" --json "{\"tasks\":[${list%,}]}" | grep -o '"status":202' | wc -l
}

# completed NAME: how many of those are.
completed() { query "SELECT count(*) FROM jobs WHERE repository LIKE '$1-%' AND state = 'completed'"; }
running() { query "SELECT count(*) > 0 FROM jobs WHERE state = 'running'"; }
# attempts NAME RESULT: how many of theirs came to that.
attempts() { query "SELECT count(*) FROM attempts JOIN jobs ON jobs.id = job_id WHERE repository LIKE '$1-%' AND result = '$2'"; }

# drop_in LINE…: of [Service], in place of those before.
drop_in() {
    mkdir -p /run/systemd/system/hookme.service.d
    printf '%s\n' '[Service]' "$@" >/run/systemd/system/hookme.service.d/test.conf
    systemctl daemon-reload
}
no_drop_in() { rm -r /run/systemd/system/hookme.service.d && systemctl daemon-reload; }
