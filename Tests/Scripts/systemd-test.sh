#!/bin/bash
# Tries the package in a Debian of its own that is really booted: what systemd does with hookme, and hookme with systemd.
#
# usage: systemd-test.sh HOOKME PROBE [PART…]
#
# HOOKME and PROBE are release binaries, PART names what is under systemd/parts/, all of it unless it is given. Needs root and
# systemd-nspawn and debootstrap (Debian: systemd-container, debootstrap). The Debian is made once, in .build-systemd: a minute.
# Nothing is written to it: each run has a layer of its own in memory. It has no network but its own loopback.
set -euo pipefail

(($# >= 2)) || { echo 'usage: systemd-test.sh HOOKME PROBE [PART…]' >&2; exit 64; }
hookme=$(realpath "$1") probe=$(realpath "$2")
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[[ $EUID == 0 ]] || { echo 'make systemd-test needs root, to boot a system: skipped' >&2; exit 0; }
for program in systemd-nspawn:systemd-container debootstrap:debootstrap dpkg-shlibdeps:dpkg-dev; do
    command -v "${program%:*}" >/dev/null && continue
    echo "${program%:*} is missing (Debian: apt-get install ${program#*:}): skipped" >&2
    exit 0
done

root=$PWD/.build-systemd/root
if [[ ! -e $root/.whole ]]; then
    echo 'Making a Debian to boot, once'
    rm -rf --one-file-system "$root"
    mkdir -p "${root%/*}"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates,curl,libsqlite3-0,libstdc++6,procps,sqlite3,zlib1g \
        bookworm "$root" >"$root.log" 2>&1 || { tail -5 "$root.log" >&2; exit 1; }
    touch "$root/.whole"
fi

work=$(mktemp -d)
groups=()
ended() {
    # In reverse, since those of the container's own systemd are inside.
    for group in "${groups[@]}"; do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true; done
    rm -rf "$work"
}
trap ended EXIT

# The package as it is, and a newer one, as an upgrade has it. Not compressed: nobody downloads them.
export DPKG_DEB_COMPRESSOR_TYPE=none
version=$("$hookme" --version)
mkdir "$work/old" "$work/new"
packaging/deb/build.sh "$hookme" "$work/old" >/dev/null
VERSION=$version+next packaging/deb/build.sh "$hookme" "$work/new" >/dev/null
cp "$probe" "$work/probe"
cp -r Tests/Scripts/systemd "$work/test"

# Where no systemd runs that would give the container control groups of its own, it gets them here.
own=()
if [[ ! -d /run/systemd/system ]]; then
    own=(--keep-unit)
    while IFS=: read -r _ controllers path; do
        case $controllers in
        name=systemd) hierarchy=/sys/fs/cgroup/systemd ;;
        '') hierarchy=/sys/fs/cgroup/unified && [[ -d $hierarchy ]] || hierarchy=/sys/fs/cgroup ;;
        memory | pids) hierarchy=/sys/fs/cgroup/$controllers ;;
        *) continue ;;
        esac
        group=$hierarchy${path%/}/hookme-$$
        mkdir "$group" 2>/dev/null && groups+=("$group")
    done </proc/self/cgroup
fi

# A subshell that enters the groups and becomes the container. What is said before it is up, and at its end, stays in a file.
start=$SECONDS status=0
(
    for group in "${groups[@]}"; do echo "$BASHPID" >"$group/cgroup.procs" || true; done
    exec systemd-nspawn --quiet --directory="$root" --volatile=overlay --machine="hookme-$$" --register=no "${own[@]}" --private-network \
        --bind-ro="$work:/opt/hookme" --console=read-only --boot -- \
        systemd.log_target=journal systemd.show_status=no \
        "systemd.run=\"/opt/hookme/test/run.sh $*\""
) </dev/null 2>&1 | tr -d '\r' | tee "$root.console" | sed -u '0,/^Hostname set to/d; /^Sending SIGTERM to remaining/,$d' || status=$?
((status == 0)) || { echo "not every part holds; all that was said is in $root.console" >&2; exit "$status"; }
echo "every part holds, after $((SECONDS - start)) s"
