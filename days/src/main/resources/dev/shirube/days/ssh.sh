# SPDX-License-Identifier: Apache-2.0
# Monitoring that logs on by ssh, looks at a few things and leaves.
# $1: how many times
set -u
/usr/sbin/sshd -D -e 2>>/var/log/shirube-sshd.log &
daemon=$!
as() {
  setpriv --reuid shirube-office --regid shirube-office --init-groups env HOME=/home/shirube-office "$@"
}
waited=0
until as ssh -q -o BatchMode=yes shirube-deploy@127.0.0.1 true 2>/dev/null || [ $waited -gt 100 ]; do
  sleep 0.1
  waited=$((waited + 1))
done
made=0
number=0
while [ $number -lt "$1" ]; do
  case $((number % 3)) in
    0) what='uptime; df -P /; free -m' ;;
    1) what='ps -e | wc -l; cat /proc/loadavg' ;;
    2) what='sudo -n tail -n 20 /var/log/dpkg.log; id' ;;
  esac
  as ssh -q -o BatchMode=yes shirube-deploy@127.0.0.1 "$what" >/dev/null && made=$((made + 1))
  number=$((number + 1))
done
kill $daemon
wait $daemon 2>/dev/null
echo "done $made"
