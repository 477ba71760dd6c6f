#!/bin/bash
# Runs inside, as a unit of the booted system: each part in its order, until one fails.
#
# usage: run.sh [PART…]
exec >/dev/console 2>&1
set -uo pipefail
export SYSTEMD_COLORS=0 SYSTEMD_URLIFY=0 SYSTEMD_PAGER=
here=$(dirname "${BASH_SOURCE[0]}")

for file in "$here"/parts/*.sh; do
    name=${file##*/[0-9][0-9]-} name=${name%.sh}
    [[ $name == install || $# == 0 || " $* " == *" $name "* ]] || continue
    echo "== $name"
    if ! bash "$file" 2>&1 | cat; then
        echo "FAILED: $name"
        systemctl status hookme --no-pager --lines=0 | cat
        journalctl --unit=hookme --no-pager --lines=40 --output=cat
        exit 1
    fi
done
