# SPDX-License-Identifier: Apache-2.0
# A day's work in a repository: cloned, changed, committed, pushed, and tidied up at the end.
# $1: how many commits
set -u
cd "$HOME" || exit 1
rm -rf work
git clone -q shared.git work || exit 1
cd work || exit 1
made=0
while [ $made -lt "$1" ]; do
  echo "/* change $made */" >>"src/part$((made * 7 % 300)).c"
  git status --short >/dev/null
  git diff | wc -l >/dev/null
  git add -A && git commit -q -m "Change $made" || exit 1
  [ $((made % 4)) -ne 0 ] || { git pull -q --rebase && git push -q origin HEAD:main; } || exit 1
  made=$((made + 1))
done
git log --oneline -n 20 | cat >/dev/null
git gc -q || exit 1
echo "done $made"
