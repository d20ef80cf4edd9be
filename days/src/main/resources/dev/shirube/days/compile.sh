# SPDX-License-Identifier: Apache-2.0
# A program in C of many files, built as developers do.
# $1: how many files
set -u
cd "$HOME/project" || exit 1
make -s clean
objects=
number=0
while [ $number -lt "$1" ]; do
  objects="$objects build/part$((number % 300)).o"
  number=$((number + 1))
done
# shellcheck disable=SC2086 # one word for each file
make -s -j2 $objects || exit 1
echo "done $(find build -name '*.o' | wc -l)"
