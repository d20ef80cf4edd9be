# SPDX-License-Identifier: Apache-2.0
# Debian's cron with the jobs of a server, until it has run each of them once.
# $1: how many runs of jobs
set -u
times=$1
ran=/var/log/shirube-cron.ran
: >"$ran"
{
  echo 'SHELL=/bin/sh'
  echo 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  echo 'MAILTO=""'
  number=0
  while [ $number -lt "$times" ]; do
    case $((number % 6)) in
      0) job='df -P | awk "NR > 1 && int(\$5) > 90" >/run/disks.txt' ;;
      1) job='ps -eo pid,ppid,rss,comm --sort=-rss | head -n 20 >/run/processes.txt' ;;
      2) job='find /var/spool /run -xdev -type f -mmin -60 2>/dev/null | wc -l >/run/fresh.txt' ;;
      3) job='[ -x /usr/lib/php/sessionclean ] || find /var/tmp -xdev -name "sess_*" -cmin +24 -delete' ;;
      4) job='cat /proc/stat /proc/meminfo /proc/diskstats >>/var/log/shirube-figures.log' ;;
      5) job='cd / && run-parts --report /etc/cron.hourly' ;;
    esac
    echo "* * * * * root $job; echo $number >>$ran"
    number=$((number + 1))
  done
} >/etc/cron.d/shirube-days
mkdir -p /etc/cron.hourly
/usr/sbin/cron -f &
daemon=$!
waited=0
while [ "$(wc -l <"$ran")" -lt "$times" ] && [ $waited -lt 150 ]; do
  sleep 0.5
  waited=$((waited + 1))
done
kill $daemon
wait $daemon 2>/dev/null
rm -f /etc/cron.d/shirube-days
echo "done $(wc -l <"$ran")"
