#!/bin/sh
# Puts hookme and what belongs to it where a system has such things.
#
# usage: [PREFIX=/usr/local] [DESTDIR=] packaging/install.sh HOOKME
#
# PREFIX is where it will run from, DESTDIR a folder that stands for the root meanwhile, for who makes a package. A
# configuration that is there already stays as it is.
set -eu

[ $# = 1 ] || { echo 'usage: [PREFIX=/usr/local] [DESTDIR=] packaging/install.sh HOOKME' >&2; exit 64; }
hookme=$1
here=$(dirname "$0")
prefix=${PREFIX:-/usr/local}
to=${DESTDIR:-}$prefix

install -d "$to/bin" "$to/lib/systemd/system" "$to/lib/sysusers.d" "$to/share/bash-completion/completions" "$to/share/man/man1"

# Without names: nothing here prints a backtrace, and a debugger takes them from the binary that was stripped.
strip --remove-section=.comment --remove-section=.note -o "$to/bin/hookme" "$hookme"
chmod 0755 "$to/bin/hookme"
unit=$to/lib/systemd/system/hookme.service
sed "s#/usr/bin/hookme#$prefix/bin/hookme#" "$here/systemd/hookme.service" >"$unit"
chmod 0644 "$unit"
install -m 0644 "$here/systemd/hookme.socket" "$to/lib/systemd/system/"
install -m 0644 "$here/systemd/hookme.sysusers" "$to/lib/sysusers.d/hookme.conf"
"$hookme" --generate-completion-script bash | sed '1{/^#!/d}' >"$to/share/bash-completion/completions/hookme"
# Once `hookme man` writes its manual.
if "$hookme" man >"$to/share/man/man1/hookme.1" 2>/dev/null; then
    gzip -9nf "$to/share/man/man1/hookme.1"
else
    rm "$to/share/man/man1/hookme.1"
    rmdir --ignore-fail-on-non-empty -p "$to/share/man/man1"
fi

# Its secrets are for root, who writes them, and for hookme, who reads them.
install -d -m 0755 "${DESTDIR:-}/etc/hookme"
configuration=${DESTDIR:-}/etc/hookme/hookme.env
[ -e "$configuration" ] || install -m 0640 "$here/systemd/hookme.env" "$configuration"
[ -z "${DESTDIR:-}" ] || exit 0
systemd-sysusers "$to/lib/sysusers.d/hookme.conf"
chgrp hookme "$configuration"
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
echo "set WEBHOOK_URL in $configuration, then: systemctl enable --now hookme"
