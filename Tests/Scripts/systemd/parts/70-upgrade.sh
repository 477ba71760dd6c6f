#!/bin/bash
# A newer version is installed while a client posts and jobs run: nothing that was accepted is lost.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

before=$(property MainPID)
sum=$(sha256sum "$configuration")
(
    # Until it is told to end. A task that is not accepted is posted again.
    for n in $(seq 100000); do
        [[ ! -e /run/upgraded ]] || break
        until curl -fsS "$api/tasks" --json "{\"username\":\"octocat\",\"repository\":\"upgrade-$n\"}" >/dev/null 2>>/run/refused; do
            sleep 0.05
        done
        echo "$n" >/run/accepted
    done
) &
until_true 10 is 1 running
dpkg -i /opt/hookme/new/hookme_*.deb
is active property ActiveState
[[ $(property MainPID) != "$before" ]] || fail 'the old one still runs'
sleep 1
touch /run/upgraded
wait
accepted=$(cat /run/accepted)
until_true 120 is "$accepted" completed upgrade
is 0 attempts upgrade crashed
[[ $(sha256sum "$configuration") == "$sum" ]] || fail 'the configuration has changed'
[[ $(dpkg-query -W -f '${Version}' hookme) == *+next ]]
echo "$accepted accepted and completed, $(wc -l </run/refused) refused meanwhile"
