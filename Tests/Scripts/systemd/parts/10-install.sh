#!/bin/bash
# Installed without a configuration, it waits for one; with one it starts, and is active only when it is ready.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

dpkg -i /opt/hookme/old/hookme_*.deb
is enabled systemctl is-enabled hookme
is inactive systemctl is-active hookme
is '640 root:hookme' stat -c '%a %U:%G' "$configuration"

# GitHub and a receiver, a tenth of a second away, so that jobs take a while.
systemd-run --quiet --unit=stand-ins --property=StandardOutput=truncate:/run/stand-ins /opt/hookme/probe stand-ins --delay 100
until_true 10 grep -q webhook_url /run/stand-ins
address() { grep -o "\"$1\":\"[^\"]*\"" /run/stand-ins | cut -d'"' -f4 | tr -d '\134'; }
cat >>"$configuration" <<END
WEBHOOK_URL=$(address webhook_url)
API_URL=$(address api_url)
SCHEDULE_INTERVAL=0
END

# What systemd says is asked before what hookme says: were it active too early, it would show.
systemctl start --no-block hookme
samples=0
until [[ ${state-} == active ]]; do
    state=$(property ActiveState)
    ready=$(curl -s -o /dev/null -w '%{http_code}' "$api/readyz" || true)
    [[ $state != active || $ready == 200 ]] || fail "active, but /readyz answers $ready"
    [[ $state != failed ]] || fail 'it does not start'
    samples=$((samples + 1))
done
echo "ready when active, looked at $samples times"
is 750 stat -c %a /var/lib/hookme
is hookme stat -c %U "$database"
is hookme ps -o user= -p "$(property MainPID)"
