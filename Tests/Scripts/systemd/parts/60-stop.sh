#!/bin/bash
# Told to stop, it lets what runs finish, puts nothing back half done, and exits with 0.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

is 200 tasks stop 200
until_true 10 is 1 running
systemctl stop hookme
is success property Result
is 0 property ExecMainStatus
is 0 query "SELECT count(*) FROM jobs WHERE state = 'running'"
done_before=$(completed stop)
((done_before < 200)) || fail 'it had nothing left to do when it was stopped'
systemctl start hookme
until_true 60 is 200 completed stop
echo "$done_before completed before the stop, all 200 after the start"
is 0 attempts stop crashed
is 0 attempts stop failed
