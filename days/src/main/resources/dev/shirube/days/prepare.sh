# SPDX-License-Identifier: Apache-2.0
# What is there before a day begins, and is not recorded: people, keys, documents, sources, pages.
set -e
umask 022
for name in shirube-office shirube-deploy; do
  useradd -m -s /bin/bash "$name"
done
office=/home/shirube-office
deploy=/home/shirube-deploy

# Automation comes by ssh with a key, and may become root.
mkdir -p /etc/sudoers.d
printf 'shirube-deploy ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/shirube-deploy
chmod 440 /etc/sudoers.d/shirube-deploy
mkdir -p "$deploy/.ssh" "$office/.ssh"
if command -v ssh-keygen >/dev/null; then
  ssh-keygen -A >/dev/null 2>&1 || true
  ssh-keygen -q -t ed25519 -N '' -f "$office/.ssh/id_ed25519"
  cp "$office/.ssh/id_ed25519.pub" "$deploy/.ssh/authorized_keys"
  for key in /etc/ssh/ssh_host_*_key.pub; do
    [ ! -e "$key" ] || printf '127.0.0.1 %s\n' "$(cat "$key")" >>"$office/.ssh/known_hosts"
  done
fi

# Sources of a program in C, of as many files as such have.
mkdir -p "$office/project/src"
cd "$office/project"
number=0
while [ $number -lt 300 ]; do
  cat >"src/part$number.c" <<SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct node$number { struct node$number *next; char name[32]; long value; };
long part$number(long seed) {
  struct node$number *first = NULL;
  long sum = 0;
  for (long at = 0; at < $((number % 17 + 3)); at++) {
    struct node$number *one = malloc(sizeof *one);
    snprintf(one->name, sizeof one->name, "part-%ld", at + seed);
    one->value = (long) strlen(one->name) * (seed + $number);
    one->next = first;
    first = one;
  }
  while (first) { struct node$number *next = first->next; sum += first->value; free(first); first = next; }
  return sum;
}
SOURCE
  number=$((number + 1))
done
cat >Makefile <<'MAKE'
OBJECTS = $(patsubst src/%.c,build/%.o,$(wildcard src/*.c))
build/all.a: $(OBJECTS)
	ar rcs $@ $^
build/%.o: src/%.c
	@mkdir -p build
	gcc -O1 -c -o $@ $<
clean:
	rm -rf build
MAKE

# And of one in Java.
mkdir -p "$office/service/src/app"
number=0
while [ $number -lt 80 ]; do
  cat >"$office/service/src/app/Part$number.java" <<SOURCE
package app;
import java.util.*;
public final class Part$number {
  private final Map<String, List<Integer>> values = new TreeMap<>();
  public int add(String name, int value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value + $number);
    return values.values().stream().mapToInt(List::size).sum();
  }
}
SOURCE
  number=$((number + 1))
done

# Documents.
mkdir -p "$office/documents"
cd "$office/documents"
for number in 1 2 3 4; do
  {
    line=0
    while [ $line -lt 200 ]; do
      echo "Minutes of meeting $number, item $line: 議事録 $number の項目 $line を確認した。"
      line=$((line + 1))
    done
  } >"minutes$number.txt"
  {
    echo "date,product,count,price"
    line=0
    while [ $line -lt 400 ]; do
      echo "2026-11-$((line % 28 + 1)),part-$((line % 13)),$((line * number % 97)),$((line * 31 % 9973))"
      line=$((line + 1))
    done
  } >"sales$number.csv"
done

# Pages with their assets; each leads to the next, the last to the first.
mkdir -p "$office/site/assets"
cd "$office/site"
for number in 0 1 2 3 4 5 6 7 8 9; do
  echo "body { margin: ${number}em; } h1 { color: #0${number}4; }" >"assets/style$number.css"
  echo "document.title += ' $number'; fetch('/assets/data$number.json').then(one => one.json());" >"assets/script$number.js"
  echo "{\"rows\": [$number, 1, 2, 3]}" >"assets/data$number.json"
  echo "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'><circle cx='45' cy='45' r='${number}0'/></svg>" >"assets/image$number.svg"
done
number=0
while [ $number -lt 200 ]; do
  {
    echo "<!doctype html><title>Page $number</title>"
    for asset in 0 1 2 3 4; do
      which=$(((number + asset) % 10))
      echo "<link rel=stylesheet href=http://style.cdn$which.example/assets/style$which.css?$number>"
      echo "<img src=http://img.cdn$which.example/assets/image$which.svg?$number>"
      echo "<script src=/assets/script$which.js?$number></script>"
    done
    echo "<h1>Page $number</h1>"
    echo "<script>addEventListener('load', () => setTimeout(() => location = 'http://www.site$((number % 40)).example/page$((number + 1)).html', 20))</script>"
  } >"page$number.html"
  number=$((number + 1))
done
echo "<!doctype html><title>Last</title><h1>The last page</h1>" >"page$number.html"

# What serves them, and tells where: every name leads here.
cat >"$office/serve.py" <<'PYTHON'
import functools, http.server, socket, threading

def names():
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 53))
    while True:
        asked, sender = door.recvfrom(512)
        end = asked.index(b"\0", 12) + 5
        question = asked[12:end]
        address = question[-4:-2] == b"\0\1"
        head = asked[:2] + b"\x81\x80\0\1" + (b"\0\1" if address else b"\0\0") + b"\0\0\0\0"
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1" if address else b""
        door.sendto(head + question + answer, sender)

threading.Thread(target=names, daemon=True).start()
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="/home/shirube-office/site")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 80), handler)
print("Serving", flush=True)
server.serve_forever()
PYTHON

# A repository that everybody clones.
if command -v git >/dev/null; then
  export HOME=$office
  git config --global user.name Office
  git config --global user.email office@example.com
  git config --global init.defaultBranch main
  git config --global safe.directory '*'
  git init -q --bare "$office/shared.git"
  git clone -q "$office/shared.git" "$office/seed" 2>/dev/null
  cd "$office/seed"
  cp -r "$office/project/src" .
  git add . && git commit -q -m 'Begin' && git push -q origin HEAD:main
  git -C "$office/shared.git" symbolic-ref HEAD refs/heads/main
fi

# Logs to be rotated.
mkdir -p /var/log/shirube-app
for name in access error worker audit batch; do
  seq 1 5000 | sed "s/^/2026-11-30T00:00:00 $name line /" >"/var/log/shirube-app/$name.log"
done
cat >/etc/logrotate.d/shirube-app <<'ROTATE'
/var/log/shirube-app/*.log {
  rotate 7
  daily
  compress
  missingok
  notifempty
  create 640 root adm
  postrotate
    touch /var/log/shirube-app/rotated
  endscript
}
ROTATE
chown -R shirube-office: "$office"
chown -R shirube-deploy: "$deploy"
chmod 700 "$office/.ssh" "$deploy/.ssh"
mkdir -p /home/root
echo "done 1"
