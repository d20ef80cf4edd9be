# SPDX-License-Identifier: Apache-2.0
# A program in Java, compiled and put into a jar.
# $1: how many times
set -u
cd "$HOME/service" || exit 1
made=0
while [ $made -lt "$1" ]; do
  rm -rf classes
  "$JDK/bin/javac" -J-XX:-UsePerfData -d classes src/app/*.java || exit 1
  "$JDK/bin/jar" -J-XX:-UsePerfData --create --file service.jar -C classes . || exit 1
  made=$((made + 1))
done
echo "done $made"
