#!/bin/bash
# Removed, it leaves what is the operator's; purged, nothing.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

dpkg -r hookme
[[ ! -e /usr/bin/hookme && -e $configuration && -e $database ]]
is inactive systemctl is-active hookme
pgrep -x hookme && fail 'it still runs'
dpkg -P hookme
left=$(find / -xdev -path /proc -prune -o -name '*hookme*' ! -path '/opt/hookme*' ! -path '/var/log/*' ! -path '/run/*' ! -path '/tmp/systemd-private-*' -print)
[[ -z $left ]] || fail "left behind: $left"
