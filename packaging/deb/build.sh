#!/bin/sh
# Makes hookme_VERSION_ARCHITECTURE.deb of a release binary, and prints its path.
#
# usage: [VERSION=…] [MAINTAINER='Name <address>'] packaging/deb/build.sh HOOKME [FOLDER]
#
# VERSION is that of the package, the binary's own unless it is given. Needs dpkg-dev. The same binary gives the same package.
set -eu

[ $# -ge 1 ] || { echo 'usage: [VERSION=…] [MAINTAINER=…] packaging/deb/build.sh HOOKME [FOLDER]' >&2; exit 64; }
hookme=$(realpath "$1") folder=${2:-.}
here=$(dirname "$0")
command -v dpkg-shlibdeps >/dev/null || { echo 'dpkg-shlibdeps is missing (Debian: apt-get install dpkg-dev)' >&2; exit 69; }
version=${VERSION:-$("$hookme" --version)}
maintainer=${MAINTAINER:-hookme maintainers <hookme@localhost>}
architecture=$(dpkg --print-architecture)
# Of all times in the package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
chmod 0755 "$work" && mkdir -m 0755 "$root" "$root/DEBIAN"
umask 022

DESTDIR=$root PREFIX=/usr "$here/../install.sh" "$hookme"
documents=$root/usr/share/doc/hookme
install -D -m 0644 "$here/copyright" "$documents/copyright"
install -D -m 0644 "$here/lintian-overrides" "$root/usr/share/lintian/overrides/hookme"
{
    printf 'hookme (%s) unstable; urgency=medium\n\n  * Version %s.\n\n' "$version" "$version"
    printf ' -- %s  %s\n' "$maintainer" "$(date -Rud "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$documents/changelog.gz"

# Which packages its libraries are in: dpkg-shlibdeps wants a source package around it.
mkdir "$work/debian"
printf 'Source: hookme\n\nPackage: hookme\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/hookme | sed -n 's/^shlibs:Depends=//p')
sed -e "s/@VERSION@/$version/" -e "s|@MAINTAINER@|$maintainer|" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@DEPENDS@/$depends/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$root/usr" | cut -f1)/" "$here/control" >"$root/DEBIAN/control"
echo /etc/hookme/hookme.env >"$root/DEBIAN/conffiles"
install -m 0755 "$here/postinst" "$here/prerm" "$here/postrm" "$root/DEBIAN/"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"

find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
package=$folder/hookme_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
