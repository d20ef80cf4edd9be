# SPDX-License-Identifier: Apache-2.0
# A person who goes from page to page with Chromium, against a server on this machine that also
# answers for all names.
# $1: how many pages
set -u
cd "$HOME/site" || exit 1
last=$((200 - $1))
python3 -u "$HOME/serve.py" >"$HOME/served.txt" 2>&1 &
server=$!
waited=0
until grep -q '^Serving' "$HOME/served.txt" || [ $waited -gt 100 ]; do
  sleep 0.1
  waited=$((waited + 1))
done
timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$HOME/.config/chromium" \
  --remote-debugging-port=9222 "http://www.start.example/page$last.html" >"$HOME/browser.txt" 2>&1 &
browser=$!
waited=0
until grep -q 'GET /page200.html' "$HOME/served.txt" || [ $waited -gt 500 ]; do
  sleep 0.1
  waited=$((waited + 1))
done
kill $browser $server
wait 2>/dev/null
made=$(grep -c 'GET /page' "$HOME/served.txt")
echo "done $made"
