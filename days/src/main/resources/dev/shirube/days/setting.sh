# SPDX-License-Identifier: Apache-2.0
# The first process of a workstation of its own: mounts, processes and, where it is wanted, network
# are its own, and what the days write lies in memory. It does what its input says, a line each, and
# ends, and all of it, with its input.
# $1: an empty folder; $2: the folder of the scripts; $3: a folder for what they say; what follows:
# folders below /home and /tmp that are needed as they are
set -e
own=$1
scripts=$2
said=$3
shift 3

# What is copied, so that it may be changed.
for place in /etc /var/spool /var/log /var/backups /var/mail /var/lib/apt /var/lib/dpkg /var/lib/logrotate; do
  [ -d "$place" ] || continue
  mkdir -p "$own$place"
  mount -t tmpfs -o mode=755 tmpfs "$own$place"
  cp -a "$place/." "$own$place/"
  mount --move "$own$place" "$place"
done

# What begins empty.
for place in /home /run /var/cache /tmp /var/tmp; do
  mkdir -p "$own$place"
  mount -t tmpfs -o mode=755 tmpfs "$own$place"
done
chmod 1777 "$own/tmp" "$own/var/tmp"
for kept in "$@"; do
  mkdir -p "$own$kept"
  mount --bind "$kept" "$own$kept"
done
mkdir -p "$own/run/mount" "$own/run/sshd" "$own/run/sudo" "$own/run/lock" "$own/var/cache/apt/archives/partial"
mkdir -p "$own/home/days"
cp "$scripts"/*.sh "$own/home/days/"
touch "$own/run/utmp" "$own/run/own.net"
# The names of the network are looked up as before.
[ ! -d /run/systemd/resolve ] || { mkdir -p "$own/run/systemd" && cp -a /run/systemd/resolve "$own/run/systemd/"; }
for cache in debconf man ldconfig fontconfig; do
  [ ! -d "/var/cache/$cache" ] || cp -a "/var/cache/$cache" "$own/var/cache/"
done
for place in /home /run /var/cache /var/tmp /tmp; do
  mount --move "$own$place" "$place"
done

mount -t bpf bpf /sys/fs/bpf
# Whoever looks for processes from here finds those of here; below lies the machine's own /proc.
mount -t proc proc /proc
unshare --net=/run/own.net ip link set lo up
# Anyone there may open the doors of DNS and HTTP; names are asked of whoever has opened them.
nsenter --net=/run/own.net sh -c 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start'
cp /etc/resolv.conf /run/resolv.online
echo 'nameserver 127.0.0.1' >/run/resolv.own
rm -f /etc/resolv.conf
echo ready

# who: root or person, in the workstation's network; online: root, in the machine's
while read -r who name times; do
  code=0
  case $who in
    online) cp /run/resolv.online /etc/resolv.conf ;;
    *) cp /run/resolv.own /etc/resolv.conf ;;
  esac
  case $who in
    person)
      HOME=/home/shirube-office nsenter --net=/run/own.net \
        setpriv --reuid shirube-office --regid shirube-office --init-groups \
        /bin/sh "/home/days/$name.sh" "$times" || code=$?
      ;;
    root) HOME=/home/root nsenter --net=/run/own.net /bin/sh "/home/days/$name.sh" "$times" || code=$? ;;
    *) HOME=/home/root /bin/sh "/home/days/$name.sh" "$times" || code=$? ;;
  esac >"$said/$name.txt" 2>&1 </dev/null
  echo "$code"
done
