#!/bin/bash
# Killed while jobs run, it is started again and loses none of them.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

is 100 tasks crash 100
until_true 10 is 1 running
restarts=$(property NRestarts)
kill -9 "$(property MainPID)"
until_true 15 is $((restarts + 1)) property NRestarts
until_true 15 is active property ActiveState
until_true 60 is 100 completed crash
echo "100 accepted, 100 completed; $(attempts crash crashed) attempts died"
(($(attempts crash crashed) > 0))
