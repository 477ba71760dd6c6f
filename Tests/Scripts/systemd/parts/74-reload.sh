#!/bin/bash
# A reload takes a new token while the daemon runs, and a wrong configuration changes nothing.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

cp -p "$configuration" /run/configuration
before=$(property MainPID)

# make FILE: a token of that name, in it, and its entry on standard output.
make() {
    hookme token --name "${1##*/}" --scope enqueue read >/run/made
    sed -n 's/^token *//p' /run/made >"$1"
    sed -n 's/^entry *//p' /run/made
}
said() { journalctl --unit=hookme --output=cat --lines=20 --no-pager | grep -q "$1"; }
status() { curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $(cat "$1")" "$api/stats"; }

first=$(make /run/first) second=$(make /run/second)
echo "AUTH_TOKENS=$first" >>"$configuration"
systemctl reload hookme
until_true 10 said 'configuration reloaded changed=AUTH_TOKENS'
is 200 status /run/first
is 401 status /run/second

sed -i "s|^AUTH_TOKENS=.*|AUTH_TOKENS=$second|" "$configuration"
systemctl reload hookme
until_true 10 is 401 status /run/first
is 200 status /run/second

sed -i 's|^AUTH_TOKENS=.*|AUTH_TOKENS=none|' "$configuration"
systemctl reload hookme
until_true 10 said 'the configuration cannot be used, so nothing is changed'
is 200 status /run/second

is "$before" property MainPID
is active property ActiveState
cp -p /run/configuration "$configuration"
systemctl reload hookme
until_true 10 is 200 status /run/first
echo "a new token is taken, and a wrong one changes nothing, by the same process"
