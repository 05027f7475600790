#!/usr/bin/env bash
# Prints a chat's last messages, newest first: history.sh CHAT [COUNT]
#
# Each is one line of date, sender and text, separated by tabs, with newlines written as \n.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: $0 CHAT [COUNT]" >&2
    exit 2
fi
chat=$1 left=${2:-20}
session=${TELEWIRE_SESSION_FILE:-${XDG_CONFIG_HOME:-$HOME/.config}/telewire/session}

cursor=
while [ "$left" -gt 0 ]; do
    params=(chat_id="$chat" limit=$((left < 100 ? left : 100)))
    if [ -n "$cursor" ]; then
        params+=(cursor="$cursor")
    fi
    page=$(telewire call messages.history --session-file "$session" "${params[@]}")
    jq -r '.items[] | [.date, .sender.title // .chat.title // "", .text] | @tsv' <<<"$page"
    left=$((left - $(jq '.items | length' <<<"$page")))
    # A page may be short. Only the last one has no cursor.
    cursor=$(jq -r '.next_cursor // empty' <<<"$page")
    if [ -z "$cursor" ]; then
        break
    fi
done
