# SPDX-License-Identifier: Apache-2.0
# What people type: looking, searching, copying, packing.
# $1: how many commands
set -u
cd "$HOME" || exit 1
mkdir -p scratch
made=0
while [ $made -lt "$1" ]; do
  case $((made % 10)) in
    0) ls -la project/src >/dev/null ;;
    1) grep -rl "part-%ld" project/src | head -n 5 >/dev/null ;;
    2) cp documents/minutes1.txt scratch/notes.txt ;;
    3) sort -u scratch/notes.txt | head -n 3 >/dev/null ;;
    4) tar -czf scratch/documents.tgz documents ;;
    5) awk -F, '{ sum += $3 } END { print sum }' documents/sales1.csv >/dev/null ;;
    6) sed -i 's/確認/確認済/' scratch/notes.txt ;;
    7) find . -name '*.csv' -newer project/Makefile >/dev/null ;;
    8) python3 -c 'import json; print(json.dumps({"a": 1}))' >/dev/null ;;
    9) rm -f scratch/documents.tgz ;;
  esac
  made=$((made + 1))
done
echo "done $made"
