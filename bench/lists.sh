#!/usr/bin/env bash
# How soon the console's lists answer and show with very many certificates: makes a store of its own with COUNT of them (a million), serves it, and measures in headless Chromium.
#   ./crest bench lists [COUNT]     needs sqlite3, Node.js and Chromium; 3 GB of disk and some minutes for a million
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
count="${1:-1000000}"
[[ "$count" =~ ^[1-9][0-9]{0,8}$ ]] || { echo "COUNT is a number of certificates" >&2; exit 2; }
[ -d "$here/../console/node_modules/playwright-core" ] || { echo "build the console first: npm ci in console/" >&2; exit 1; }
work="$(mktemp -d)"
server=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
  fi
}
trap 'stop; rm -rf "$work"' EXIT

start() {
  "$here/../crest" quickstart --data "$work/data" --port 0 --admin-port 0 >"$work/log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    if grep -q 'Press Ctrl-C' "$work/log"; then return; fi
    if ! kill -0 "$server" 2>/dev/null; then break; fi
    sleep 0.5
  done
  tail -n 20 "$work/log" >&2
  exit 1
}

start
stop
"$here/many-certificates.sh" "$work/data" "$count"
start
node "$here/console-lists.mjs" "$work/data"
