# SPDX-License-Identifier: Apache-2.0
# Packages unpacked and configured anew, in the very version that is there, so that nothing is
# another afterwards.
# $1: how many packages
set -u
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update || exit 75
wanted=
count=0
for name in make patch less file xz-utils zstd bzip2 unzip wget rsync sed diffutils gzip hostname \
  time netbase psmisc tree jq bc lsof manpages ucf sensible-utils; do
  [ $count -lt "$1" ] || break
  version=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$name" 2>/dev/null) || continue
  [ "${version% *}" = installed ] || continue
  one=$name=${version#* }
  # Only what changes nothing beside itself.
  [ "$(apt-get -qq -s --reinstall install "$one" 2>/dev/null | grep -c -e '^Inst' -e '^Remv')" = 1 ] || continue
  wanted="$wanted $one"
  count=$((count + 1))
done
[ $count -gt 0 ] || exit 75
# shellcheck disable=SC2086 # one word for each package
apt-get -qq -y --reinstall -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 install $wanted >/run/upgrade.txt 2>&1 || {
  tail -n 3 /run/upgrade.txt
  exit 75
}
echo "done $count"
