#!/bin/sh
# What the benchmarks need besides what hookme needs: a load generator, strace, and the stack that hookme is compared with.
# On Debian and Ubuntu it installs what is missing where it may, and says what to type where it may not.
set -eu

missing=
for pair in wrk:wrk strace:strace sqlite3:sqlite3 redis-server:redis-server redis-cli:redis-tools puma:puma; do
    command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
for library in sidekiq:ruby-sidekiq rack:ruby-rack; do
    ruby -e "require '${library%%:*}'" 2>/dev/null || missing="$missing ${library#*:}"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "The benchmarks need what Debian calls:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    printf 'Please install what is missing, then try again:\n\n    sudo apt-get install%s\n\n' "$missing" >&2
    exit 1
fi

echo "Installing$missing"
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq"
$apt update
# shellcheck disable=SC2086 # one word per package
$apt install -y --no-install-recommends $missing >/dev/null
