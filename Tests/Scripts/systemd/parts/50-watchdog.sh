#!/bin/bash
# A daemon that goes no further is killed by the watchdog, and started again.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

drop_in WatchdogSec=5s TimeoutAbortSec=2s
systemctl restart hookme
sleep 7
is active property ActiveState
restarts=$(property NRestarts)
kill -STOP "$(property MainPID)"
stopped=$SECONDS
until_true 30 is $((restarts + 1)) property NRestarts
until_true 15 is active property ActiveState
echo "restarted $((SECONDS - stopped)) s after it was stopped, and not in the 7 s before"
journalctl --unit=hookme --no-pager | grep -o 'Watchdog timeout.*' | tail -1
is 10 tasks watchdog 10
until_true 30 is 10 completed watchdog
no_drop_in
systemctl restart hookme
