# SPDX-License-Identifier: Apache-2.0
# Documents opened and saved as something else by LibreOffice.
# $1: how many documents
set -u
cd "$HOME/documents" || exit 1
rm -rf out
made=0
number=0
while [ $made -lt "$1" ]; do
  number=$((number % 4 + 1))
  case $((made % 4)) in
    0) soffice --headless --convert-to odt --outdir out "minutes$number.txt" ;;
    1) soffice --headless --convert-to pdf --outdir out "minutes$number.txt" ;;
    2) soffice --headless --convert-to xlsx --outdir out "sales$number.csv" ;;
    3) soffice --headless --convert-to ods --outdir out "sales$number.csv" ;;
  esac >/dev/null 2>&1 || exit 1
  made=$((made + 1))
done
[ -s out/minutes1.odt ] || exit 1
echo "done $made"
