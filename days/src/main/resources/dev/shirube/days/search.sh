# SPDX-License-Identifier: Apache-2.0
# What makes an index of all files, and what looks for files that should not be there.
set -u
nice -n 19 find /usr /etc /home /var/lib -xdev -printf '%p\n' 2>/dev/null | sort | gzip >/var/cache/shirube-files.gz
find /usr /etc -xdev -type f -perm /6000 -printf '%m %u %p\n' >/var/log/shirube-setuid.log
du -sk /usr/share /var /home >/var/log/shirube-sizes.log 2>/dev/null
[ -s /var/cache/shirube-files.gz ] || exit 1
echo "done 1"
