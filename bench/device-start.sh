#!/usr/bin/env bash
# How soon the packed commands have started: `crest decode` of a certificate, with the cache, without it, and beside them a JVM that only prints its version.
#   ./crest bench device-start IMAGE [TIMES]     with a folder that ./crest image has made
set -euo pipefail
image="${1:?the folder that ./crest image has made}"
times="${2:-20}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=bench -days 1 -keyout "$work/key" -out "$work/crt" 2>/dev/null

median() { # milliseconds of the middle one of so many runs
  local i begin
  for ((i = 0; i < times; i++)); do
    begin="${EPOCHREALTIME/./}"
    "$@" >/dev/null
    echo $(((${EPOCHREALTIME/./} - begin) / 1000))
  done | sort -n | sed -n "$(((times + 1) / 2))p"
}

bare="$(median "$image/runtime/bin/java" -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -version 2>/dev/null)"
cached="$(median "$image/bin/crest" decode "$work/crt")"
plain="$(CREST_JAVA_OPTS=-XX:AOTMode=off median "$image/bin/crest" decode "$work/crt")"
printf 'JVM alone %d ms; crest decode %d ms with the cache, %d ms without it (%d.%02d times as long)\n' \
  "$bare" "$cached" "$plain" $((plain / cached)) $((plain * 100 / cached % 100))
