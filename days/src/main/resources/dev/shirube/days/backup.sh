# SPDX-License-Identifier: Apache-2.0
# A backup as it is made by night: an archive, its checksum, a copy that follows what changed.
set -u
to=/home/backup
mkdir -p $to
tar --zstd -cf $to/system.tar.zst /etc /usr/share/doc /usr/share/perl /var/lib/dpkg 2>/dev/null || exit 1
tar -czf $to/home.tar.gz /home/shirube-office /home/shirube-deploy 2>/dev/null || exit 1
sha256sum $to/*.tar.* >$to/SHA256SUMS
rsync -a --delete /home/shirube-office/ $to/office/ || exit 1
rsync -a --delete /usr/share/perl/ $to/perl/ || exit 1
sha256sum -c --quiet $to/SHA256SUMS || exit 1
find $to -type f | wc -l >$to/count
echo "done 1"
