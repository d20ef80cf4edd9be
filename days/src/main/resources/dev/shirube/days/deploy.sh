# SPDX-License-Identifier: Apache-2.0
# Automation as Ansible does it: for each task a folder, a program brought over by sftp, run by
# sudo, and the folder taken away; and now and then a file by scp.
# $1: how many tasks
set -u
/usr/sbin/sshd -D -e 2>>/var/log/shirube-sshd.log &
daemon=$!
home=/home/shirube-office
host=shirube-deploy@127.0.0.1
as() {
  setpriv --reuid shirube-office --regid shirube-office --init-groups env HOME=$home "$@"
}
remote() {
  as ssh -q -o BatchMode=yes $host "$@"
}
waited=0
until remote true 2>/dev/null || [ $waited -gt 100 ]; do
  sleep 0.1
  waited=$((waited + 1))
done
cat >$home/module.py <<'PYTHON'
import json, os, platform, subprocess
facts = {"host": platform.node(), "kernel": platform.release(), "user": os.getuid()}
facts["mounts"] = len(open("/proc/mounts").readlines())
facts["packages"] = subprocess.run(["dpkg-query", "-W", "-f", "."], capture_output=True).stdout.decode()[:10]
open("/etc/shirube-managed.conf", "w").write(json.dumps(facts))
print(json.dumps({"changed": False, "facts": facts}))
PYTHON
chmod 644 $home/module.py
made=0
number=0
while [ $number -lt "$1" ]; do
  task=.ansible/tmp/ansible-tmp-1700000000.$number
  remote "/bin/sh -c 'umask 77 && mkdir -p \"\$HOME/$task\" && echo \$HOME/$task'" >/dev/null
  printf 'put %s %s\n' $home/module.py "$task/AnsiballZ_setup.py" | as sftp -q -b - -o BatchMode=yes $host >/dev/null
  remote "/bin/sh -c 'chmod u+x $task $task/AnsiballZ_setup.py'"
  remote "/bin/sh -c 'sudo -H -S -n -u root /bin/sh -c \"echo BECOME-SUCCESS-$number; /usr/bin/python3 /home/shirube-deploy/$task/AnsiballZ_setup.py\"'" \
    | grep -q changed && made=$((made + 1))
  remote "/bin/sh -c 'rm -f -r $task > /dev/null 2>&1'"
  [ $((number % 4)) -ne 0 ] || as scp -q -B $home/documents/sales1.csv $host:incoming.csv
  number=$((number + 1))
done
kill $daemon
wait $daemon 2>/dev/null
echo "done $made"
