#!/bin/bash
# What the unit leaves open, in tenths, with the binary running under it; and systemd understands all of the unit.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

systemd-analyze security --no-pager --threshold=12 hookme | tail -1
warnings=$(systemd-analyze verify --man=no hookme.service 2>&1)
[[ -z $warnings ]] || fail "$warnings"
