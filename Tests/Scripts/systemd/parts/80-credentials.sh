#!/bin/bash
# A secret may be a credential, that only root can read where it is kept.
# shellcheck source-path=SCRIPTDIR source=../steps.sh
. "${0%/*}/../steps.sh"

sed -n 's/^WEBHOOK_URL=//p' "$configuration" >/etc/hookme/webhook-url
chmod 0600 /etc/hookme/webhook-url
cp -p "$configuration" /run/configuration
sed -i '/^WEBHOOK_URL=/d' "$configuration"
# Required, and nowhere else now.
drop_in LoadCredential=WEBHOOK_URL:/etc/hookme/webhook-url
systemctl restart hookme
is 5 tasks credential 5
until_true 30 is 5 completed credential
cp -p /run/configuration "$configuration"
no_drop_in

# A wrong configuration is not tried again and again.
echo 'PORT=none' >>"$configuration"
systemctl restart hookme && fail 'it runs with a wrong configuration'
is failed property ActiveState
is 78 property ExecMainStatus
cp -p /run/configuration "$configuration"
systemctl restart hookme
