#!/bin/sh
# What hookme needs besides Swift: the headers of SQLite and zlib to be built, the sqlite3 command for the demo.
# On Debian and Ubuntu it installs what is missing where it may, and says what to type where it may not.
set -eu

if ! command -v swift >/dev/null; then
    echo 'hookme is built with Swift 6.3 or newer: https://www.swift.org/install' >&2
    exit 1
fi
[ "$(uname)" = Linux ] || exit 0

missing=
[ -e /usr/include/sqlite3.h ] || missing="$missing libsqlite3-dev"
[ -e /usr/include/zlib.h ] || missing="$missing zlib1g-dev"
command -v sqlite3 >/dev/null || missing="$missing sqlite3"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "This machine seems to lack what Debian calls:$missing. Trying without." >&2
    exit 0
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
