# SPDX-License-Identifier: Apache-2.0
# What Debian does once a day: logs rotated, the manual's index, the state of packages kept. The part
# for apt sleeps for up to half an hour and is an chore of its own.
set -u
logrotate -f /etc/logrotate.d/shirube-app || exit 1
cd / && run-parts --report --regex '^(dpkg|logrotate|man-db|bsdmainutils|passwd)$' /etc/cron.daily
[ -e /var/log/shirube-app/rotated ] || exit 1
echo "done 1"
