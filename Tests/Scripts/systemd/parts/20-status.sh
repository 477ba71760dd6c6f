#!/bin/bash
# systemctl status says how the queue stands.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

says() { [[ $(property StatusText) =~ $1 ]]; }
until_true 10 says '[0-9]+ queued, [0-9]+ running, [0-9]+ held'
property StatusText
