#!/bin/bash
# With systemd's socket a restart refuses nobody: who comes meanwhile waits.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

systemctl stop hookme
systemctl enable --now hookme.socket
systemctl start hookme

# Four clients, each with a connection of its own for each task, until they are told to end.
rm -f /run/restarted
for client in 1 2 3 4; do
    (
        for n in $(seq 100000); do
            [[ ! -e /run/restarted ]] || break
            if curl -fsS "$api/tasks" --json "{\"username\":\"octocat\",\"repository\":\"socket-$client-$n\"}" >/dev/null 2>>/run/refused-$client; then
                echo "$n" >>"/run/accepted-$client"
            fi
        done
    ) &
done
for _ in 1 2 3 4 5; do
    before=$(property MainPID)
    sleep 1
    systemctl restart hookme
    [[ $(property MainPID) != "$before" ]] || fail 'it was not restarted'
done
sleep 1
touch /run/restarted
wait
cat /run/refused-*
[[ ! -s /run/refused-1 && ! -s /run/refused-2 && ! -s /run/refused-3 && ! -s /run/refused-4 ]] || fail 'a client was turned away'
accepted=$(cat /run/accepted-* | wc -l)
until_true 120 is "$accepted" completed socket
echo "5 restarts: $accepted accepted and completed, nobody turned away"

systemctl disable --now hookme.socket
systemctl restart hookme
